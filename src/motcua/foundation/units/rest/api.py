"""Machine-readable units: who existed when, and what became of whom."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Router

from motcua.foundation.units import api as units
from motcua.kit import clock
from motcua.kit.rest import Audience

router = Router(tags=["units"])


@router.get("/", auth=Audience("public"))
def communes_and_agencies(request: HttpRequest, on: date | None = None) -> list[dict[str, Any]]:
    """Communes and agencies on a day (today when not given)."""
    day = on or clock.today()
    return [_plain(u) for u in (*units.communes(on=day), *units.agencies(on=day))]


@router.get("/search", auth=Audience("public"))
def search_units(request: HttpRequest, q: str, on: date | None = None, limit: int = 10) -> list[dict[str, Any]]:
    """Units whose name answers ``q``, with or without diacritics."""
    return [_plain(u) for u in units.search(query=q, on=on or clock.today(), limit=max(1, min(limit, 50)))]


@router.get("/boundaries", auth=Audience("public"))
def commune_boundaries(request: HttpRequest) -> HttpResponse:
    """The communes of today as GeoJSON, a map for orientation."""
    response = JsonResponse(units.boundaries(), json_dumps_params={"ensure_ascii": False, "separators": (",", ":")})
    response["Content-Type"] = "application/geo+json"
    response["Cache-Control"] = "public, max-age=86400"
    return response


@router.get("/{code}", auth=Audience("public"))
def one_unit(request: HttpRequest, code: str, on: date | None = None) -> dict[str, Any]:
    """One unit on a day, what it lay in, and its neighbours in time."""
    day = on or clock.today()
    before, after = units.predecessors(code=code, on=day), units.successors(code=code, on=day)
    return {
        **_plain(units.get(code=code, on=day)),
        "ancestors": [_plain(u) for u in units.ancestors(code=code, on=day)],
        "predecessors": [{**_plain(link.unit), "overlap": link.overlap} for link in before],
        "successors": [{**_plain(link.unit), "overlap": link.overlap} for link in after],
    }


def _plain(unit: units.Unit) -> dict[str, Any]:
    return {
        "code": unit.code,
        "kind": unit.kind,
        "name": unit.name,
        "full_name": unit.full_name,
        "full_name_en": unit.full_name_en,
        "parent_code": unit.parent_code,
        "valid_from": unit.valid_from,
        "valid_to": unit.valid_to,
        "agency_code": unit.agency_code,
        "agency_code_qcvn": unit.agency_code_qcvn,
        "area_km2": unit.area_km2,
        "lon": unit.lon,
        "lat": unit.lat,
    }
