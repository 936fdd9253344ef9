"""Processing times as the catalogue writes them: "10 ngày làm việc", "7.5 ngày làm việc", "1 ngày", or prose."""

from __future__ import annotations

import re

from motcua.kernel.text import squeeze
from motcua.kernel.working_time import Limit, LimitUnit

HOURS_A_DAY = 8  # a working day is eight working hours
_UNITS = {"ngày làm việc": LimitUnit.WORKING_DAYS, "ngày": LimitUnit.CALENDAR_DAYS, "giờ làm việc": LimitUnit.WORKING_HOURS}
_WHOLE = re.compile(r"^(?:Không quá )?(\d{1,3})(?:[.,](\d{1,2}))? (ngày làm việc|giờ làm việc|ngày)\.?(?: ngày)?$", re.IGNORECASE)
_MENTION = re.compile(r"(\d{1,3}) (ngày làm việc|ngày)(?! \d)", re.IGNORECASE)


def parse(text: str | None) -> Limit | None:
    """The limit that the text states alone; None for prose, for several times, and for nothing. Parts of a day become working hours."""
    found = _WHOLE.match(squeeze(text or ""))
    if not found:
        return None
    whole, part, unit = int(found[1]), found[2], _UNITS[found[3].lower()]
    if part is None:
        return Limit(amount=whole, unit=unit)
    hours = (whole + float(f"0.{part}")) * HOURS_A_DAY
    return Limit(amount=max(1, round(hours)), unit=LimitUnit.WORKING_HOURS) if unit is LimitUnit.WORKING_DAYS else None


def longest_mentioned(text: str | None) -> Limit | None:
    """The longest time that prose mentions: a promise that can be kept in every case the prose distinguishes."""
    limits = [Limit(amount=int(n), unit=_UNITS[unit.lower()]) for n, unit in _MENTION.findall(squeeze(text or ""))]
    return max(limits, key=rough_days, default=None)


def rough_days(limit: Limit) -> float:
    """A limit in calendar days, roughly: only to compare limits of different units."""
    match limit.unit:
        case LimitUnit.WORKING_HOURS:
            return limit.amount / HOURS_A_DAY * 1.4
        case LimitUnit.WORKING_DAYS:
            return limit.amount * 1.4
        case _:
            return float(limit.amount)
