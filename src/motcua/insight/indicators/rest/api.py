"""Machine-readable indicators: value, statement, snapshot."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router

from motcua.insight.indicators import api as indicators
from motcua.kernel.actors import ANONYMOUS, Actor
from motcua.kit import clock
from motcua.kit.rest import Audience
from motcua.kit.web import actor_of

router = Router(tags=["indicators"])


@router.get("/", auth=Audience("public"))
def definitions(request: HttpRequest) -> list[dict[str, Any]]:
    """The indicators in force today."""
    return [
        {
            "code": d.code,
            "kind": d.kind,
            "vi": d.vi,
            "en": d.en,
            "meaning_vi": d.meaning_vi,
            "meaning_en": d.meaning_en,
            "measure": d.measure_vi,
            "direction": d.direction,
            "law": d.law,
            "table": d.table,
            "target": d.target,
        }
        for d in indicators.catalogue(on=clock.today())
    ]


@router.get("/{code}", auth=Audience("public"))
def one_value(request: HttpRequest, code: str, period: str, unit: str = "", snapshot: str = "") -> dict[str, Any]:
    """One value: period ``2026``, ``2026-Q3``, ``2026-09`` or a day; ``unit`` a unit code; ``snapshot`` an id for the value as it was."""
    found = indicators.value(
        code=code, period=period, unit_code=unit or None, snapshot=snapshot or None, actor=actor_of(request), now=clock.now()
    )
    return _plain(found)


@router.get("/{code}/units", auth=Audience("public"))
def values_by_unit(request: HttpRequest, code: str, period: str, snapshot: str = "") -> list[dict[str, Any]]:
    """The values of all units that have any."""
    found = indicators.by_unit(code=code, period=period, snapshot=snapshot or None, actor=actor_of(request), now=clock.now())
    return [_plain(value) for value in found]


@router.get("/{code}/rows", auth=Audience("officer"))
def rows_behind(
    request: HttpRequest, code: str, period: str, unit: str = "", snapshot: str = "", after: str = "", limit: int = 50
) -> dict[str, Any]:
    """The rows behind a value, for officers, by key."""
    page = indicators.rows(
        code=code,
        period=period,
        unit_code=unit or None,
        snapshot=snapshot or None,
        actor=actor_of(request),
        now=clock.now(),
        after=after,
        limit=limit,
    )
    shown = [{"dossier_code": r.dossier_code, "unit": r.unit_code, "day": r.day, "counted": r.counted} for r in page.rows]
    return {"value": _plain(page.value), "rows": shown, "next_after": page.next_after}


def _plain(value: indicators.IndicatorValue) -> dict[str, Any]:
    return {
        "code": value.code,
        "value": value.value,
        "numerator": value.numerator,
        "denominator": value.denominator,
        "unit": value.unit_code,
        "unit_name": value.unit_name,
        "period": value.period,
        "query": value.query,
        "params": dict(value.params),
        "query_hash": value.query_hash,
        "snapshot": value.snapshot,
        "as_of": value.as_of,
    }
