"""``/post/v1/consignments``: registered letters of the administrative service, with tracking codes of UPU S10 and signed events.

Written from the wire format, not from the city's code. A consignment is accepted, carried and delivered (or brought back) by itself,
``post_pace`` seconds between two events.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from motcua.kernel.errors import NamedError, NotFound
from motcua.kernel.ids import uuid7
from motcua.simulator.peers.asking import json_object, require_bearer
from motcua.simulator.peers.conf import Settings
from motcua.simulator.peers.errors import PeerDown
from motcua.simulator.peers.faults import Faults
from motcua.simulator.peers.pages import page
from motcua.simulator.peers.store import Store
from motcua.simulator.peers.telling import Teller

CONSIGNMENT, EVENT = "post_consignment", "post_event"
_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)  # UPU S10-12, check digit
_DELIVERED = (("accepted", "Chấp nhận gửi"), ("in_transit", "Đang vận chuyển"), ("delivered", "Phát thành công"))
_RETURNED = (*_DELIVERED[:2], ("failed_attempt", "Phát không thành công"), ("returned", "Đã chuyển hoàn người gửi"))


class PostRefused(NamedError):
    """A consignment that the post does not take."""

    code = "post.refused"
    vi = "Bưu điện không nhận bưu gửi: {reason}."
    en = "The post does not take the consignment: {reason}."
    status = 422


class Post:
    """Endpoints and the page under ``/post``."""

    def __init__(self, *, store: Store, settings: Settings, faults: Faults, teller: Teller) -> None:
        self._store, self._settings, self._faults, self._teller = store, settings, faults, teller

    async def take(self, request: Request) -> JSONResponse:
        """Take a consignment; the same reference again is the same consignment, to another receiver it is refused."""
        require_bearer(request, self._settings.post_token)
        await self._faults.gate(peer="post", endpoint="consignments")
        if self._faults.hit(peer="post", fault="refuse") is not None:
            raise PostRefused(reason="receiver.ward_code")
        told = _checked(await json_object(request))
        known = self._store.get(CONSIGNMENT, told["client_ref"], now=0)
        if known is not None and known["receiver"] != told["receiver"]:
            raise PostRefused(reason="client_ref")
        if known is None:
            known = self._keep(told)
        if self._faults.hit(peer="post", fault="lost_answer") is not None:
            raise PeerDown
        return JSONResponse({"tracking_code": known["tracking_code"], "client_ref": known["client_ref"]}, status_code=201)

    async def one(self, request: Request) -> JSONResponse:
        """A consignment with the events so far."""
        require_bearer(request, self._settings.post_token)
        await self._faults.gate(peer="post", endpoint="events")
        code = request.path_params["code"]
        found = next((d.body for d in self._store.all(CONSIGNMENT, limit=100_000) if d.body["tracking_code"] == code), None)
        if found is None:
            raise NotFound
        events = [e for e in found["events"] if datetime.fromisoformat(e["at"]).timestamp() <= time.time()]
        return JSONResponse({"tracking_code": code, "client_ref": found["client_ref"], "events": events})

    async def shown(self, request: Request) -> Response:
        """What the post carries, the latest first."""
        kept = [document.body for document in self._store.all(CONSIGNMENT, limit=100_000)][::-1][:100]
        now = datetime.now(UTC).isoformat()
        rows = [(k, next((e["note"] for e in k["events"][::-1] if e["at"] <= now), "Chờ nhận")) for k in kept]
        return page("post.html", rows=rows)

    def routes(self) -> list[Route]:
        """The addresses."""
        return [
            Route("/v1/consignments", self.take, methods=["POST"]), Route("/v1/consignments/{code}", self.one), Route("/", self.shown),
        ]

    def _keep(self, told: dict[str, Any]) -> dict[str, Any]:
        now, pace = time.time(), self._settings.post_pace
        code = s10(10_000_000 + len(self._store.all(CONSIGNMENT, limit=100_000)))
        way = _RETURNED if self._faults.hit(peer="post", fault="returned") is not None else _DELIVERED
        events = [
            {
                "event_id": str(uuid7()), "tracking_code": code, "client_ref": told["client_ref"], "status": status, "note": note,
                "at": datetime.fromtimestamp(now + pace * number, UTC).isoformat(timespec="milliseconds"),
            }
            for number, (status, note) in enumerate(way, start=1)
        ]  # fmt: skip
        kept = told | {"tracking_code": code, "events": events}
        with self._store.transaction():
            self._store.put(CONSIGNMENT, told["client_ref"], kept)
            self._line_up(kept, now=now)
        self._teller.ring()
        return kept

    def _line_up(self, kept: dict[str, Any], *, now: float) -> None:
        switches = ("event_never", "event_twice", "event_forged", "out_of_order")
        hit = {kind: self._faults.hit(peer="post", fault=kind) is not None for kind in switches}
        if hit["event_never"] or not kept["events_url"]:
            return
        for event in kept["events"][::-1] if hit["out_of_order"] else kept["events"]:
            due = now if hit["out_of_order"] else datetime.fromisoformat(event["at"]).timestamp()
            for _ in range(2 if hit["event_twice"] else 1):
                self._teller.line_up(url=kept["events_url"], message=event, at=due, forged=hit["event_forged"])


def s10(number: int) -> str:
    """A tracking code of UPU S10: service HC, eight digits, check digit, VN."""
    digits = f"{number:08d}"
    rest = 11 - sum(int(d) * w for d, w in zip(digits, _WEIGHTS, strict=True)) % 11
    check = {10: 0, 11: 5}.get(rest, rest)
    return f"HC{digits}{check}VN"


def _checked(told: dict[str, Any]) -> dict[str, Any]:
    receiver, sender = told.get("receiver"), told.get("sender")
    if not isinstance(receiver, dict) or not isinstance(sender, dict):
        raise PostRefused(reason="sender, receiver")
    wrong = [name for name in ("name", "phone", "address_line", "ward_name", "province_name") if not receiver.get(name)]
    if wrong or not sender.get("name") or told.get("service") != "HCC":
        raise PostRefused(reason=", ".join(wrong) or "sender, service")
    if not isinstance(told.get("client_ref"), str) or not 0 < len(told["client_ref"]) <= 64:  # noqa: PLR2004 - the longest reference
        raise PostRefused(reason="client_ref")
    if not isinstance(told.get("collect_amount"), int) or told["collect_amount"] < 0:
        raise PostRefused(reason="collect_amount")
    return {name: told.get(name, "") for name in ("client_ref", "service", "sender", "receiver", "content", "collect_amount", "events_url")}
