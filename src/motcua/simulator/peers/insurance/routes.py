"""``/bhxh/v1/child-cards``: health cards for children under six, ordered for a dossier and made a little later; ``/v1/cards``: is it valid.

Luật Bảo hiểm y tế (children under six are insured by the state, group TE). The wire format of the real system is not published;
this one is assumed. Numbers begin with 3199, which is issued to nobody.
"""

from __future__ import annotations

import time
from datetime import UTC, date, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from motcua.kernel.errors import NamedError, NotFound
from motcua.simulator.peers.asking import json_object, require_secret
from motcua.simulator.peers.conf import Settings
from motcua.simulator.peers.errors import BadRequest, PeerDown
from motcua.simulator.peers.faults import Faults
from motcua.simulator.peers.store import Store

ORDER = "insurance_order"
CARD_PACE = "card_late"
_ACCEPTED, _AGE = 202, 6
_TOLD = ("dossier_code", "personal_number", "full_name", "born_on", "sex", "unit_code")


class CardRefused(NamedError):
    """A card that is not issued."""

    code = "insurance.card_refused"
    vi = "Không cấp được thẻ bảo hiểm y tế: {reason}."
    en = "The health card is not issued: {reason}."
    status = 422


class OrderTaken(NamedError):
    """Another card was ordered under the dossier code."""

    code = "insurance.order_taken"
    vi = "Mã hồ sơ này đã dùng cho thẻ khác."
    en = "Another card was ordered under this dossier code."
    status = 409


class Insurance:
    """Endpoints under ``/bhxh``."""

    def __init__(self, *, store: Store, settings: Settings, faults: Faults) -> None:
        self._store, self._settings, self._faults = store, settings, faults

    async def order(self, request: Request) -> Response:
        """Take an order; the same dossier again is the same card."""
        await self._begin(request, "child-cards")
        told = _checked(await json_object(request))
        code = told["dossier_code"]
        if self._faults.hit(peer="insurance", fault="refuse", endpoint=code) is not None:
            raise CardRefused(reason="trẻ đã có thẻ")
        known = self._store.get(ORDER, code, now=0)
        if known is not None and known["told"] != told:
            raise OrderTaken
        if known is None:
            late = self._faults.hit(peer="insurance", fault=CARD_PACE, endpoint=code)
            place = len(self._store.all(ORDER, limit=100_000)) + 1
            ready_at = time.time() + (self._settings.insurance_pace if late is None else late)
            known = {"told": told, "order_id": f"BHXH-{place:06d}", "insurance_number": f"3199{place:06d}", "ready_at": ready_at}
            self._store.put(ORDER, code, known)
        if self._faults.hit(peer="insurance", fault="lost_answer", endpoint=code) is not None:
            raise PeerDown
        return JSONResponse(_shown(known), status_code=_ACCEPTED)

    async def one(self, request: Request) -> Response:
        """What became of an order."""
        await self._begin(request, "orders")
        known = self._store.get(ORDER, request.path_params["dossier"], now=0)
        if known is None:
            raise NotFound
        return JSONResponse(_shown(known))

    async def card(self, request: Request) -> Response:
        """Whether a card is valid today, by its ten digits."""
        await self._begin(request, "cards")
        number = request.path_params["number"]
        found = next((d.body for d in self._store.all(ORDER, limit=100_000) if d.body["insurance_number"] == number), None)
        if found is None or _shown(found)["state"] != "issued":
            raise NotFound
        shown = _shown(found)
        today = datetime.now(UTC).date().isoformat()
        valid = {"valid": today < shown["valid_until"], "valid_until": shown["valid_until"]}
        return JSONResponse({"card_number": shown["card_number"], **valid})

    async def status(self, request: Request) -> Response:
        """How many cards are ordered: tells of nobody, by it the connection is tried."""
        await self._begin(request, "status")
        return JSONResponse({"ok": True, "orders": len(self._store.all(ORDER, limit=100_000))})

    def routes(self) -> list[Route]:
        """The addresses."""
        return [
            Route("/v1/child-cards", self.order, methods=["POST"]), Route("/v1/child-cards/{dossier}", self.one),
            Route("/v1/cards/{number}", self.card), Route("/v1/status", self.status),
        ]  # fmt: skip

    async def _begin(self, request: Request, endpoint: str) -> None:
        require_secret(request, self._settings.insurance_secret)
        await self._faults.gate(peer="insurance", endpoint=endpoint)


def _shown(known: dict[str, Any]) -> dict[str, Any]:
    shown = {"dossier_code": known["told"]["dossier_code"], "order_id": known["order_id"], "state": "accepted"}
    if time.time() < known["ready_at"]:
        return shown
    born_on = date.fromisoformat(known["told"]["born_on"])
    return shown | {
        "state": "issued", "insurance_number": known["insurance_number"], "card_number": f"TE131{known['insurance_number']}",
        "valid_from": born_on.isoformat(), "valid_until": _sixth_birthday(born_on).isoformat(),
    }  # fmt: skip


def _sixth_birthday(born_on: date) -> date:
    year = born_on.year + _AGE
    return date(year, 3, 1) if (born_on.month, born_on.day) == (2, 29) else born_on.replace(year=year)


def _checked(told: dict[str, Any]) -> dict[str, Any]:
    for name in _TOLD:
        if not isinstance(told.get(name), str) or not told[name].strip():
            raise BadRequest(reason=name)
    try:
        born_on = date.fromisoformat(told["born_on"])
    except ValueError:
        raise BadRequest(reason="born_on") from None
    if _sixth_birthday(born_on) <= datetime.now(UTC).date():
        raise CardRefused(reason="trẻ đã đủ 6 tuổi")
    return {name: told[name].strip() for name in _TOLD}
