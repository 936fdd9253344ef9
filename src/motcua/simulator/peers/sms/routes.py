"""``POST /sms/messages`` and the page ``/sms/`` that stands for all telephones. Written from the wire format, not from the city's code."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from motcua.kernel.errors import NamedError
from motcua.kernel.ids import public_code
from motcua.simulator.peers.asking import json_object, require_bearer
from motcua.simulator.peers.conf import Settings
from motcua.simulator.peers.errors import PeerDown
from motcua.simulator.peers.faults import Faults
from motcua.simulator.peers.pages import page
from motcua.simulator.peers.store import Store
from motcua.simulator.peers.telling import Teller

MESSAGE, REPORT = "sms_message", "sms_report"
_NUMBER, _SENDER = re.compile(r"84[1-9]\d{7,9}"), re.compile(r"[A-Za-z0-9 ._-]{3,11}")
_LONGEST, _MOST_PARTS = {"gsm7": 160, "ucs2": 70}, 5


class SmsRefused(NamedError):
    """A message that no network takes."""

    code = "sms.refused"
    vi = "Nhà mạng từ chối tin nhắn: {reason}."
    en = "The network refuses the message: {reason}."
    status = 422


class TooMany(NamedError):
    """More messages than the contract allows at a time."""

    code = "sms.too_many"
    vi = "Gửi quá nhanh, thử lại sau."
    en = "Too many messages; try again later."
    status = 429


class Sms:
    """Endpoints and the page under ``/sms``."""

    def __init__(self, *, store: Store, settings: Settings, faults: Faults, teller: Teller) -> None:
        self._store, self._settings, self._faults, self._teller = store, settings, faults, teller

    async def take(self, request: Request) -> JSONResponse:
        """Keep a message; the same reference again is the same message, with another text it is refused."""
        require_bearer(request, self._settings.sms_token)
        await self._faults.gate(peer="sms", endpoint="messages")
        if self._faults.hit(peer="sms", fault="too_many") is not None:
            raise TooMany
        told = _checked(await json_object(request))
        known = self._store.get(MESSAGE, told["client_ref"], now=0)
        if known is not None and (known["to"], known["text"]) != (told["to"], told["text"]):
            raise SmsRefused(reason="client_ref")
        if known is None:
            known = told | {"message_id": f"S{public_code(length=12)}", "at": time.time()}
            self._store.put(MESSAGE, told["client_ref"], known)
            self._line_up(known)
        if self._faults.hit(peer="sms", fault="lost_answer") is not None:
            raise PeerDown
        return JSONResponse({"message_id": known["message_id"], "segments": known["segments"]}, status_code=202)

    async def shown(self, request: Request) -> Response:
        """What arrived, the latest first."""
        kept = [document.body for document in self._store.all(MESSAGE, limit=100_000)]
        return page("sms.html", messages=kept[::-1][:100])

    def routes(self) -> list[Route]:
        """The addresses."""
        return [Route("/messages", self.take, methods=["POST"]), Route("/", self.shown)]

    def _line_up(self, kept: dict[str, Any]) -> None:
        hit = {kind: self._faults.hit(peer="sms", fault=f"report_{kind}") for kind in ("never", "twice", "late", "forged")}
        failed = self._faults.hit(peer="sms", fault="undeliverable") is not None
        if hit["never"] is not None or not kept["report_url"]:
            return
        now = time.time()
        message = {
            "message_id": kept["message_id"], "client_ref": kept["client_ref"], "status": "undeliverable" if failed else "delivered",
            "at": datetime.fromtimestamp(now, UTC).isoformat(timespec="seconds"), "segments": kept["segments"],
        }  # fmt: skip
        for _ in range(2 if hit["twice"] is not None else 1):
            self._teller.line_up(url=kept["report_url"], message=message, at=now + (hit["late"] or 0), forged=hit["forged"] is not None)
        self._teller.ring()


def _checked(told: dict[str, Any]) -> dict[str, Any]:
    """The fields that are kept; ``SmsRefused`` for what a network would not carry."""
    text, encoding, parts = str(told.get("text", "")), str(told.get("encoding", "")), told.get("segments")
    wrong = [
        name for name, right in (
            ("client_ref", 0 < len(str(told.get("client_ref", ""))) <= 64), ("to", _NUMBER.fullmatch(str(told.get("to", "")))),  # noqa: PLR2004
            ("from", _SENDER.fullmatch(str(told.get("from", "")))), ("text", text), ("encoding", encoding in _LONGEST),
            ("segments", isinstance(parts, int) and 1 <= parts <= _MOST_PARTS and len(text) <= parts * _LONGEST.get(encoding, 0)),
        ) if not right
    ]
    if wrong:
        raise SmsRefused(reason=", ".join(wrong))
    return {name: told.get(name, "") for name in ("client_ref", "to", "from", "text", "encoding", "segments", "report_url")}
