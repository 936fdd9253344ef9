"""``/population/v1``: the facts of one resident, yes or no about facts, numbers for the newborn, residences, what changed.

Told only to who holds the connection secret. ``fields`` narrows the answer (data minimisation, Luật 91/2025/QH15): ``identity``,
``residence``, ``household``; the members of a household are told only to a call that names a legal ground
(``X-Legal-Ground``) or the dossier that it serves (``X-Road-Issue``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from motcua.kernel.errors import NamedError
from motcua.simulator.peers.asking import json_object, require_secret
from motcua.simulator.peers.conf import Settings
from motcua.simulator.peers.errors import BadRequest, PeerDown
from motcua.simulator.peers.faults import Faults
from motcua.simulator.peers.population.registered import Register
from motcua.simulator.people import Person, by_cccd, household

FIELDS = frozenset({"identity", "residence", "household"})
GROUNDS = ("x-legal-ground", "x-road-issue")
_MOST_CHANGES = 500


class PersonNotFound(NamedError):
    """No resident has this number; the number is not repeated in the answer."""

    code = "population.person_not_found"
    vi = "Không có công dân nào mang số định danh này."
    en = "No citizen has this personal number."
    status = 404


class GroundWanted(NamedError):
    """The members of a household are told only on a legal ground."""

    code = "population.ground_wanted"
    vi = "Thông tin thành viên hộ gia đình chỉ cung cấp khi nêu căn cứ pháp lý hoặc mã hồ sơ."
    en = "Members of a household are told only to a call that names a legal ground or a dossier."
    status = 403


class Population:
    """Endpoints under ``/population``."""

    def __init__(self, *, settings: Settings, faults: Faults, register: Register) -> None:
        self._settings, self._faults, self._register = settings, faults, register

    async def person(self, request: Request) -> Response:
        """The facts of one resident."""
        await self._begin(request, "persons")
        if self._faults.hit(peer="population", fault="garbage") is not None:
            return PlainTextResponse("<html>proxy error</html", media_type="application/json")
        asked = request.query_params.get("fields")
        fields = frozenset(asked.split(",")) if asked else FIELDS - {"household"}
        if not fields <= FIELDS:
            raise BadRequest(reason="fields")
        if "household" in fields and not any(request.headers.get(name, "").strip() for name in GROUNDS):
            raise GroundWanted
        number = request.path_params["cccd"]
        headers = {"cache-control": "no-store", "x-request-id": request.headers.get("x-request-id", "")[:64]}
        if self._faults.hit(peer="population", fault="not_found") is not None:
            raise PersonNotFound
        child = self._register.newborn(number)
        if child is not None:
            return JSONResponse(newborn_record(child, fields=fields), headers=headers)
        who = by_cccd(number)
        if who is None or who.n >= self._settings.population_size:
            raise PersonNotFound
        return JSONResponse(record(who, fields=fields), headers=headers)

    async def changes(self, request: Request) -> Response:
        """``?after=position&limit=``: numbers whose record changed, for keeping a copy in step."""
        await self._begin(request, "changes")
        try:
            after, limit = (int(request.query_params.get(name, default)) for name, default in (("after", "0"), ("limit", "100")))
        except ValueError:
            raise BadRequest(reason="after, limit") from None
        return JSONResponse(self._register.changes(after=max(after, 0), limit=min(max(limit, 1), _MOST_CHANGES)))

    def order(self, endpoint: str, carry_out: Callable[[dict[str, Any]], dict[str, Any]]) -> Route:
        """A ``POST`` endpoint of the register; ``lost_answer`` does what was asked and fails to say so."""

        async def taken(request: Request) -> Response:
            await self._begin(request, endpoint)
            given = carry_out(await json_object(request))
            if self._faults.hit(peer="population", fault="lost_answer", endpoint=endpoint) is not None:
                raise PeerDown
            return JSONResponse({name: value for name, value in given.items() if name != "asked"}, headers={"cache-control": "no-store"})

        return Route(f"/v1/{endpoint}", taken, methods=["POST"])

    def routes(self) -> list[Route]:
        """The addresses."""
        return [
            Route("/v1/persons/{cccd}", self.person), Route("/v1/changes", self.changes),
            self.order("verifications", self._register.verify), self.order("numbers", self._register.issue),
            self.order("residences", self._register.reside),
        ]  # fmt: skip

    async def _begin(self, request: Request, endpoint: str) -> None:
        require_secret(request, self._settings.population_secret)
        await self._faults.gate(peer="population", endpoint=endpoint)


def record(who: Person, *, fields: frozenset[str]) -> dict[str, Any]:
    """The register's record of a person, limited to the wanted fields. ``born_on`` is ISO, ``unit_code`` of 01/07/2025."""
    body: dict[str, Any] = {"personal_number": who.cccd}
    if "identity" in fields:
        body |= {"full_name": who.full_name, "born_on": who.born_on.isoformat(), "sex": who.sex.value, "nationality": "VNM"}
    if "residence" in fields:
        body["residence"] = {
            "unit_code": who.unit_code,
            "unit_name": who.unit_name,
            "address_line": who.address_line,
            "full": who.residence,
        }
    if "household" in fields:
        members = household(who.n)
        body["household"] = {
            "number": who.household_no,
            "relation": who.relation.value,
            "head": {"personal_number": members[0].cccd, "full_name": members[0].full_name},
            "members": [
                {
                    "personal_number": m.cccd, "full_name": m.full_name, "born_on": m.born_on.isoformat(), "sex": m.sex.value,
                    "relation": m.relation.value,
                }
                for m in members
            ],
        }  # fmt: skip
    return body


def newborn_record(child: dict[str, Any], *, fields: frozenset[str]) -> dict[str, Any]:
    """The record of somebody who got her number from this register; before the residence is registered there is none."""
    body: dict[str, Any] = {"personal_number": child["personal_number"]}
    if "identity" in fields:
        body |= {name: child[name] for name in ("full_name", "born_on", "sex")} | {"nationality": "VNM"}
    if "residence" in fields and child["residence"]:
        body["residence"] = child["residence"]
    return body
