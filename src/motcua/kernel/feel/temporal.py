"""Dates, times and durations written as text (ISO 8601), and back."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from motcua.kernel.feel.values import YearsMonths

_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_TIME = re.compile(r"(\d\d:\d\d:\d\d)(\.\d{1,6})?(Z|[+-]\d\d:\d\d)?")
_DAYS = re.compile(r"(-)?P(?:(\d{1,7})D)?(?:T(?:(\d{1,8})H)?(?:(\d{1,9})M)?(?:(\d{1,10})(\.\d{1,6})?S)?)?")
_MONTHS = re.compile(r"(-)?P(?:(\d{1,5})Y)?(?:(\d{1,6})M)?")


def read_date(text: str) -> date | None:
    """``2026-02-28``, or None for what is no date of the calendar."""
    try:
        return date.fromisoformat(text) if _DATE.fullmatch(text) else None
    except ValueError:
        return None


def read_time(text: str) -> time | None:
    """``13:30:00`` with an optional offset, or None."""
    try:
        return time.fromisoformat(_padded(text)) if _TIME.fullmatch(text) else None
    except ValueError:
        return None


def read_instant(text: str) -> datetime | None:
    """``2026-02-28T13:30:00`` with an optional offset; a date alone is its midnight; None for anything else."""
    day, joint, clock = text.partition("T")
    on = read_date(day)
    at = read_time(clock) if joint else time()
    return None if on is None or at is None else datetime.combine(on, at)


def read_duration(text: str) -> timedelta | YearsMonths | None:
    """``P3DT4H`` (days and time) or ``P1Y2M`` (years and months), or None."""
    if months := _MONTHS.fullmatch(text):
        sign, years, rest = months.groups()
        if years or rest:
            total = int(years or 0) * 12 + int(rest or 0)
            return YearsMonths(months=-total if sign else total)
    days = _DAYS.fullmatch(text)
    if not days or not any(days.groups()[1:]) or text.endswith("T"):
        return None
    sign, *parts = days.groups()
    whole, hours, minutes, seconds = (int(p or 0) for p in parts[:4])
    length = timedelta(
        days=whole, hours=hours, minutes=minutes, seconds=seconds, microseconds=int(Decimal(parts[4] or 0) * 1_000_000),
    )
    return -length if sign else length


def write_duration(length: timedelta) -> str:
    """ISO 8601 of a duration of days and time: ``P1DT2H``."""
    sign, length = ("-", -length) if length < timedelta() else ("", length)
    minutes, seconds = divmod(length.seconds, 60)
    hours, minutes = divmod(minutes, 60)
    fraction = f".{length.microseconds:06d}".rstrip("0") if length.microseconds else ""
    clock = "".join((
        f"{hours}H" if hours else "", f"{minutes}M" if minutes else "", f"{seconds}{fraction}S" if seconds or fraction else "",
    ))
    days = f"{length.days}D" if length.days else ""
    return f"{sign}P{days}{'T' + clock if clock else ''}" if days or clock else "PT0S"


def write_moment(moment: date | time) -> str:
    """The text of a day, a time or an instant, with Z for UTC as the standard writes it."""
    return moment.isoformat().replace("+00:00", "Z")


def _padded(text: str) -> str:
    """Python 3.11 reads three or six digits of a second's fraction only."""
    found = _TIME.fullmatch(text)
    if not found:
        return text
    clock, fraction, zone = found.groups()
    return clock + (f".{fraction[1:]:0<6}" if fraction else "") + (zone or "")
