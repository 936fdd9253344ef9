"""SMS through a provider over HTTPS: JSON with the registered sender, one reference a message, signed delivery reports.

``POST <address>/messages`` with a bearer token: ``client_ref``, ``from``, ``to``, ``text``, ``encoding``, ``segments``, ``report_url``.
The provider takes one ``client_ref`` once, whatever became of the answer, so a message that got none is handed over again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime

import httpx
from django.conf import settings

from motcua.kernel.sealed_calls import believed
from motcua.platform.messaging import conf, rules
from motcua.platform.messaging.adapters.port import Outgoing
from motcua.platform.messaging.contracts import Delivery, PermanentFailure, ReportUnbelieved, ReportUnreadable, TemporaryFailure

REPORT_PATH = "/api/v1/messaging/sms/reports"
TIMESTAMP, SIGNATURE = "x-sms-timestamp", "x-sms-signature"
_LOOPBACK = ("http://127.0.0.1", "http://localhost", "http://[::1]")
_SENDER = re.compile(r"[A-Za-z0-9 ._-]{3,11}")
_MOST_BYTES = 100_000
_NEVER = frozenset({400, 403, 404, 409, 422})  # what another try does not mend
_TOLD = {
    "delivered": Delivery.DELIVERED, "undeliverable": Delivery.UNDELIVERED, "rejected": Delivery.UNDELIVERED,
    "expired": Delivery.EXPIRED,
}  # fmt: skip


class HttpSmsPort:
    """One call a message. Built for tests with a transport of its own."""

    def __init__(self, *, transport: httpx.BaseTransport | None = None) -> None:
        self._transport = transport

    def deliver(self, message: Outgoing) -> str:
        """See ``Port``."""
        encoding, count = rules.segments(message.text)
        body = {
            "client_ref": str(message.message_id), "from": conf.SMS_SENDER, "to": international(message.to_address), "text": message.text,
            "encoding": encoding, "segments": count, "report_url": f"{settings.MOTCUA_BASE_URL}{REPORT_PATH}",
        }
        try:
            with self._client() as client:
                answer = client.post(f"{conf.SMS_URL.rstrip('/')}/messages", json=body)
        except httpx.HTTPError as unreachable:
            raise TemporaryFailure(type(unreachable).__name__) from unreachable
        if answer.status_code in _NEVER:
            raise PermanentFailure(_reason(answer))
        if not answer.is_success:
            raise TemporaryFailure(_reason(answer))
        try:
            return str(answer.json()["message_id"])
        except (ValueError, KeyError, TypeError) as unreadable:
            msg = "unreadable answer"
            raise TemporaryFailure(msg) from unreadable

    def check_config(self) -> list[str]:
        """See ``Port``."""
        problems = [] if _SENDER.fullmatch(conf.SMS_SENDER) else ["MOTCUA_SMS_SENDER is no sender name of 3 to 11 letters and digits"]
        if not conf.SMS_URL.startswith(("https://", *(_LOOPBACK if settings.MOTCUA_DEMO else ()))):
            problems.append("MOTCUA_SMS_URL is not https")
        if not settings.MOTCUA_DEMO:
            problems += ["MOTCUA_SMS_TOKEN is the demonstration's"] if conf.SMS_TOKEN == conf.DEMO_SMS_TOKEN else []
            problems += ["MOTCUA_SMS_REPORT_SECRET is the demonstration's"] if conf.SMS_REPORT_SECRET == conf.DEMO_SMS_SECRET else []
        return problems

    def _client(self) -> httpx.Client:
        return httpx.Client(
            timeout=conf.SMS_TIMEOUT, transport=self._transport, follow_redirects=False,
            headers={"authorization": f"Bearer {conf.SMS_TOKEN}"}, trust_env=not conf.SMS_URL.startswith(_LOOPBACK),
        )


def international(number: str) -> str:
    """A Vietnamese number as networks take it: ``0912345678`` → ``84912345678``."""
    digits = "".join(c for c in number if c.isdigit())
    return f"84{digits[1:]}" if digits.startswith("0") else digits


def read_report(*, raw: bytes, headers: Mapping[str, str], machine_now: float) -> tuple[str, Delivery, datetime]:
    """Our reference, what became of the message, and when. ``ReportUnbelieved``, ``ReportUnreadable``."""
    low = {name.lower(): value for name, value in headers.items()}
    given, stamp = low.get(SIGNATURE, ""), low.get(TIMESTAMP, "")
    if not believed(secret=conf.SMS_REPORT_SECRET, timestamp=stamp, body=raw, given=given, machine_now=machine_now):
        raise ReportUnbelieved
    try:
        told = json.loads(raw[:_MOST_BYTES])
        ref, status, at = str(told["client_ref"]), str(told["status"]), datetime.fromisoformat(told["at"])
    except (ValueError, KeyError, TypeError) as unreadable:
        raise ReportUnreadable(field="client_ref, status, at") from unreadable
    if status not in _TOLD:
        raise ReportUnreadable(field="status")
    if at.tzinfo is None:
        raise ReportUnreadable(field="at")
    return ref, _TOLD[status], at


def _reason(answer: httpx.Response) -> str:
    try:
        said = str(answer.json().get("error", ""))[:100]
    except (ValueError, AttributeError):
        said = ""
    return f"{answer.status_code} {said}".strip()
