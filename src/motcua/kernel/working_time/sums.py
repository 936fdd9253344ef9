"""Sums over a working calendar. Pure: every instant is an argument; results are UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice

from motcua.kernel.clock import local_date
from motcua.kernel.working_time.calendar import WorkCalendar, instant

_ZERO = timedelta(0)
_ONE_DAY = timedelta(days=1)


def next_working_instant(at: datetime, *, calendar: WorkCalendar) -> datetime:
    """``at`` itself when the office is open, else the next opening.

    After closing counts from the next morning, in the lunch break from the afternoon.
    """
    at = _utc(at)
    for day in calendar.working_days_from(local_date(at)):
        for opens, closes in calendar.sessions_on(day):
            if at < closes:
                return max(at, opens)
    raise AssertionError("unreachable: working_days_from never ends silently")


def add_working_days(start: datetime, n: int, *, calendar: WorkCalendar) -> datetime:
    """End of business of the ``n``-th working day, counted from the day after receipt.

    Receipt is the next working instant, so a dossier that arrives in the evening counts as received the next working morning.
    ``n == 0`` is the end of business of the day of receipt.
    """
    if n < 0:
        msg = f"a limit of {n} working days"
        raise ValueError(msg)
    received_on = local_date(next_working_instant(start, calendar=calendar))
    day = next(islice(calendar.working_days_from(received_on), n, None))
    return calendar.closes_at(day)


def same_day_due(start: datetime, *, calendar: WorkCalendar, cutoff: time | None = time(15, 0)) -> datetime:
    """End of business of the day of receipt, or of the next working day when received after ``cutoff`` (local time)."""
    received_at = next_working_instant(start, calendar=calendar)
    received_on = local_date(received_at)
    late = cutoff is not None and received_at > instant(received_on, cutoff)
    return add_working_days(received_at, 1 if late else 0, calendar=calendar)


def add_calendar_days(start: datetime, n: int, *, calendar: WorkCalendar) -> datetime:
    """End of business ``n`` calendar days after the day of arrival, moved on off weekends and holidays."""
    if n < 0:
        msg = f"a limit of {n} days"
        raise ValueError(msg)
    return calendar.closes_at(calendar.first_working_day(local_date(_utc(start)) + n * _ONE_DAY))


def add_working_time(start: datetime, span: timedelta, *, calendar: WorkCalendar) -> datetime:
    """The earliest instant at which ``span`` of working time has passed since ``start``; ``start`` itself for a zero span."""
    start = _utc(start)
    if span < _ZERO:
        msg = "working time cannot be taken back"
        raise ValueError(msg)
    if span == _ZERO:
        return start
    left = span
    for day in calendar.working_days_from(local_date(start)):
        for opens, closes in calendar.sessions_on(day):
            begins = max(start, opens)
            if begins >= closes:
                continue
            if left <= closes - begins:
                return begins + left
            left -= closes - begins
    raise AssertionError("unreachable: working_days_from never ends silently")


def add_working_hours(start: datetime, hours: int, *, calendar: WorkCalendar) -> datetime:
    """``start`` moved on by whole working hours; zero hours give the next working instant."""
    return add_working_minutes(start, hours * 60, calendar=calendar)


def add_working_minutes(start: datetime, minutes: int, *, calendar: WorkCalendar) -> datetime:
    """``start`` moved on by working minutes; zero minutes give the next working instant."""
    begins = next_working_instant(start, calendar=calendar)
    return add_working_time(begins, timedelta(minutes=minutes), calendar=calendar)


def working_time_between(start: datetime, end: datetime, *, calendar: WorkCalendar) -> timedelta:
    """The exact working time in ``[start, end)``; zero when ``end`` is not after ``start``."""
    start, end = _utc(start), _utc(end)
    if start >= end:
        return _ZERO
    day, last = local_date(start), local_date(end)
    total = _within(start, end, day, calendar=calendar)
    if day < last:
        total += _within(start, end, last, calendar=calendar)
        day += _ONE_DAY
    while day < last:  # the days between count whole
        total += calendar.worked_on(day)
        day += _ONE_DAY
    return total


def _within(start: datetime, end: datetime, day: date, *, calendar: WorkCalendar) -> timedelta:
    spans = (min(end, closes) - max(start, opens) for opens, closes in calendar.sessions_on(day))
    return sum((span for span in spans if span > _ZERO), _ZERO)


def working_minutes_between(start: datetime, end: datetime, *, calendar: WorkCalendar) -> int:
    """Whole working minutes in ``[start, end)``, rounded down."""
    return working_time_between(start, end, calendar=calendar) // timedelta(minutes=1)


def working_days_between(first: date, last: date, *, calendar: WorkCalendar) -> int:
    """Working days in the half-open period ``[first, last)`` of local dates; zero when it is empty."""
    return sum(calendar.is_working_day(first + i * _ONE_DAY) for i in range(max(0, (last - first).days)))


def _utc(at: datetime) -> datetime:
    if at.tzinfo is None:
        msg = "an instant needs a time zone"
        raise ValueError(msg)
    return at.astimezone(UTC)
