"""Pure decisions: which version is in force, how rows become a working calendar, how the demonstration clock reads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Protocol, TypeVar

from motcua.foundation.registers.contracts import CalendarDay, CalendarFaulty, DayKind
from motcua.kernel.working_time import Hours, Session, WorkCalendar

DAYS_OF_WEEK = 7


class Dated(Protocol):
    """Anything with a half-open period of force."""

    @property
    def effective_from(self) -> date:
        """First day in force."""
        ...

    @property
    def effective_to(self) -> date | None:
        """First day no longer in force."""
        ...


T = TypeVar("T", bound=Dated)


def in_force(versions: Iterable[T], *, on: date) -> T | None:
    """The version in force on a day, the latest one if two claim it."""
    fitting = [v for v in versions if v.effective_from <= on and (v.effective_to is None or on < v.effective_to)]
    return max(fitting, key=lambda v: v.effective_from, default=None)


def ends(starts: Sequence[date], stated: Sequence[date | None]) -> list[date | None]:
    """When each version in order ends: as stated, but never after the next one begins (Luật Ban hành VBQPPL: the later act prevails)."""
    following: list[date | None] = [*starts[1:], None]
    return [min((e for e in (own, after) if e is not None), default=None) for own, after in zip(stated, following, strict=True)]


def hours(value: Any) -> Hours:
    """Sessions from ``[["07:00", "11:30"], …]``; CalendarFaulty when they cannot be read or overlap."""
    try:
        sessions = tuple(Session(time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in value)
    except (TypeError, ValueError) as error:
        raise CalendarFaulty(reason=f"hours {value!r}") from error
    return sessions


def work_calendar(*, week: Sequence[Any], extra: Any, half: Any, days: Iterable[CalendarDay]) -> WorkCalendar:
    """A calendar from the weekly hours (seven lists, Monday first), the hours of extra and half days, and the days that differ.

    A day of one unit stands over the day of the whole country.
    """
    if len(week) != DAYS_OF_WEEK:
        raise CalendarFaulty(reason=f"a week of {len(week)} days")
    chosen: dict[date, CalendarDay] = {}
    for day in sorted(days, key=lambda d: d.unit_code != ""):
        chosen[day.on] = day
    try:
        return WorkCalendar(
            weekly=tuple(hours(day) for day in week),
            days_off=frozenset(d.on for d in chosen.values() if d.kind is DayKind.OFF),
            extra_working_days=frozenset(d.on for d in chosen.values() if d.kind is DayKind.WORK),
            exceptions={d.on: hours(half) for d in chosen.values() if d.kind is DayKind.HALF},
            extra_hours=hours(extra),
        )
    except ValueError as error:
        raise CalendarFaulty(reason=str(error)) from error


def demo_reading(*, machine: datetime, offset_seconds: float, frozen_at: datetime | None) -> datetime:
    """What the demonstration clock shows when the machine's clock shows ``machine``."""
    return frozen_at if frozen_at is not None else machine + timedelta(seconds=offset_seconds)


def demo_offset(*, offset_seconds: float, shown: datetime, wanted: datetime) -> float:
    """The offset with which the clock, showing ``shown`` now, will show ``wanted``."""
    return offset_seconds + (wanted - shown).total_seconds()
