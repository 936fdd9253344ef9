"""Working calendars and sums: worked examples, and a minute-by-minute count as the independent judge."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.kernel import working_time as wt
from motcua.kernel.clock import VIETNAM, local_date

PLAIN = wt.WorkCalendar()
# 2026: Hùng Kings' day off on Monday 27/04, 30/04 and 01/05; 31/08 swapped with Saturday 22/08.
Y2026 = wt.WorkCalendar(
    days_off=frozenset({date(2026, 4, 27), date(2026, 4, 30), date(2026, 5, 1), date(2026, 8, 31), date(2026, 9, 2)}),
    extra_working_days=frozenset({date(2026, 8, 22)}),
)


def vn(text: str) -> datetime:
    """A wall-clock instant in Vietnam."""
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


@pytest.mark.parametrize(
    ("received", "days", "due"),
    [
        ("2026-09-07 09:00", 5, "2026-09-14 17:00"),
        ("2026-09-07 16:59", 1, "2026-09-08 17:00"),
        ("2026-09-07 17:00", 1, "2026-09-09 17:00"),  # after closing: received the next morning
        ("2026-09-05 10:00", 1, "2026-09-08 17:00"),  # Saturday: received on Monday
        ("2026-04-24 08:00", 3, "2026-05-04 17:00"),  # over the long holiday
        ("2026-08-21 08:00", 1, "2026-08-22 17:00"),  # a Saturday that is worked
        ("2026-09-07 09:00", 0, "2026-09-07 17:00"),
    ],
)
def test_working_days_count_from_the_day_after_receipt(received: str, days: int, due: str) -> None:
    assert wt.add_working_days(vn(received), days, calendar=Y2026) == vn(due)


@pytest.mark.parametrize(
    ("at", "counts_from"),
    [
        ("2026-09-07 06:00", "2026-09-07 07:00"),
        ("2026-09-07 09:15", "2026-09-07 09:15"),
        ("2026-09-07 11:30", "2026-09-07 13:30"),
        ("2026-09-04 17:00", "2026-09-07 07:00"),
        ("2026-04-29 17:01", "2026-05-04 07:00"),
    ],
)
def test_arrival_outside_hours_counts_from_the_next_opening(at: str, counts_from: str) -> None:
    assert wt.next_working_instant(vn(at), calendar=Y2026) == vn(counts_from)


def test_eight_working_hours_from_the_afternoon_end_the_next_afternoon() -> None:
    assert wt.add_working_hours(vn("2026-09-07 15:00"), 8, calendar=PLAIN) == vn("2026-09-08 15:00")


def test_eight_working_hours_from_friday_evening_end_on_monday_evening() -> None:
    assert wt.add_working_hours(vn("2026-09-04 20:00"), 8, calendar=PLAIN) == vn("2026-09-07 17:00")


@pytest.mark.parametrize(("at", "due"), [("15:00", "2026-09-07 17:00"), ("15:01", "2026-09-08 17:00")])
def test_same_day_procedures_end_today_until_three_o_clock(at: str, due: str) -> None:
    assert wt.same_day_due(vn(f"2026-09-07 {at}"), calendar=PLAIN) == vn(due)


def test_calendar_days_end_on_a_working_day() -> None:
    assert wt.add_calendar_days(vn("2026-04-20 09:00"), 10, calendar=Y2026) == vn("2026-05-04 17:00")


def test_storm_closure_and_half_day_change_the_sum() -> None:
    storm = wt.WorkCalendar(exceptions={date(2026, 9, 8): (), date(2026, 9, 9): wt.OFFICE_DAY[:1]})
    assert wt.add_working_days(vn("2026-09-07 09:00"), 1, calendar=storm) == vn("2026-09-09 11:30")
    assert wt.working_minutes_between(vn("2026-09-07 16:00"), vn("2026-09-09 17:00"), calendar=storm) == 60 + 270


def test_working_days_between_is_half_open() -> None:
    assert wt.working_days_between(date(2026, 8, 17), date(2026, 8, 24), calendar=Y2026) == 6


def test_a_calendar_that_never_opens_is_a_named_error() -> None:
    with pytest.raises(wt.NoWorkingTime) as refusal:
        wt.add_working_days(vn("2026-09-07 09:00"), 1, calendar=wt.WorkCalendar(weekly=((),) * 7))
    assert "2026-09-07" in refusal.value.sentence("vi")


@pytest.mark.parametrize(
    "broken",
    [
        {"weekly": (wt.OFFICE_DAY,)},
        {"days_off": frozenset({date(2026, 1, 1)}), "extra_working_days": frozenset({date(2026, 1, 1)})},
        {"extra_hours": (wt.OFFICE_DAY[1], wt.OFFICE_DAY[0])},
    ],
)
def test_contradictory_calendars_are_refused(broken: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"days|both a day off|out of order"):
        wt.WorkCalendar(**broken)  # type: ignore[arg-type]


def test_sessions_and_naive_instants_are_refused() -> None:
    with pytest.raises(ValueError, match="before it opens"):
        wt.Session(time(9), time(9))
    with pytest.raises(ValueError, match="time zone"):
        wt.next_working_instant(datetime(2026, 9, 7, 9), calendar=PLAIN)
    with pytest.raises(ValueError, match="taken back"):
        wt.add_working_time(vn("2026-09-07 09:00"), timedelta(seconds=-1), calendar=PLAIN)


# Properties -----------------------------------------------------------------------------------------------------------

FIRST = datetime(2026, 8, 17, tzinfo=UTC)
minutes_in = st.integers(0, 20 * 24 * 60).map(lambda m: FIRST + timedelta(minutes=m))
days_in = st.integers(0, 25).map(lambda d: date(2026, 8, 17) + timedelta(days=d))
hours_of = st.sampled_from([(), wt.OFFICE_DAY, wt.OFFICE_DAY[:1], (wt.Session(time(8), time(16)),)])


@st.composite
def calendars(draw: st.DrawFn) -> wt.WorkCalendar:
    """Any week that opens on Mondays, with days off, swaps and exceptions."""
    off = draw(st.frozensets(days_in, max_size=5))
    extra = draw(st.frozensets(days_in, max_size=3)) - off
    week = (wt.OFFICE_DAY, *(draw(hours_of) for _ in range(6)))
    exceptions = draw(st.dictionaries(days_in, hours_of, max_size=3))
    return wt.WorkCalendar(weekly=week, days_off=off, extra_working_days=extra, exceptions=exceptions)


def open_at(at: datetime, calendar: wt.WorkCalendar) -> bool:
    """The judge's own reading of the calendar: is the door open in this minute?"""
    clock = at.astimezone(VIETNAM)
    return any(s.opens <= clock.time() < s.closes for s in calendar.hours_on(clock.date()))


@given(start=minutes_in, span=st.integers(0, 3000), calendar=calendars())
def test_minutes_between_agrees_with_counting_every_minute(start: datetime, span: int, calendar: wt.WorkCalendar) -> None:
    end = start + timedelta(minutes=span)
    counted = sum(open_at(start + timedelta(minutes=i), calendar) for i in range(span))
    assert wt.working_minutes_between(start, end, calendar=calendar) == counted


@given(a=minutes_in, b=minutes_in, c=minutes_in, calendar=calendars())
def test_working_time_is_additive(a: datetime, b: datetime, c: datetime, calendar: wt.WorkCalendar) -> None:
    a, b, c = sorted([a, b, c])
    parts = wt.working_time_between(a, b, calendar=calendar) + wt.working_time_between(b, c, calendar=calendar)
    assert parts == wt.working_time_between(a, c, calendar=calendar)


@given(start=minutes_in, minutes=st.integers(1, 5000), calendar=calendars())
def test_adding_minutes_is_the_inverse_of_counting_them(start: datetime, minutes: int, calendar: wt.WorkCalendar) -> None:
    end = wt.add_working_minutes(start, minutes, calendar=calendar)
    assert wt.working_minutes_between(start, end, calendar=calendar) == minutes
    assert open_at(end - timedelta(minutes=1), calendar)


@given(a=minutes_in, b=minutes_in, n=st.integers(0, 20), calendar=calendars())
def test_later_receipt_never_gives_an_earlier_due_date(a: datetime, b: datetime, n: int, calendar: wt.WorkCalendar) -> None:
    first, second = (wt.add_working_days(at, n, calendar=calendar) for at in sorted([a, b]))
    assert first <= second


@given(at=minutes_in, n=st.integers(0, 30), calendar=calendars())
def test_n_working_days_lie_between_receipt_and_due(at: datetime, n: int, calendar: wt.WorkCalendar) -> None:
    received = local_date(wt.next_working_instant(at, calendar=calendar))
    due = local_date(wt.add_working_days(at, n, calendar=calendar))
    assert wt.working_days_between(received, due, calendar=calendar) == n
    assert calendar.is_working_day(due)
