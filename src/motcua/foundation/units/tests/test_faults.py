"""Reference data that contradict themselves are refused whole."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from motcua.foundation.units import actions, models
from motcua.foundation.units import api as units
from motcua.foundation.units.adapters.reference import UnitRow
from motcua.foundation.units.testing import make_unit

NOW = datetime(2026, 9, 7, 2, 0, tzinfo=UTC)


def row(code: str, parent: str = "", start: str = "2025-07-01", end: str | None = None) -> UnitRow:
    return UnitRow(
        code,
        units.UnitKind.WARD,
        "x",
        "Phường x",
        "x Ward",
        parent,
        date.fromisoformat(start),
        date.fromisoformat(end) if end else None,
        "",
        "",
        None,
        None,
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    "rows",
    [
        (row("1"), row("1")),
        (row("1", start="2025-01-01"), row("1")),
        (row("1", start="2025-01-01", end="2025-07-02"), row("1")),
        (row("2", parent="1"),),
        (row("1", start="2025-01-01", end="2025-02-01"), row("2", parent="1")),
    ],
)
def test_contradictions_change_nothing(rows, monkeypatch) -> None:
    monkeypatch.setattr(actions, "read_units", lambda: rows)
    monkeypatch.setattr(actions, "read_succession", lambda: ())
    with pytest.raises(units.UnitsFaulty):
        units.load_reference(now=NOW)
    assert not models.Unit.objects.exists()


@pytest.mark.django_db
def test_the_database_keeps_one_current_unit_of_a_code() -> None:
    make_unit()
    with pytest.raises(IntegrityError), transaction.atomic():
        make_unit(valid_from=date(2026, 1, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        make_unit(code="2", agency_code="x", valid_to=date(2025, 7, 1))
