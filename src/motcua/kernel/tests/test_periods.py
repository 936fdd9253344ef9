"""Half-open periods and the calendar periods of reports."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.kernel.periods import CalendarPeriod, DatePeriod, InvalidPeriod, PeriodKind, parse_period, period_of

days = st.dates(date(2024, 1, 1), date(2027, 12, 31))


@st.composite
def periods(draw: st.DrawFn) -> DatePeriod:
    """Any period near today, some empty, some open-ended."""
    starts_on = draw(days)
    length = draw(st.none() | st.integers(0, 60))
    return DatePeriod(starts_on, None if length is None else starts_on + timedelta(days=length))


@given(periods(), periods(), days)
def test_a_day_is_in_the_intersection_when_it_is_in_both(a: DatePeriod, b: DatePeriod, day: date) -> None:
    both = a.intersection(b)
    assert (a.contains(day) and b.contains(day)) == (both is not None and both.contains(day))
    assert a.overlaps(b) == b.overlaps(a)


@given(periods(), periods())
def test_covering_means_the_intersection_is_the_whole(a: DatePeriod, b: DatePeriod) -> None:
    assert a.covers(b) == (b.is_empty or a.intersection(b) == b)


def test_the_last_day_is_outside() -> None:
    july = DatePeriod(date(2025, 7, 1), date(2025, 8, 1))
    assert july.contains(date(2025, 7, 31))
    assert not july.contains(date(2025, 8, 1))
    assert july.days() == 31
    assert not july.overlaps(DatePeriod(date(2025, 8, 1)))


def test_backward_and_endless_periods() -> None:
    with pytest.raises(InvalidPeriod):
        DatePeriod(date(2025, 7, 2), date(2025, 7, 1))
    with pytest.raises(ValueError, match="open-ended"):
        DatePeriod(date(2025, 7, 1)).days()


def test_instants_are_midnights_in_vietnam() -> None:
    assert DatePeriod(date(2025, 7, 1)).instants() == (datetime(2025, 6, 30, 17, tzinfo=UTC), None)


@pytest.mark.parametrize(
    ("code", "vi", "en", "first", "after"),
    [
        ("2026-09", "tháng 9 năm 2026", "September 2026", date(2026, 9, 1), date(2026, 10, 1)),
        ("2026-Q4", "quý IV năm 2026", "Q4 2026", date(2026, 10, 1), date(2027, 1, 1)),
        ("2026-H1", "6 tháng đầu năm 2026", "first half of 2026", date(2026, 1, 1), date(2026, 7, 1)),
        ("2026", "năm 2026", "2026", date(2026, 1, 1), date(2027, 1, 1)),
    ],
)
def test_codes_labels_and_dates(code: str, vi: str, en: str, first: date, after: date) -> None:
    period = parse_period(code)
    assert (period.code, period.label("vi"), period.label("en")) == (code, vi, en)
    assert period.dates == DatePeriod(first, after)


@given(days, st.sampled_from(PeriodKind))
def test_every_day_falls_in_exactly_one_period_of_a_kind(day: date, kind: PeriodKind) -> None:
    period = period_of(day, kind)
    assert period.dates.contains(day)
    assert period.previous().dates.ends_on == period.dates.starts_on
    assert period.next().previous() == period
    assert parse_period(period.code) == period


def test_a_year_before() -> None:
    assert CalendarPeriod(PeriodKind.QUARTER, 2026, 3).a_year_before().code == "2025-Q3"


@pytest.mark.parametrize("code", ["", "26", "2026-13", "2026-00", "2026-Q5", "2026-H3", "2026-9", "0000"])
def test_unreadable_codes_are_refused_by_name(code: str) -> None:
    with pytest.raises(InvalidPeriod):
        parse_period(code)
