"""Dates the Vietnamese way."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.kernel import dates_vi

DAY = date(2026, 9, 7)
AT = datetime(2026, 9, 7, 7, 5, tzinfo=UTC)  # 14:05 in Vietnam


def test_dates_of_documents_and_screens() -> None:
    assert dates_vi.short_date(DAY) == "07/09/2026"
    assert dates_vi.long_date(DAY) == "ngày 07 tháng 9 năm 2026"
    assert dates_vi.long_date(date(2026, 2, 11)) == "ngày 11 tháng 02 năm 2026"
    assert dates_vi.place_and_date("Hải Phòng", DAY) == "Hải Phòng, ngày 07 tháng 9 năm 2026"


def test_instants_are_shown_on_vietnams_clock() -> None:
    assert dates_vi.long_instant(AT) == "14 giờ 05 phút, ngày 07 tháng 9 năm 2026"
    assert dates_vi.show_instant(AT) == "14:05 07/09/2026"
    assert dates_vi.show_instant(datetime(2026, 9, 7, 18, 0, tzinfo=UTC), "en") == "8 Sep 2026, 01:00"


def test_weekdays() -> None:
    assert dates_vi.weekday(DAY) == "Thứ Hai"
    assert dates_vi.weekday(date(2026, 9, 6)) == "Chủ nhật"
    assert dates_vi.weekday(DAY, "en") == "Monday"


@pytest.mark.parametrize(
    ("span", "vi", "en"),
    [
        (timedelta(hours=3, minutes=20), "3 giờ 20 phút", "3 h 20 min"),
        (timedelta(hours=8), "8 giờ", "8 h"),
        (timedelta(seconds=59), "0 phút", "0 min"),
        (-timedelta(minutes=90), "−1 giờ 30 phút", "−1 h 30 min"),
    ],
)
def test_spans(span: timedelta, vi: str, en: str) -> None:
    assert (dates_vi.show_span(span), dates_vi.show_span(span, "en")) == (vi, en)


@pytest.mark.parametrize("typed", ["7/9/2026", "07-09-2026", "07.09.2026", "07092026", "2026-09-07", " ngày 07  tháng 9 năm 2026"])
def test_dates_as_people_type_them(typed: str) -> None:
    assert dates_vi.parse_date(typed) == DAY


@given(st.dates())
def test_both_written_forms_read_back(day: date) -> None:
    if day.year >= 1000:
        assert dates_vi.parse_date(dates_vi.long_date(day)) == day
        assert dates_vi.parse_date(dates_vi.short_date(day)) == day


@pytest.mark.parametrize("typed", ["", "hôm nay", "31/02/2026", "2026/09/07", "9/7/26", "00/01/2026"])
def test_days_that_do_not_exist_are_refused_by_name(typed: str) -> None:
    with pytest.raises(dates_vi.InvalidDate) as refusal:
        dates_vi.parse_date(typed)
    assert typed in refusal.value.sentence("vi")
