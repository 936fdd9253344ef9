"""Dates and times the Vietnamese way, for documents and screens. Instants are shown on Vietnam's clock."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from motcua.kernel.clock import local
from motcua.kernel.errors import NamedError

_WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")
_ENGLISH_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_ENGLISH_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAY_FIRST = re.compile(r"^(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})$")
_ISO = re.compile(r"^(\d{4})-(\d{2})-(\d{2})$")
_COMPACT = re.compile(r"^(\d{2})(\d{2})(\d{4})$")
_LONG = re.compile(r"^(?:ngày\s+)?(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})$", re.IGNORECASE)


class InvalidDate(NamedError):
    """Text that is not a date, or a day that does not exist."""

    code = "kernel.invalid_date"
    vi = "“{value}” không phải là ngày hợp lệ. Nhập theo dạng ngày/tháng/năm, ví dụ 07/09/2026."
    en = "“{value}” is not a valid date. Write day/month/year, for example 07/09/2026."
    status = 422


def short_date(day: date) -> str:
    """``07/09/2026``."""
    return f"{day:%d/%m/%Y}"


def long_date(day: date) -> str:
    """``ngày 07 tháng 9 năm 2026``: days below 10 and months 1 and 2 take a zero (NĐ 30/2020, Phụ lục I, II.4.b)."""
    month = f"{day.month:02d}" if day.month in (1, 2) else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def place_and_date(place: str, day: date) -> str:
    """The line above the abstract of a document: ``Hải Phòng, ngày 07 tháng 9 năm 2026``."""
    return f"{place}, {long_date(day)}"


def short_instant(at: datetime) -> str:
    """``14:05 07/09/2026`` on Vietnam's clock."""
    return f"{local(at):%H:%M %d/%m/%Y}"


def long_instant(at: datetime) -> str:
    """``14 giờ 05 phút, ngày 07 tháng 9 năm 2026``, as the receipt (Mẫu 01) prints it."""
    there = local(at)
    return f"{there:%H} giờ {there:%M} phút, {long_date(there.date())}"


def weekday(day: date, language: str = "vi") -> str:
    """``Thứ Hai`` … ``Chủ nhật``, or the English name."""
    return (_ENGLISH_DAYS if language == "en" else _WEEKDAYS)[day.weekday()]


def english_date(day: date) -> str:
    """``7 Sep 2026``."""
    return f"{day.day} {_ENGLISH_MONTHS[day.month - 1]} {day.year}"


def english_instant(at: datetime) -> str:
    """``7 Sep 2026, 14:05`` on Vietnam's clock."""
    there = local(at)
    return f"{english_date(there.date())}, {there:%H:%M}"


def show_date(day: date, language: str = "vi") -> str:
    """A date for a screen in ``vi`` or ``en``."""
    return english_date(day) if language == "en" else short_date(day)


def show_instant(at: datetime, language: str = "vi") -> str:
    """An instant for a screen in ``vi`` or ``en``."""
    return english_instant(at) if language == "en" else short_instant(at)


def show_span(span: timedelta, language: str = "vi") -> str:
    """A length of working time in hours and minutes: ``3 giờ 20 phút``; negative spans keep their sign."""
    minutes = abs(span) // timedelta(minutes=1)
    hours, rest = divmod(minutes, 60)
    hour, minute = ("h", "min") if language == "en" else ("giờ", "phút")
    parts = [f"{hours} {hour}"] if hours else []
    if rest or not hours:
        parts.append(f"{rest} {minute}")
    return ("−" if span < timedelta(0) and minutes else "") + " ".join(parts)


def parse_date(text: str) -> date:
    """A date a person or a card gave: ``7/9/2026``, ``07-09-2026``, ``07092026``, ``2026-09-07`` or the long form.

    Day before month, as in Vietnam. InvalidDate for anything else and for days that do not exist.
    """
    bare = " ".join(text.split())
    if iso := _ISO.match(bare):
        year, month, day = (int(g) for g in iso.groups())
    elif found := _DAY_FIRST.match(bare) or _COMPACT.match(bare) or _LONG.match(bare):
        day, month, year = (int(g) for g in found.groups())
    else:
        raise InvalidDate(value=text)
    try:
        return date(year, month, day)
    except ValueError as error:
        raise InvalidDate(value=text) from error
