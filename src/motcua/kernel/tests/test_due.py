"""Due clocks: a pause moves the due date by exactly the working time that passed in it."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.kernel import working_time as wt
from motcua.kernel.tests.test_working_time import Y2026, calendars, minutes_in, vn

FAR = vn("2026-12-31 00:00")


def clock(start: str = "2026-04-20 09:00", days: int = 5, *pauses: wt.Pause) -> wt.DueClock:
    """Five working days from Monday 20/04/2026 over the long holiday."""
    return wt.DueClock(start_at=vn(start), limit=wt.Limit(days), calendar=Y2026, pauses=pauses)


def pause(start: str, end: str | None = None) -> wt.Pause:
    """A pause between two wall-clock instants."""
    return wt.Pause(vn(start), vn(end) if end else None)


def test_pause_over_a_weekend_and_a_holiday() -> None:
    """Stopped Friday 24/04 10:00, resumed Tuesday 28/04 10:00: 5 h on Friday, none on the 27th (a holiday), 3 h on the 28th."""
    running = clock()
    assert running.due_at(now=FAR) == vn("2026-04-28 17:00")
    stopped = running.paused(at=vn("2026-04-24 10:00")).resumed(at=vn("2026-04-28 10:00"))
    assert stopped.paused_time(now=FAR) == timedelta(hours=8)
    assert stopped.due_at(now=FAR) == vn("2026-04-29 17:00")


def test_an_open_pause_moves_the_due_date_with_now_and_keeps_what_remains() -> None:
    stopped = clock().paused(at=vn("2026-04-22 10:00"))
    assert stopped.due_at(now=vn("2026-04-22 11:00")) == vn("2026-04-29 08:00")
    assert stopped.due_at(now=vn("2026-04-23 10:00")) == vn("2026-04-29 17:00")
    remains = {stopped.remaining_time(now=vn(f"2026-04-22 {hour}:00")) for hour in (10, 11, 15)}
    assert len(remains) == 1


def test_a_pause_at_night_moves_nothing() -> None:
    assert clock().due_at(now=FAR) == clock("2026-04-20 09:00", 5, pause("2026-04-22 18:00", "2026-04-23 06:00")).due_at(now=FAR)


def test_pauses_before_the_start_and_overlapping_pauses_count_once() -> None:
    twice = clock("2026-04-20 09:00", 5, pause("2026-04-17 09:00", "2026-04-21 09:00"), pause("2026-04-20 14:00", "2026-04-21 08:00"))
    assert twice.paused_time(now=FAR) == timedelta(hours=8)


def test_seconds_of_a_pause_move_no_appointment_to_the_next_morning() -> None:
    """Stopped 08/12 10:00:05, resumed 10/12 10:00:40: two working days and 35 seconds."""
    span = wt.Pause(vn("2026-12-08 10:00") + timedelta(seconds=5), vn("2026-12-10 10:00") + timedelta(seconds=40))
    assert clock("2026-12-08 08:00", 7, span).due_at(now=FAR) == vn("2026-12-21 17:00")
    assert clock("2026-12-08 08:00", 7).due_at(now=FAR) == vn("2026-12-17 17:00")


@given(start=minutes_in, begins=minutes_in, seconds=st.integers(0, 59), calendar=calendars())
def test_a_pause_of_less_than_a_minute_moves_nothing(start: datetime, begins: datetime, seconds: int, calendar: wt.WorkCalendar) -> None:
    short = wt.Pause(begins, begins + timedelta(seconds=seconds))
    limit = wt.Limit(5)
    assert wt.DueClock(start, limit, calendar, (short,)).due_at(now=FAR) == wt.DueClock(start, limit, calendar).due_at(now=FAR)


def test_calendar_days_move_by_the_midnights_of_the_pause() -> None:
    days = wt.DueClock(vn("2026-09-07 09:00"), wt.Limit(10, wt.LimitUnit.CALENDAR_DAYS), Y2026)
    assert days.due_at(now=FAR) == vn("2026-09-17 17:00")
    stopped = replace(days, pauses=(pause("2026-09-08 23:00", "2026-09-10 01:00"),))
    assert stopped.due_at(now=FAR) == vn("2026-09-21 17:00")  # the 19th is a Saturday


def test_working_hours_limit() -> None:
    check = wt.DueClock(vn("2026-09-07 15:00"), wt.Limit(8, wt.LimitUnit.WORKING_HOURS), Y2026)
    assert check.due_at(now=FAR) == vn("2026-09-08 15:00")


def test_overdue_compares_dates() -> None:
    assert not clock().is_overdue(now=vn("2026-04-28 23:59"))
    assert clock().is_overdue(now=vn("2026-04-29 00:00"))
    assert clock().remaining_time(now=vn("2026-04-29 08:00")) == timedelta(hours=-1)


def test_a_storm_that_closes_the_office_recomputes_the_due_date() -> None:
    storm = replace(Y2026, exceptions={date(2026, 4, 22): ()})
    assert replace(clock(), calendar=storm).due_at(now=FAR) == vn("2026-04-29 17:00")


def test_stopping_twice_and_resuming_a_running_clock_are_named_errors() -> None:
    with pytest.raises(wt.PauseOpen):
        clock().paused(at=FAR).paused(at=FAR)
    with pytest.raises(wt.PauseOrder):
        clock().resumed(at=FAR)
    with pytest.raises(wt.PauseOrder):
        clock().paused(at=FAR).resumed(at=FAR - timedelta(minutes=1))


@given(start=minutes_in, n=st.integers(0, 9), ends=st.tuples(minutes_in, minutes_in), calendar=calendars())
def test_the_due_date_moves_by_exactly_the_pause(
    start: datetime, n: int, ends: tuple[datetime, datetime], calendar: wt.WorkCalendar
) -> None:
    base = wt.DueClock(start, wt.Limit(n), calendar)
    begins, resumed = (max(start, e) for e in sorted(ends))
    moved = wt.working_time_between(base.due_at(now=FAR), _paused(base, begins, resumed), calendar=calendar)
    assert moved == wt.working_time_between(begins, resumed, calendar=calendar)


def _paused(base: wt.DueClock, begins: datetime, resumed: datetime) -> datetime:
    return base.paused(at=begins).resumed(at=resumed).due_at(now=FAR)


@given(start=minutes_in, cuts=st.lists(minutes_in, min_size=3, max_size=3), calendar=calendars())
def test_two_pauses_in_a_row_are_one(start: datetime, cuts: list[datetime], calendar: wt.WorkCalendar) -> None:
    a, b, c = sorted(cuts)
    one = wt.DueClock(start, wt.Limit(3), calendar, (wt.Pause(a, c),))
    two = replace(one, pauses=(wt.Pause(b, c), wt.Pause(a, b)))
    assert one.due_at(now=FAR) == two.due_at(now=FAR)


@given(start=minutes_in, nows=st.tuples(minutes_in, minutes_in), begins=minutes_in, calendar=calendars())
def test_due_is_monotone_in_now(start: datetime, nows: tuple[datetime, datetime], begins: datetime, calendar: wt.WorkCalendar) -> None:
    stopped = wt.DueClock(start, wt.Limit(4), calendar, (wt.Pause(begins),))
    earlier, later = sorted(nows)
    assert stopped.due_at(now=earlier) <= stopped.due_at(now=later)
