"""``/ho-tich/v1/births``: births registered once for a dossier, their state, search, extracts.

The child's personal number comes from the population register, asked for through the exchange as any member asks (NĐ 123/2015/NĐ-CP
Điều 4; Luật Căn cước 26/2023/QH15 Điều 12): while the exchange is away a birth waits for its number. The wire format of the real
system is not published; this one is assumed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import httpx
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from motcua.kernel.errors import NamedError, NotFound
from motcua.kernel.text import fold
from motcua.simulator.peers.asking import json_object, require_secret
from motcua.simulator.peers.conf import Settings
from motcua.simulator.peers.errors import BadRequest, PeerDown
from motcua.simulator.peers.faults import Faults
from motcua.simulator.peers.store import Store

BIRTH = "civil_birth"
CLIENT = "VN-HP/GOV/BTP-sim/ho-tich"
NUMBERS = "/r1/VN-HP/GOV/C06-sim/population/numbers"
_OK, _MOST_FOUND = 200, 20
_CHILD = ("full_name", "born_on", "sex")


class BirthRefused(NamedError):
    """What cannot be registered."""

    code = "civil_status.refused"
    vi = "Không đăng ký được khai sinh: {reason}."
    en = "The birth cannot be registered: {reason}."
    status = 422


class DossierTaken(NamedError):
    """Another birth was registered under the dossier code."""

    code = "civil_status.dossier_taken"
    vi = "Mã hồ sơ này đã đăng ký một việc khai sinh khác."
    en = "Another birth was registered under this dossier code."
    status = 409


class CivilStatus:
    """Endpoints under ``/ho-tich``."""

    def __init__(
        self, *, store: Store, settings: Settings, faults: Faults, client: Callable[[], httpx.AsyncClient] | None = None
    ) -> None:
        self._store, self._settings, self._faults = store, settings, faults
        self._client = client or (lambda: httpx.AsyncClient(timeout=5, trust_env=False))

    async def register(self, request: Request) -> Response:
        """Register a birth; the same dossier again is the same birth, with other facts it is refused."""
        await self._begin(request, "births")
        told = _checked(await json_object(request))
        code = told["dossier_code"]
        if self._faults.hit(peer="civil_status", fault="refuse", endpoint=code) is not None:
            raise BirthRefused(reason="giấy chứng sinh chưa khớp")
        known = self._store.get(BIRTH, code, now=0)
        if known is not None and known["told"] != told:
            raise DossierTaken
        if known is None:
            known = self._keep(told)
        known = await self._number(known)
        if self._faults.hit(peer="civil_status", fault="lost_answer", endpoint=code) is not None:
            raise PeerDown
        return JSONResponse(_shown(known), status_code=201)

    async def one(self, request: Request) -> Response:
        """The state of a registration; asks for the number again while it is missing."""
        await self._begin(request, "state")
        known = self._store.get(BIRTH, request.path_params["dossier"], now=0)
        if known is None:
            raise NotFound
        return JSONResponse(_shown(await self._number(known)))

    async def extract(self, request: Request) -> Response:
        """The extract (trích lục khai sinh) with a digest by which it is recognised."""
        await self._begin(request, "extract")
        known = self._store.get(BIRTH, request.path_params["dossier"], now=0)
        if known is None:
            raise NotFound
        content = {"register_no": known["register_no"], "registered_on": known["registered_on"], **known["told"]}
        content |= {"personal_number": known.get("personal_number", "")}
        text = json.dumps(content, ensure_ascii=False, sort_keys=True).encode()
        return JSONResponse({"extract": content, "sha256": hashlib.sha256(text).hexdigest()})

    async def search(self, request: Request) -> Response:
        """``POST {"full_name", "born_on"}``: births by name and day; names of people do not belong in addresses."""
        await self._begin(request, "search")
        told = await json_object(request)
        name, day = fold(str(told.get("full_name", ""))), str(told.get("born_on", ""))
        if not name or not day:
            raise BadRequest(reason="full_name, born_on")
        rows = (d.body for d in self._store.all(BIRTH, limit=100_000))
        found = [_shown(b) for b in rows if fold(b["told"]["child"]["full_name"]) == name and b["told"]["child"]["born_on"] == day]
        return JSONResponse({"births": found[:_MOST_FOUND]})

    def routes(self) -> list[Route]:
        """The addresses."""
        return [
            Route("/v1/births", self.register, methods=["POST"]), Route("/v1/births/search", self.search, methods=["POST"]),
            Route("/v1/births/{dossier}", self.one), Route("/v1/births/{dossier}/extract", self.extract), Route("/v1/status", self.status),
        ]  # fmt: skip

    async def status(self, request: Request) -> Response:
        """How many births are registered: tells of nobody, by it the connection is tried."""
        await self._begin(request, "status")
        return JSONResponse({"ok": True, "births": len(self._store.all(BIRTH, limit=100_000))})

    async def _begin(self, request: Request, endpoint: str) -> None:
        require_secret(request, self._settings.civil_secret)
        await self._faults.gate(peer="civil_status", endpoint=endpoint)

    def _keep(self, told: dict[str, Any]) -> dict[str, Any]:
        today = datetime.now(UTC).date()
        place = len(self._store.all(BIRTH, limit=100_000)) + 1
        kept = {"told": told, "register_no": f"{place:02d}/{today.year}", "registered_on": today.isoformat(), "personal_number": ""}
        self._store.put(BIRTH, told["dossier_code"], kept)
        return kept

    async def _number(self, known: dict[str, Any]) -> dict[str, Any]:
        """The same birth with its number, when the register gives it now."""
        told = known["told"]
        late = {"peer": "civil_status", "fault": "number_late", "endpoint": told["dossier_code"]}
        if known["personal_number"] or self._faults.hit(**late) is not None:
            return known
        parents = {f"{who}_number": (told.get(who) or {}).get("personal_number", "") for who in ("mother", "father")}
        order = {"ref": told["dossier_code"], **{name: told["child"][name] for name in _CHILD}, **parents}
        headers = {"x-road-client": CLIENT, "x-road-issue": told["dossier_code"]}
        try:
            async with self._client() as client:
                answer = await client.post(f"{self._settings.exchange_url}{NUMBERS}", json=order, headers=headers)
            number = str(answer.json().get("personal_number", "")) if answer.status_code == _OK else ""
        except (httpx.HTTPError, ValueError, AttributeError):
            return known
        if number:
            known = {**known, "personal_number": number}
            self._store.put(BIRTH, told["dossier_code"], known)
        return known


def _shown(known: dict[str, Any]) -> dict[str, Any]:
    state = "registered" if known["personal_number"] else "waiting_number"
    shown = {name: known[name] for name in ("register_no", "registered_on", "personal_number")}
    return {"dossier_code": known["told"]["dossier_code"], "state": state, **shown}


def _checked(told: dict[str, Any]) -> dict[str, Any]:
    child, code = told.get("child"), told.get("dossier_code")
    if not isinstance(code, str) or not 1 <= len(code) <= 60 or not isinstance(child, dict):  # noqa: PLR2004 - as codes are
        raise BadRequest(reason="dossier_code, child")
    for name in _CHILD:
        if not isinstance(child.get(name), str) or not child[name].strip():
            raise BadRequest(reason=f"child.{name}")
    try:
        born_on = date.fromisoformat(child["born_on"])
    except ValueError:
        raise BadRequest(reason="child.born_on") from None
    if born_on.year < 1900 or child["sex"] not in {"male", "female"}:  # noqa: PLR2004 - nobody alive was born before
        raise BirthRefused(reason="ngày sinh hoặc giới tính")
    kept = {"dossier_code": code, "unit_code": str(told.get("unit_code", "")), "child": child}
    return kept | {who: told[who] for who in ("mother", "father") if isinstance(told.get(who), dict)}
