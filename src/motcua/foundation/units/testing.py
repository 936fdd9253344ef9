"""For tests of other rooms: all units, or a few made up for one test."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from motcua.foundation.units.actions import load_reference
from motcua.foundation.units.contracts import Unit
from motcua.foundation.units.models import Unit as Row
from motcua.foundation.units.queries import by_id
from motcua.kernel.text import fold, sort_key

NGO_QUYEN = "11329"


def load_units() -> None:
    """The city, its communes, their predecessors and the agencies, as the product carries them (about half a second)."""
    load_reference(now=datetime(2026, 1, 1, tzinfo=UTC))


def make_unit(*, code: str = NGO_QUYEN, name: str = "Ngô Quyền", kind: str = "ward", **extra: Any) -> Unit:
    """One unit without the rest of the register, for tests that need a foreign key only."""
    full = f"Phường {name}" if kind == "ward" else name
    values = {"agency_code": f"H24.{code}", "valid_from": date(2025, 7, 1), "full_name": full, **extra}
    row = Row.objects.create(code=code, name=name, kind=kind, name_sort=sort_key(name), name_fold=fold(full), **values)
    return by_id(unit_id=row.id)
