"""Pure decisions of the registers."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.foundation.registers import rules
from motcua.foundation.registers.contracts import CalendarDay, CalendarFaulty, DayKind

DAY = [["07:00", "11:30"], ["13:30", "17:00"]]
WEEK = [DAY] * 5 + [[], []]
dates = st.dates(date(2020, 1, 1), date(2030, 1, 1))


@dataclass(frozen=True)
class Version:
    effective_from: date
    effective_to: date | None


@given(st.lists(st.tuples(dates, st.none() | st.integers(1, 900)), min_size=1, max_size=5, unique_by=lambda v: v[0]), dates)
def test_at_most_one_version_is_in_force_and_the_last_has_its_stated_end(spans, on) -> None:
    spans = sorted(spans)
    starts = [start for start, _ in spans]
    stated = [start + timedelta(days=n) if n else None for start, n in spans]
    versions = [Version(*v) for v in zip(starts, rules.ends(starts, stated), strict=True)]
    holding = [v for v in versions if v.effective_from <= on and (v.effective_to is None or on < v.effective_to)]
    assert len(holding) <= 1
    assert rules.in_force(versions, on=on) == (holding[0] if holding else None)
    assert versions[-1].effective_to == stated[-1]


def test_a_unit_day_stands_over_the_countrys() -> None:
    on = date(2026, 9, 2)
    national = CalendarDay(on, DayKind.OFF, "x", "x", "x")
    local = CalendarDay(on, DayKind.HALF, "x", "x", "x", unit_code="11914")
    calendar = rules.work_calendar(week=WEEK, extra=DAY, half=DAY[:1], days=[local, national])
    assert len(calendar.hours_on(on)) == 1


@pytest.mark.parametrize(
    "week", [WEEK[:6], [[["17:00", "07:00"]], *WEEK[1:]], [["x"], *WEEK[1:]], [[["07:00", "12:00"], ["11:00", "17:00"]], *WEEK[1:]]]
)
def test_unreadable_hours_are_refused_by_name(week) -> None:
    with pytest.raises(CalendarFaulty):
        rules.work_calendar(week=week, extra=DAY, half=DAY[:1], days=[])


@given(st.floats(-1e8, 1e8), st.integers(-(10**7), 10**7))
def test_the_clock_shows_what_was_wanted(offset, seconds) -> None:
    machine = datetime(2026, 9, 7, tzinfo=UTC)
    shown = rules.demo_reading(machine=machine, offset_seconds=offset, frozen_at=None)
    wanted = shown + timedelta(seconds=seconds)
    after = rules.demo_offset(offset_seconds=offset, shown=shown, wanted=wanted)
    assert abs(rules.demo_reading(machine=machine, offset_seconds=after, frozen_at=None) - wanted) < timedelta(milliseconds=1)
