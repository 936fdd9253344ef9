"""The working calendar of a unit: the country, what the unit lies in, and the unit itself, merged; kept until anything is changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from threading import Lock
from typing import Any
from uuid import UUID

from django.db import connection

from motcua.foundation.registers import contracts, models, rules
from motcua.foundation.registers.queries import law
from motcua.foundation.units import api as units
from motcua.kernel.clock import local_date
from motcua.kernel.working_time import WorkCalendar

OFFICE = ("office.week", "office.extra_day", "office.half_day")
_KEPT_MOST = 4000
Days = Mapping[str, tuple[contracts.CalendarDay, ...]]


class _Book:
    """Everything that calendars are made of, as it stood at one stamp."""

    def __init__(self) -> None:
        versions = {code: law.history(code=code) for code in OFFICE}
        self.weeks = list(rules.national_weeks(week=versions[OFFICE[0]], extra=versions[OFFICE[1]], half=versions[OFFICE[2]]))
        self.weeks += [_week(row) for row in models.UnitHours.objects.order_by("unit_code", "effective_from")]
        self.days: Days = by_unit(models.CalendarDay.objects.order_by("on"))
        self.speaking = {w.unit_code for w in self.weeks} | set(self.days)
        self.made: dict[tuple[str, date], WorkCalendar] = {}
        self.merged: dict[tuple[tuple[str, ...], date], WorkCalendar] = {}

    def calendar(self, *, unit_code: str, on: date) -> WorkCalendar:
        found = self.made.get((unit_code, on))
        if found is None:
            levels = self.levels(unit_code=unit_code, on=on, speaking=self.speaking)
            found = self.merged.get((levels, on))  # units that keep the same hours and days have one calendar
            if found is None:
                found = self.merged[(levels, on)] = self.merge(levels=levels, on=on, days=self.days)
            if len(self.made) >= _KEPT_MOST:
                self.made.clear()
                self.merged.clear()
            self.made[(unit_code, on)] = found
        return found

    def levels(self, *, unit_code: str, on: date, speaking: set[str]) -> tuple[str, ...]:
        """Those of a unit's levels that say anything, the country always."""
        needs_chain = bool(unit_code) and bool(speaking - {contracts.NATION, unit_code})
        chain = calendar_levels(unit_code=unit_code, on=on) if needs_chain else tuple(dict.fromkeys((contracts.NATION, unit_code)))
        return tuple(code for code in chain if code in speaking or code == contracts.NATION)

    def build(self, *, unit_code: str, on: date, days: Days) -> WorkCalendar:
        """The calendar with other days than the book's."""
        levels = self.levels(unit_code=unit_code, on=on, speaking=self.speaking | set(days))
        return self.merge(levels=levels, on=on, days=days)

    def merge(self, *, levels: tuple[str, ...], on: date, days: Days) -> WorkCalendar:
        """The calendar of these levels; ``RuleUnknown`` before any hours are known."""
        made = rules.merged(levels=levels, weeks=self.weeks, days=days, around=on)
        if made is None:
            missing = [code for code in OFFICE if rules.in_force(law.history(code=code), on=on) is None]
            raise contracts.RuleUnknown(code=min(missing or OFFICE), on=on.isoformat())
        return made


_kept: dict[UUID, _Book] = {}
_lock = Lock()


def calendar(*, around: date | datetime, unit_code: str = "") -> WorkCalendar:
    """The working calendar of a unit (of the country without one), with the office hours in force around a day.

    Hours and days of the unit stand over those of the units it lies in, those over the city's, those over the country's. It holds all
    known days and every later or earlier season of hours. One small statement when nothing changed since this process last asked;
    RuleUnknown on a day before any hours are known.
    """
    on = local_date(around) if isinstance(around, datetime) else around
    return _book().calendar(unit_code=unit_code, on=on)


def calendar_levels(*, unit_code: str, on: date) -> tuple[str, ...]:
    """Whose days and hours count for a unit, from the country (the empty code) to the unit itself; none between for an unknown unit."""
    if not unit_code:
        return (contracts.NATION,)
    try:
        above = [u.code for u in units.ancestors(code=unit_code, on=on)]
    except units.UnitUnknown:
        above = []
    return (contracts.NATION, *reversed(above), unit_code)


def proposed(*, days: Iterable[contracts.CalendarDay]) -> contracts.CalendarProposal:
    """The days as a proposal: calendars before and after, nothing written."""
    fresh = tuple(days)
    book = _book()
    after: dict[str, tuple[contracts.CalendarDay, ...]] = dict(book.days)
    for code in {d.unit_code for d in fresh}:
        mine = {d.on: d for d in (*book.days.get(code, ()), *(d for d in fresh if d.unit_code == code))}
        after[code] = tuple(mine[on] for on in sorted(mine))

    def calendars(*, unit_code: str, around: date | datetime) -> tuple[WorkCalendar, WorkCalendar]:
        on = local_date(around) if isinstance(around, datetime) else around
        return book.calendar(unit_code=unit_code, on=on), book.build(unit_code=unit_code, on=on, days=after)

    return contracts.CalendarProposal(days=fresh, calendars=calendars)


def calendar_days(*, year: int, unit_code: str = "") -> tuple[contracts.CalendarDay, ...]:
    """The days of a year that differ from their weekday: of the country, of what the unit lies in, and of the unit, in order."""
    levels = calendar_levels(unit_code=unit_code, on=date(year, 7, 1))
    rows = models.CalendarDay.objects.filter(unit_code__in=levels, on__year=year)
    return tuple(sorted((to_day(r) for r in rows), key=lambda d: (d.on, levels.index(d.unit_code))))


def unit_hours(*, unit_code: str) -> tuple[contracts.UnitHours, ...]:
    """The versions of a unit's own hours, oldest first; empty for a unit that keeps those of the level above."""
    rows = models.UnitHours.objects.filter(unit_code=unit_code).order_by("effective_from")
    return tuple(
        contracts.UnitHours(w.unit_code, w.week, w.extra, w.half, w.effective_from, row.source, w.effective_to)
        for row, w in ((row, _week(row)) for row in rows)
    )


def changes(*, limit: int = 20) -> tuple[contracts.CalendarChange, ...]:
    """The latest publications of days, newest first."""
    return tuple(to_change(row) for row in models.CalendarChange.objects.order_by("-pk")[:limit])


def to_change(row: models.CalendarChange) -> contracts.CalendarChange:
    """The contract of a row."""
    days = tuple(day_from_plain(item["after"]) for item in row.items)
    return contracts.CalendarChange(row.uuid, row.at, row.actor_ref, row.source, days, row.undone_at)


def to_day(row: models.CalendarDay) -> contracts.CalendarDay:
    """The contract of a row."""
    return contracts.CalendarDay(
        row.on, contracts.DayKind(row.kind), row.name_vi, row.name_en, row.source, row.unit_code, rules.hours(row.hours),
        row.closed_from, row.closed_until,
    )  # fmt: skip


def day_from_plain(told: Mapping[str, Any]) -> contracts.CalendarDay:
    """A day from the values that a publication keeps."""
    begins, ends = (time.fromisoformat(told[name]) if told[name] else None for name in ("closed_from", "closed_until"))
    row = models.CalendarDay(**{**told, "on": date.fromisoformat(told["on"]), "closed_from": begins, "closed_until": ends})
    return to_day(row)


def by_unit(rows: Iterable[models.CalendarDay]) -> dict[str, tuple[contracts.CalendarDay, ...]]:
    """Days by the unit that they belong to."""
    found: dict[str, list[contracts.CalendarDay]] = {}
    for row in rows:
        found.setdefault(row.unit_code, []).append(to_day(row))
    return {code: tuple(days) for code, days in found.items()}


def _book() -> _Book:
    """The book of the present stamp. Stamps are random and drawn with every change, so a book of a change rolled back is never read."""
    with connection.cursor() as cursor:  # asked with every step of every dossier
        cursor.execute("SELECT stamp FROM registers_calendar_stamp WHERE id = 1")
        found = cursor.fetchone()
    if found is None:
        return _Book()
    stamp: UUID = found[0]
    with _lock:
        book = _kept.get(stamp)
    if book is None:
        book = _Book()
        with _lock:
            _kept.clear()
            _kept[stamp] = book
    return book


def _week(row: models.UnitHours) -> rules.Week:
    week = tuple(rules.hours(day) for day in row.week)
    return rules.Week(row.unit_code, week, rules.hours(row.extra), rules.hours(row.half), row.effective_from, row.effective_to)
