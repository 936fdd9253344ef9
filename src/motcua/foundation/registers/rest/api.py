"""Machine-readable registers: what is in force, and since when."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Path, Router

from motcua.foundation.registers import api as registers
from motcua.kit import clock
from motcua.kit.rest import Audience

router = Router(tags=["registers"])


@router.get("/rules", auth=Audience("public"))
def rules_in_force(request: HttpRequest, on: date | None = None, prefix: str = "") -> list[dict[str, Any]]:
    """The legal rules in force on a day (today when not given), with source and trust."""
    return [_plain(rule) for rule in registers.rules_on(on=on or clock.today(), prefix=prefix)]


@router.get("/rules/{code}", auth=Audience("public"))
def rule_versions(request: HttpRequest, code: str) -> list[dict[str, Any]]:
    """Every version of one rule, oldest first."""
    return [_plain(rule) for rule in registers.history(code=code)]


@router.get("/catalogues/{catalogue}", auth=Audience("public"))
def catalogue_entries(request: HttpRequest, catalogue: str, on: date | None = None) -> list[dict[str, Any]]:
    """The entries of a catalogue in force on a day (today when not given)."""
    found = registers.entries(catalogue=catalogue, on=on or clock.today())
    return [{"code": e.code, "vi": e.vi, "en": e.en, "attributes": dict(e.attributes), "source": e.source} for e in found]


@router.get("/calendar/{year}", auth=Audience("public"))
def calendar_of_year(request: HttpRequest, year: Annotated[int, Path(ge=1900, le=2200)]) -> list[dict[str, Any]]:
    """The days of a year that differ from their weekday."""
    days = registers.calendar_days(year=year)
    return [{"on": d.on, "kind": d.kind, "vi": d.name_vi, "en": d.name_en, "source": d.source} for d in days]


def _plain(rule: registers.LegalRule) -> dict[str, Any]:
    return {
        "code": rule.code,
        "value": rule.value,
        "vi": rule.vi,
        "en": rule.en,
        "effective_from": rule.effective_from,
        "effective_to": rule.effective_to,
        "source": rule.source,
        "trust": rule.trust,
    }
