"""What a reader of the log asked for, from an address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.http import QueryDict

from motcua.kernel.periods import midnight

_MAX_REF = 160
# Address -> filter of the door.
_NAMES = {"doi_tuong": "object_ref", "nguoi": "actor_ref", "ca_nhan": "person", "ho_so": "dossier", "don_vi": "unit", "viec": "action"}
_DAYS = ("tu", "den")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Filters as typed, and as the door takes them; ``wrong`` names days that cannot be read."""

    typed: Mapping[str, str]
    filters: Mapping[str, Any]
    wrong: tuple[str, ...]


def wanted(query: QueryDict) -> Wanted:
    """Read the filters; days are written dd/mm/yyyy and both count."""
    typed = {name: query.get(name, "").strip()[:_MAX_REF].replace("\0", "") for name in (*_NAMES, *_DAYS)}
    filters: dict[str, Any] = {_NAMES[name]: typed[name] for name in _NAMES if typed[name]}
    days = {name: _day(typed[name]) for name in _DAYS if typed[name]}
    if since := days.get("tu"):
        filters["from_at"] = midnight(since)
    if last := days.get("den"):
        filters["to_at"] = midnight(last) + timedelta(days=1)
    return Wanted(typed=typed, filters=filters, wrong=tuple(name for name, day in days.items() if day is None))


def _day(text: str) -> date | None:
    try:
        return datetime.strptime(text, "%d/%m/%Y").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return None
