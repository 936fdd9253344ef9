"""Machine-readable quality of service: index, statements, rankings, counting tables. Officers' figures are not on this door."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router

from motcua.insight.quality import api as quality
from motcua.kernel.actors import ANONYMOUS, Actor
from motcua.kernel.periods import parse_period
from motcua.kit import clock
from motcua.kit.rest import Audience
from motcua.kit.web import actor_of

router = Router(tags=["quality"])


@router.get("/", auth=Audience("public"))
def one_index(request: HttpRequest, period: str, unit: str = "", procedure: str = "", snapshot: str = "") -> dict[str, Any]:
    """The index of the city, a unit or a procedure; period ``2026``, ``2026-H1``, ``2026-Q3`` or ``2026-09``. null: nothing is known."""
    found = quality.index(
        period=parse_period(period), subject=quality.Subject(unit_code=unit, procedure_code=procedure), snapshot=snapshot or None,
        actor=actor_of(request), now=clock.now(),
    )  # fmt: skip
    return _plain(found) | {"groups": [_group(g) for g in found.groups]}


@router.get("/ranking/{by}", auth=Audience("public"))
def rankings(request: HttpRequest, by: str, period: str, unit: str = "", snapshot: str = "") -> list[dict[str, Any]]:
    """All units (``by`` = unit) or procedures (``by`` = procedure) by score; place null: too little is known."""
    dimension = quality.Dimension.PROCEDURE if by == "procedure" else quality.Dimension.UNIT
    subject = quality.Subject(unit_code=unit) if dimension is quality.Dimension.PROCEDURE else quality.Subject()
    found = quality.ranking(
        by=dimension, period=parse_period(period), subject=subject, snapshot=snapshot or None, actor=actor_of(request), now=clock.now()
    )
    return [{"place": r.place, "code": r.code, "name": r.name, **_plain(r.index)} for r in found]


@router.get("/tables/{code}", auth=Audience("public"))
def table(request: HttpRequest, code: str, period: str, unit: str = "", snapshot: str = "") -> dict[str, Any]:
    """A counting table of one-stop work (II.06a, II.06b, II.07a, II.07b); rows null: nothing is known."""
    found = quality.counting_table(
        code=code, period=parse_period(period), subject=quality.Subject(unit_code=unit), snapshot=snapshot or None, actor=actor_of(request),
        now=clock.now(),
    )  # fmt: skip
    columns = [{"code": c.code, "key": c.key, "vi": c.vi, "en": c.en} for c in found.form.columns]
    rows = None if found.rows is None else [{"key": r.key, "label": r.label, "counts": r.counts} for r in found.rows]
    return {
        "code": code, "columns": columns, "rows": rows, "total": found.total.counts if found.total else None, "query": found.statement.sql,
        "params": dict(found.statement.params), "query_hash": found.query_hash, "snapshot": found.snapshot, "as_of": found.as_of,
    }  # fmt: skip


@router.get("/rows/{key}", auth=Audience("officer"))
def rows_behind(
    request: HttpRequest, key: str, period: str, unit: str = "", procedure: str = "", snapshot: str = "", after: str = "", limit: int = 50
) -> dict[str, Any]:
    """The dossiers behind a sub-index, for officers, by code."""
    page = quality.rows(
        key=key, period=parse_period(period), subject=quality.Subject(unit_code=unit, procedure_code=procedure), snapshot=snapshot or None,
        actor=actor_of(request), now=clock.now(), after=after, limit=limit,
    )  # fmt: skip
    rows = [
        {"dossier_code": r.dossier_code, "unit": r.unit_code, "procedure": r.procedure_code, "day": r.day, "good": r.good, "each": r.each}
        for r in page.rows
    ]
    return {"rows": rows, "next_after": page.next_after, "score": _score(page.score), "snapshot": page.snapshot}


def _plain(found: quality.Index) -> dict[str, Any]:
    return {
        "unit": found.subject.unit_code, "procedure": found.subject.procedure_code, "period": found.period.code, "score": found.score,
        "band": found.band, "earned": found.earned, "known_points": found.known_points, "points": found.points, "snapshot": found.snapshot,
        "as_of": found.as_of,
    }  # fmt: skip


def _group(group: quality.GroupScore) -> dict[str, Any]:
    return {
        "code": group.group.code, "vi": group.group.vi, "en": group.group.en, "points": group.points, "known_points": group.known_points,
        "earned": group.earned, "parts": [_score(s) for s in group.ratios],
    }  # fmt: skip


def _score(score: quality.RatioScore) -> dict[str, Any]:
    statement = score.statement
    return {
        "code": score.ratio.code, "key": score.ratio.key, "vi": score.ratio.vi, "en": score.ratio.en, "points": score.points,
        "earned": score.earned, "value": score.value, "numerator": score.numerator, "denominator": score.denominator,
        "trust": score.ratio.trust, "law": score.ratio.law, "query": statement.sql if statement else "",
        "params": dict(statement.params) if statement else {}, "query_hash": score.query_hash,
    }  # fmt: skip
