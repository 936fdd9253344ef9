"""Slots of a day, online-only days, and which day a thing falls on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

_WEEK = 5


def slots(*, sessions: Iterable[tuple[datetime, datetime]], minutes: int) -> tuple[datetime, ...]:
    """Beginnings of all slots that fit whole into the sessions of a day."""
    found = []
    for opens, closes in sessions:
        at = opens
        while at + timedelta(minutes=minutes) <= closes:
            found.append(at)
            at += timedelta(minutes=minutes)
    return tuple(found)


def online_only(*, on: date, weekdays: Sequence[int]) -> bool:
    """Whether the unit works online only on that day."""
    return on.weekday() in weekdays


def enough_online_days(*, weekdays: Sequence[int], least: int) -> bool:
    """Whether the unit keeps the least number of online-only days a week; only working weekdays count."""
    return len({w for w in weekdays if 0 <= w < _WEEK}) >= least
