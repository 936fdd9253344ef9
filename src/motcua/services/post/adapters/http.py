"""The public post over HTTPS: JSON consignments by our reference, tracking codes of UPU S10, signed events.

``POST <address>/v1/consignments`` and ``GET <address>/v1/consignments/<tracking code>`` with a bearer token. The post takes one
``client_ref`` once, whatever became of the answer.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import httpx
from django.conf import settings

from motcua.kernel.sealed_calls import believed
from motcua.services.post import conf
from motcua.services.post.adapters.port import Letter
from motcua.services.post.contracts import EventUnbelieved, EventUnreadable, Heard, PostRefused, PostStatus, PostUnavailable

EVENT_PATH = "/api/v1/post/events"
_LOOPBACK = ("http://127.0.0.1", "http://localhost", "http://[::1]")
_TRACKING = re.compile(r"[A-Z]{2}\d{9}[A-Z]{2}")
_NEVER = frozenset({400, 403, 404, 409, 422})
_MOST_BYTES = 100_000


class HttpPost:
    """See ``Post``. Built for tests with a transport of its own."""

    def __init__(self, *, transport: httpx.BaseTransport | None = None) -> None:
        self._transport = transport

    def consign(self, letter: Letter) -> str:
        """See ``Post``."""
        to = letter.receiver
        body = {
            "client_ref": letter.client_ref, "service": "HCC", "sender": {"name": letter.sender}, "content": letter.content,
            "collect_amount": letter.collect, "events_url": f"{settings.MOTCUA_BASE_URL}{EVENT_PATH}",
            "receiver": {
                "name": to.name, "phone": to.phone, "address_line": to.line, "ward_code": to.unit_code,
                "ward_name": to.unit_name or to.elsewhere, "province_name": letter.province if to.unit_code else to.elsewhere,
            },
        }  # fmt: skip
        answer = self._call("POST", "/v1/consignments", body=body)
        code = str(answer.get("tracking_code", ""))
        if not _TRACKING.fullmatch(code):
            raise PostUnavailable
        return code

    def events(self, tracking_code: str) -> tuple[Heard, ...]:
        """See ``Post``."""
        told = self._call("GET", f"/v1/consignments/{tracking_code}").get("events", [])
        try:
            return tuple(_heard(one) for one in told)
        except (EventUnreadable, TypeError) as unreadable:
            raise PostUnavailable from unreadable

    def read_event(self, *, raw: bytes, headers: Mapping[str, str], machine_now: float) -> Heard:
        """See ``Post``."""
        low = {name.lower(): value for name, value in headers.items()}
        given, stamp = low.get("x-post-signature", ""), low.get("x-post-timestamp", "")
        if not believed(secret=conf.SECRET, timestamp=stamp, body=raw, given=given, machine_now=machine_now):
            raise EventUnbelieved
        try:
            return _heard(json.loads(raw[:_MOST_BYTES]))
        except ValueError as unreadable:
            raise EventUnreadable(field="json") from unreadable

    def check_config(self) -> list[str]:
        """See ``Post``."""
        if settings.MOTCUA_DEMO or not conf.URL:
            return []
        problems = [] if conf.URL.startswith("https://") else ["MOTCUA_POST_URL is not https"]
        problems += ["MOTCUA_POST_TOKEN is the demonstration's"] if conf.TOKEN == conf.DEMO_TOKEN else []
        return problems + (["MOTCUA_POST_SECRET is the demonstration's"] if conf.SECRET == conf.DEMO_SECRET else [])

    def _call(self, method: str, path: str, *, body: dict[str, Any] | None = None) -> dict[str, Any]:
        headers, trust_env = {"authorization": f"Bearer {conf.TOKEN}"}, not conf.URL.startswith(_LOOPBACK)
        try:
            with httpx.Client(timeout=conf.TIMEOUT, transport=self._transport, headers=headers, trust_env=trust_env) as client:
                answer = client.request(method, f"{conf.URL.rstrip('/')}{path}", json=body)
            told = answer.json()
        except (httpx.HTTPError, ValueError) as unreachable:
            raise PostUnavailable from unreachable
        if answer.status_code in _NEVER:
            reason = str(told.get("message_vi") or told.get("message") or told.get("error") or "") if isinstance(told, dict) else ""
            raise PostRefused(f"{answer.status_code} {reason}".strip()[:300])
        if not answer.is_success or not isinstance(told, dict):
            raise PostUnavailable
        return told


def _heard(told: Any) -> Heard:
    try:
        at = datetime.fromisoformat(told["at"])
        heard = Heard(
            event_id=str(told["event_id"])[:64], client_ref=str(told["client_ref"])[:64], tracking_code=str(told["tracking_code"])[:40],
            status=PostStatus(told["status"]), at=at,
        )  # fmt: skip
    except (KeyError, TypeError, ValueError) as unreadable:
        raise EventUnreadable(field="event_id, client_ref, tracking_code, status, at") from unreadable
    if at.tzinfo is None or not heard.event_id:
        raise EventUnreadable(field="at, event_id")
    return heard
