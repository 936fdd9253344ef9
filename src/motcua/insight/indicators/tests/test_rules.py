"""Pure decisions of the indicators."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.insight.indicators import rules
from motcua.insight.indicators.adapters.definitions import check_config, definitions, read
from motcua.insight.indicators.contracts import DefinitionFaulty, Direction, Part
from motcua.kernel.periods import DatePeriod

BY_CODE = {d.code: d for d in definitions()}
RATE, COUNT = BY_CODE["on_time_rate"], BY_CODE["received"]
JANUARY = DatePeriod(date(2026, 1, 1), date(2026, 2, 1))


@given(st.integers(0, 10**7), st.integers(0, 10**7))
def test_a_share_lies_between_0_and_100_and_rounds_half_up(part: int, rest: int) -> None:
    found = rules.value_of(RATE, numerator=part, denominator=part + rest)
    if part + rest == 0:
        assert found is None
    else:
        assert 0 <= found <= 100
        assert abs(found - Decimal(100 * part) / (part + rest)) <= Decimal("0.005")


def test_rounding_half_up() -> None:
    assert rules.value_of(RATE, numerator=1, denominator=800) == Decimal("0.13")
    assert rules.value_of(COUNT, numerator=0, denominator=None) is None


@pytest.mark.parametrize(
    ("known_from", "today", "known"),
    [
        (None, date(2026, 5, 1), False),
        (date(2026, 1, 31), date(2026, 5, 1), True),
        (date(2026, 2, 1), date(2026, 5, 1), False),
        (date(2020, 1, 1), date(2025, 12, 31), False),
    ],
)
def test_what_can_be_known(known_from, today, known) -> None:
    assert rules.is_known(known_from=known_from, dates=JANUARY, today=today) is known


def test_targets() -> None:
    assert rules.meets(RATE, Decimal("98.00")) is True
    assert rules.meets(RATE, Decimal("97.99")) is False
    assert rules.meets(replace(RATE, direction=Direction.DOWN), Decimal("97.99")) is True
    assert rules.meets(COUNT, Decimal(1)) is rules.meets(RATE, None) is None


@pytest.mark.parametrize(
    "broken",
    [
        {"table": "silver.dossier"},
        {"population": "received_on >= $since"},
        {"population": "received_on < $to; DROP TABLE x"},
        {"population": "1 = 1"},
        {"key": "dossier_code, person_id"},
        {"numerator": ""},
    ],
)
def test_definitions_that_ask_what_they_must_not(broken) -> None:
    with pytest.raises(DefinitionFaulty):
        rules.check(replace(RATE, **broken))


def test_a_definition_that_cannot_be_read_is_named(tmp_path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("- {code: broken, kind: sum}")
    with pytest.raises(DefinitionFaulty, match="broken"):
        read(path)
    assert "indicators" in check_config()


@pytest.mark.parametrize("definition", definitions(), ids=lambda d: d.code)
def test_the_three_statements_share_their_conditions(definition) -> None:
    ask = {"dates": JANUARY, "today": date(2026, 1, 9)}
    rows = rules.rows_statement(definition, unit_code="", part=Part.ALL, after="", limit=5, **ask)
    statements = [rules.value_statement(definition, unit_code="", **ask), rules.units_statement(definition, **ask), rows]
    assert all(f"WHERE ({definition.population})" in s.sql for s in statements)
    assert definition.vi
    assert definition.en
    assert definition.law
