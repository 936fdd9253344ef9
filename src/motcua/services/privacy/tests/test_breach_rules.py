"""The clock of a breach counts hours, whatever day it is; the end needs every step."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.services.privacy.contracts import BreachState
from motcua.services.privacy.rules import breaches as rules

AT = datetime(2026, 4, 24, 9, 0, tzinfo=UTC)
instants = st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2030, 1, 1), timezones=st.just(UTC))


@given(at=instants, hours=st.integers(1, 200))
def test_hours_run_day_and_night_on_every_day(at, hours):
    assert (rules.due_at(discovered_at=at, hours=hours) - at).total_seconds() == hours * 3600


@given(at=instants, later=st.timedeltas(min_value=timedelta(), max_value=timedelta(days=10)))
def test_a_notice_is_late_exactly_after_the_due_instant(at, later):
    due = rules.due_at(discovered_at=at, hours=72)
    shown = rules.clock(rules.Facts(discovered_at=at, notified_at=at + later), due=due, now=at + timedelta(days=30))
    assert shown.settled
    assert shown.late == (later > timedelta(hours=72))
    assert shown.left == timedelta(hours=72) - later  # stands where the notice stopped it


@given(passed=st.integers(0, 100), sent=st.sets(st.sampled_from([24, 48, 66])))
def test_each_warning_comes_once_and_not_early(passed, sent):
    due = rules.warnings(rules.Facts(discovered_at=AT), marks=[66, 24, 48], now=AT + timedelta(hours=passed), sent=sent)
    assert list(due) == sorted(due)
    assert set(due) == {m for m in (24, 48, 66) if m <= passed} - sent


@pytest.mark.parametrize("facts", [{"notified_at": AT}, {"authority_needed": False}, {"closed_at": AT}])
def test_no_warning_when_there_is_nothing_to_warn_of(facts):
    assert not rules.warnings(rules.Facts(discovered_at=AT, **facts), marks=[24], now=AT + timedelta(days=9), sent=())


_DONE = {
    "contained_at": AT, "assessed_at": AT, "notified_at": AT, "people_told_at": AT, "repaired_at": AT, "has_lessons": True,
}  # fmt: skip


@given(left_out=st.sets(st.sampled_from(sorted(_DONE))))
def test_closing_needs_every_step(left_out):
    facts = rules.Facts(discovered_at=AT, **{k: v for k, v in _DONE.items() if k not in left_out})
    assert len(rules.lacking(facts)) == len(left_out)


def test_states_follow_the_furthest_step():
    assert rules.state(rules.Facts(discovered_at=AT)) is BreachState.REPORTED
    assert rules.state(rules.Facts(discovered_at=AT, **_DONE)) is BreachState.NOTIFIED
    assert rules.state(rules.Facts(discovered_at=AT, **_DONE, closing=True, closed_at=AT)) is BreachState.CLOSED


def test_five_years_from_a_leap_day():
    assert rules.keep_until(repaired_at=datetime(2028, 2, 29, tzinfo=UTC), years=5) == datetime(2033, 3, 1, tzinfo=UTC)
