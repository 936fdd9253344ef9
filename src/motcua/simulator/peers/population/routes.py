"""``GET /population/v1/persons/{cccd}``: the facts of one resident, only to who holds the connection secret.

``fields`` narrows the answer (data minimisation, Luật 91/2025/QH15): ``identity``, ``residence``, ``household``; household
members are told only when asked for by name.
"""

from __future__ import annotations

import hmac
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from motcua.kernel.errors import NamedError
from motcua.simulator.peers.conf import Settings
from motcua.simulator.peers.errors import BadRequest, NotAuthorised
from motcua.simulator.peers.faults import Faults
from motcua.simulator.people import Person, by_cccd, household

SECRET_HEADER = "x-provider-secret"  # noqa: S105 - the header's name, not its value
FIELDS = frozenset({"identity", "residence", "household"})


class PersonNotFound(NamedError):
    """No resident has this number; the number is not repeated in the answer."""

    code = "population.person_not_found"
    vi = "Không có công dân nào mang số định danh này."
    en = "No citizen has this personal number."
    status = 404


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


def routes(*, settings: Settings, faults: Faults) -> list[Route]:
    """Endpoints under ``/population``."""

    async def person(request: Request) -> Response:
        if not hmac.compare_digest(request.headers.get(SECRET_HEADER, "").encode(), settings.population_secret.encode()):
            raise NotAuthorised
        await faults.gate(peer="population", endpoint="persons")
        if faults.hit(peer="population", fault="garbage") is not None:
            return PlainTextResponse("<html>proxy error</html", media_type="application/json")
        asked = request.query_params.get("fields")
        fields = frozenset(asked.split(",")) if asked else FIELDS - {"household"}
        if not fields <= FIELDS:
            raise BadRequest(reason="fields")
        who = by_cccd(request.path_params["cccd"])
        if who is None or who.n >= settings.population_size or faults.hit(peer="population", fault="not_found") is not None:
            raise PersonNotFound
        headers = {"cache-control": "no-store", "x-request-id": request.headers.get("x-request-id", "")[:64]}
        return JSONResponse(record(who, fields=fields), headers=headers)

    return [Route("/v1/persons/{cccd}", person)]
