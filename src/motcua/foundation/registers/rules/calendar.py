"""How the rows of several levels become one working calendar: the nearest level that says something about a day decides it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from itertools import pairwise
from typing import Any

from motcua.foundation.registers.contracts import NATION, CalendarDay, CalendarFaulty, DayKind, LegalRule
from motcua.foundation.registers.rules.law import in_force
from motcua.kernel.working_time import Hours, Season, Session, WorkCalendar, closed_between

DAYS_OF_WEEK = 7
_LONG_AGO = date(1900, 1, 1)


@dataclass(frozen=True, slots=True)
class Week:
    """Hours of one level on days of ``[effective_from, effective_to)``."""

    unit_code: str
    week: tuple[Hours, ...]
    extra: Hours
    half: Hours
    effective_from: date
    effective_to: date | None = None


def hours(value: Any) -> Hours:
    """Sessions from ``[["07:00", "11:30"], …]``; CalendarFaulty when they cannot be read, overlap or are out of order."""
    try:
        sessions = tuple(Session(time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in value)
    except (TypeError, ValueError) as error:
        raise CalendarFaulty(reason=f"hours {value!r}") from error
    if any(after.opens < before.closes for before, after in pairwise(sessions)):
        raise CalendarFaulty(reason=f"hours {value!r}")
    return sessions


def plain_hours(sessions: Hours) -> list[list[str]]:
    """Sessions as they are stored: the opposite of ``hours``."""
    return [[f"{s.opens:%H:%M}", f"{s.closes:%H:%M}"] for s in sessions]


def week_of(value: Sequence[Any]) -> tuple[Hours, ...]:
    """Seven days, Monday first; CalendarFaulty otherwise."""
    if len(value) != DAYS_OF_WEEK:
        raise CalendarFaulty(reason=f"a week of {len(value)} days")
    return tuple(hours(day) for day in value)


def national_weeks(*, week: Sequence[LegalRule], extra: Sequence[LegalRule], half: Sequence[LegalRule]) -> tuple[Week, ...]:
    """The country's hours as versions in time, from the three rules that hold them; days on which one is missing have none."""
    bounds = sorted({v.effective_from for v in (*week, *extra, *half)} | {v.effective_to for v in (*week, *extra, *half) if v.effective_to})
    found: list[Week] = []
    for place, start in enumerate(bounds):
        end = bounds[place + 1] if place + 1 < len(bounds) else None
        chosen = [in_force(versions, on=start) for versions in (week, extra, half)]
        values = [v.value for v in chosen if v is not None]
        if len(values) == len(chosen):
            found.append(Week(NATION, week_of(values[0]), hours(values[1]), hours(values[2]), start, end))
    return tuple(found)


def merged(*, levels: Sequence[str], weeks: Sequence[Week], days: Mapping[str, Sequence[CalendarDay]], around: date) -> WorkCalendar | None:
    """The calendar of a unit whose ``levels`` run from the country to the unit itself; None when no hours hold on ``around``.

    On every day the nearest level with hours gives the week. Then each level that names the day has its say, the country first and
    the unit last: a closure takes time away from what the levels above left, every other kind replaces it.
    """
    own = [[w for w in weeks if w.unit_code == level] for level in reversed(levels)]

    def week_on(day: date) -> Week | None:
        return next((w for w in (in_force(versions, on=day) for versions in own) if w is not None), None)

    base = week_on(around)
    if base is None:
        return None
    seasons = _seasons([w for versions in own for w in versions], week_on)
    off, extra, other = set(), set(), {}
    named = {level: {d.on: d for d in days.get(level, ())} for level in levels}
    for on in {on for rows in named.values() for on in rows}:
        week = week_on(on) or base
        said = [named[level][on] for level in levels if on in named[level]]
        result = week.week[on.weekday()]
        for day in said:
            result = _say(day, result, week)
        if said[-1].kind is DayKind.OFF:
            off.add(on)
        elif said[-1].kind is DayKind.WORK:
            extra.add(on)
        else:
            other[on] = result
    try:
        return WorkCalendar(
            weekly=base.week, extra_hours=base.extra, days_off=frozenset(off), extra_working_days=frozenset(extra), exceptions=other,
            seasons=seasons,
        )  # fmt: skip
    except ValueError as error:
        raise CalendarFaulty(reason=str(error)) from error


def work_calendar(*, week: Sequence[Any], extra: Any, half: Any, days: Iterable[CalendarDay]) -> WorkCalendar:
    """A calendar from stored weekly hours that always hold, and days; a day of a unit stands over the day of the country."""
    rows = list(days)
    levels = [NATION, *sorted({d.unit_code for d in rows} - {NATION})]
    always = Week(NATION, week_of(week), hours(extra), hours(half), _LONG_AGO)
    by_level = {level: [d for d in rows if d.unit_code == level] for level in levels}
    calendar = merged(levels=levels, weeks=[always], days=by_level, around=date.max)
    assert calendar is not None
    return calendar


def _say(day: CalendarDay, left: Hours, week: Week) -> Hours:
    match day.kind:
        case DayKind.OFF:
            return ()
        case DayKind.WORK:
            return week.extra
        case DayKind.HALF:
            return week.half
        case DayKind.HOURS:
            return day.hours
        case DayKind.CLOSED:
            return closed_between(left, closed_from=day.closed_from, closed_until=day.closed_until)
        case DayKind.NORMAL:
            return week.week[day.on.weekday()]


def _seasons(weeks: Sequence[Week], week_on: Any) -> tuple[Season, ...]:
    """The days on which the hours change; nothing when they never do."""
    bounds = sorted({w.effective_from for w in weeks} | {w.effective_to for w in weeks if w.effective_to is not None})
    found: list[Season] = []
    for bound in bounds:
        week = week_on(bound)
        if week is not None and (not found or (found[-1].weekly, found[-1].extra_hours) != (week.week, week.extra)):
            found.append(Season(bound, week.week, week.extra))
    return tuple(found) if len(found) > 1 else ()
