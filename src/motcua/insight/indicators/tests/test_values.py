"""Values: the same conditions for the figure, its units and its rows; no data is never zero."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from motcua.foundation.outbox.testing import recorded
from motcua.insight.datasets import api as datasets
from motcua.insight.datasets import testing as warehouse
from motcua.insight.indicators import api as indicators
from motcua.insight.indicators import testing
from motcua.kernel.actors import ANONYMOUS, SYSTEM, Actor, ActorKind, PositionHeld, Role
from motcua.kernel.errors import Forbidden
from motcua.kernel.periods import InvalidPeriod

NOW = testing.MONDAY + timedelta(days=30)
pytestmark = pytest.mark.django_db


def officer(role: Role, unit: str) -> Actor:
    held = (PositionHeld(position_id=1, unit_code=unit, unit_id=1, role=role),)
    return Actor(kind=ActorKind.OFFICER, subject_id=uuid4(), positions=held)


def value(code: str, period: str = "2026-01", **more):
    return indicators.value(code=code, period=period, actor=ANONYMOUS, now=NOW, **more)


@pytest.fixture
def city(db) -> str:
    return testing.known_city()


EXPECTED = [
    ("received", None, 9),
    ("received", "11359", 3),
    ("resolved", None, 7),
    ("on_time_rate", None, Decimal("85.71")),
    ("on_time_rate", "11359", Decimal("100.00")),
    ("online_rate", None, Decimal("66.67")),
    ("pending", None, 2),
    ("overdue", None, 1),
    ("overdue", "11329", 0),
    ("payments_settled", None, None),
]


@pytest.mark.parametrize(("code", "unit", "expected"), EXPECTED)
def test_values_of_a_known_city(city: str, code: str, unit: str | None, expected) -> None:
    assert value(code, unit_code=unit).value == expected


@pytest.mark.parametrize("code", [d.code for d in indicators.catalogue()])
def test_units_and_rows_add_up_to_the_value(city: str, code: str) -> None:
    whole = value(code)
    units = indicators.by_unit(code=code, period="2026-01", actor=ANONYMOUS, now=NOW)
    assert sum(u.denominator for u in units) == (whole.denominator or 0)
    assert sum(u.numerator for u in units) == (whole.numerator or 0)
    counted = indicators.rows(code=code, period="2026-01", part=indicators.Part.COUNTED, actor=SYSTEM, now=NOW).rows
    rest = indicators.rows(code=code, period="2026-01", part=indicators.Part.OTHER, actor=SYSTEM, now=NOW).rows
    assert (len(counted), len(counted) + len(rest)) == (whole.numerator or 0, whole.denominator or 0)


@pytest.mark.parametrize("period", ["2025-12", "2026-03", "2027"])
def test_a_period_of_which_nothing_is_known_has_no_value(city: str, period: str) -> None:
    found = value("received", period)
    assert (found.value, found.denominator) == (None, None)
    assert found.snapshot == city


def test_a_quiet_day_inside_what_is_known_is_zero_and_its_share_is_nothing(city: str) -> None:
    assert value("received", "2026-01-20").value == 0
    assert value("online_rate", "2026-01-20").value is None


def test_before_the_first_snapshot_nothing_is_known() -> None:
    found = value("received")
    assert (found.value, found.snapshot, found.as_of) == (None, "", None)
    assert indicators.by_unit(code="received", period="2026-01", actor=ANONYMOUS, now=NOW) == ()
    assert indicators.rows(code="received", period="2026-01", actor=SYSTEM, now=NOW).rows == ()


def test_a_value_can_be_asked_again_as_of_its_snapshot(city: str) -> None:
    warehouse.fill(warehouse.dossiers(2, first_seq=500), now=NOW)
    assert value("received").value == 11
    assert value("received", snapshot=city).value == 9
    with pytest.raises(datasets.SnapshotUnknown):
        value("received", snapshot="beef")


def test_a_value_tells_the_statement_that_makes_it(city: str) -> None:
    found = value("on_time_rate", unit_code="11329")
    again = datasets.query(sql=found.query, params=found.params, snapshot=found.snapshot, actor=SYSTEM, now=NOW).dicts()[0]
    assert (again["numerator"], again["denominator"]) == (found.numerator, found.denominator) == (4, 5)
    assert datasets.query_hash(sql=found.query, params=found.params) == found.query_hash
    assert set(found.params) == {"from", "to", "unit"}


def test_series_runs_over_months_at_one_snapshot(city: str) -> None:
    months = indicators.last_periods(period=_month(), count=3)
    found = indicators.series(code="received", periods=months, actor=ANONYMOUS, now=NOW)
    assert [(v.period, v.value) for v in found] == [("2025-12", None), ("2026-01", 9), ("2026-02", 0)]


def _month():
    from motcua.kernel.periods import parse_period

    return parse_period("2026-02")


def test_the_public_gets_counts_and_no_rows(city: str) -> None:
    for actor in (ANONYMOUS, Actor(kind=ActorKind.CITIZEN, subject_id=uuid4(), level=2), officer(Role.RECEPTION, "11359")):
        unit = "11329"
        with pytest.raises(Forbidden):
            indicators.rows(code="received", period="2026-01", unit_code=unit, actor=actor, now=NOW)


def test_officers_see_the_rows_of_their_units(city: str) -> None:
    def seen(actor: Actor) -> int:
        return len(indicators.rows(code="received", period="2026-01", actor=actor, now=NOW).rows)

    assert (seen(officer(Role.RECEPTION, "11359")), seen(officer(Role.LEADER, "11359"))) == (3, 9)


def test_rows_come_in_pages_that_miss_and_repeat_none(city: str) -> None:
    keys, after = [], ""
    while True:
        page = indicators.rows(code="received", period="2026-01", actor=SYSTEM, now=NOW, after=after, limit=4)
        keys += [r.dossier_code for r in page.rows]
        if page.next_after is None:
            break
        after = page.next_after
    assert keys == sorted(set(keys))
    assert len(keys) == 9


def test_unknown_indicator_and_period() -> None:
    with pytest.raises(indicators.IndicatorUnknown):
        value("happiness")
    with pytest.raises(indicators.IndicatorUnknown):
        value("on_time_rate", "2022-01")  # defined from August 2022
    with pytest.raises(InvalidPeriod):
        value("received", "soon")


def test_publishing_keeps_the_value_and_can_be_repeated(city: str) -> None:
    first = indicators.publish(code="on_time_rate", period="2026-01", actor=SYSTEM, now=NOW)
    again = indicators.publish(code="on_time_rate", period="2026-01", actor=SYSTEM, now=NOW)
    assert (first, first.value) == (again, Decimal("85.71"))
    assert len(recorded("indicators.value.published.v1")) == 1
    warehouse.fill(warehouse.dossiers(2, first_seq=500), now=NOW)
    done = indicators.rerun(published_id=first.uuid, now=NOW)
    assert (done.same, done.numerator, done.denominator) == (True, 6, 7)


def test_publishing_needs_power_and_data(city: str) -> None:
    with pytest.raises(Forbidden):
        indicators.publish(code="received", period="2026-01", actor=officer(Role.RECEPTION, "11329"), now=NOW)
    with pytest.raises(indicators.NothingToPublish):
        indicators.publish(code="received", period="2025-01", actor=SYSTEM, now=NOW)
    with pytest.raises(indicators.PublishedUnknown):
        indicators.published(published_id=uuid4())


def test_published_values_cannot_be_changed(city: str) -> None:
    from django.db import DatabaseError, transaction

    from motcua.insight.indicators import models

    indicators.publish(code="received", period="2026-01", actor=SYSTEM, now=NOW)
    with pytest.raises(DatabaseError), transaction.atomic():
        models.PublishedValue.objects.update(value=0)


def test_a_day_is_the_day_in_vietnam(city: str) -> None:
    assert value("received", "2026-01-05").value == 9
    assert value("received", "2026-01-05").dates.starts_on == date(2026, 1, 5)
