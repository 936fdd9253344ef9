"""Hours that change with the day: seasons, closures from an hour, days with hours of their own; a minute-by-minute judge."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.kernel import working_time as wt
from motcua.kernel.clock import VIETNAM
from motcua.kernel.tests.test_working_time import vn

SUMMER = (wt.Session(time(6, 30), time(11)), wt.Session(time(14), time(17, 30)))
SATURDAYS = (wt.OFFICE_DAY,) * 5 + (wt.OFFICE_DAY[:1], ())
FIRST = date(2026, 4, 1)


def test_summer_hours_begin_on_their_day_and_end_with_the_next_season() -> None:
    summer = wt.Season(date(2026, 4, 15), (SUMMER,) * 5 + ((),) * 2, SUMMER)
    winter = wt.Season(date(2026, 10, 15), wt.OFFICE_WEEK, wt.OFFICE_DAY)
    calendar = wt.WorkCalendar(seasons=(summer, winter), extra_working_days=frozenset({date(2026, 8, 22)}))
    assert wt.add_working_days(vn("2026-04-14 09:00"), 1, calendar=calendar) == vn("2026-04-15 17:30")
    assert calendar.hours_on(date(2026, 8, 22)) == SUMMER
    assert [calendar.closes_at(date(2026, 10, d)) for d in (14, 15)] == [vn("2026-10-14 17:30"), vn("2026-10-15 17:00")]


def test_a_storm_from_an_hour_on_ends_the_day_there() -> None:
    left = wt.closed_between(wt.OFFICE_DAY, closed_from=time(14, 30))
    storm = wt.WorkCalendar(exceptions={date(2026, 9, 8): left})
    assert wt.add_working_hours(vn("2026-09-08 13:30"), 2, calendar=storm) == vn("2026-09-09 08:00")
    assert wt.add_working_days(vn("2026-09-07 09:00"), 1, calendar=storm) == vn("2026-09-08 14:30")


def test_seasons_out_of_order_or_short_weeks_are_refused() -> None:
    season = wt.Season(FIRST, wt.OFFICE_WEEK, wt.OFFICE_DAY)
    for broken in ((season, season), (replace(season, weekly=wt.OFFICE_WEEK[:6]),)):
        with pytest.raises(ValueError, match=r"order|7 days"):
            wt.WorkCalendar(seasons=broken)


clocks = st.integers(0, 24 * 60 - 1).map(lambda m: time(m // 60, m % 60))
days = st.sampled_from([wt.OFFICE_DAY, SUMMER, wt.OFFICE_DAY[:1], (), (wt.Session(time(0), time(1)), wt.Session(time(1), time(23, 59)))])


@given(hours=days, begins=st.none() | clocks, ends=st.none() | clocks)
def test_closing_takes_exactly_the_minutes_of_the_closure(hours: wt.Hours, begins: time | None, ends: time | None) -> None:
    if begins is not None and ends is not None and ends < begins:
        begins, ends = ends, begins
    left = wt.closed_between(hours, closed_from=begins, closed_until=ends)
    for minute in range(0, 24 * 60, 7):
        at = time(minute // 60, minute % 60)
        closed = (begins or time.min) <= at < (ends or time.max)
        was_open = any(s.opens <= at < s.closes for s in hours)
        assert any(s.opens <= at < s.closes for s in left) == (was_open and not closed)


weeks = st.tuples(*[days] * 7)
near = st.integers(0, 30).map(lambda n: FIRST + timedelta(days=n))


@st.composite
def described(draw: st.DrawFn) -> tuple[wt.WorkCalendar, Mapping[date, wt.Hours]]:
    """A calendar, and independently of it the hours of every day written out one by one."""
    first, second = sorted(draw(st.lists(near, min_size=2, max_size=2, unique=True)))
    base, summer, late = draw(weeks), draw(weeks), draw(weeks)
    off, own = draw(st.frozensets(near, max_size=4)), draw(st.dictionaries(near, days, max_size=4))
    written = {}
    for n in range(40):
        day = FIRST + timedelta(days=n)
        week = late if day >= second else summer if day >= first else base
        written[day] = own.get(day, () if day in off else week[day.weekday()])
    seasons = (wt.Season(first, summer, ()), wt.Season(second, late, ()))
    return wt.WorkCalendar(weekly=base, seasons=seasons, days_off=off, exceptions=own), written


@given(described(), st.integers(0, 30 * 1440), st.integers(0, 4000))
def test_minutes_between_agrees_with_counting_every_minute(
    pair: tuple[wt.WorkCalendar, Mapping[date, wt.Hours]], begins: int, span: int
) -> None:
    calendar, written = pair
    start = datetime.combine(FIRST, time(0), tzinfo=VIETNAM) + timedelta(minutes=begins)

    def is_open(at: datetime) -> bool:
        return any(s.opens <= at.time() < s.closes for s in written[at.date()])

    counted = sum(is_open(start + timedelta(minutes=i)) for i in range(span))
    assert wt.working_minutes_between(start, start + timedelta(minutes=span), calendar=calendar) == counted


@given(described(), st.integers(0, 20 * 1440), st.integers(1, 600))
def test_hour_limits_end_where_the_count_says(pair: tuple[wt.WorkCalendar, Mapping[date, wt.Hours]], begins: int, minutes: int) -> None:
    calendar, written = pair
    calendar = replace(calendar, seasons=(*calendar.seasons, wt.Season(FIRST + timedelta(days=40), wt.OFFICE_WEEK, ())))
    start = datetime.combine(FIRST, time(0), tzinfo=VIETNAM) + timedelta(minutes=begins)
    at, left = start, minutes
    while left and at.date() in written:
        left -= any(s.opens <= at.time() < s.closes for s in written[at.date()])
        at += timedelta(minutes=1)
    if not left:
        assert wt.add_working_minutes(start, minutes, calendar=calendar) == at
