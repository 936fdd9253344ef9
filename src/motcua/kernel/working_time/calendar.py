"""When an office is open: weekly hours that change with the season, days off, swapped working days and single exceptions."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from motcua.kernel.clock import VIETNAM
from motcua.kernel.errors import NamedError

# A calendar that offers no working time within this many days is a mistake of data, not a long holiday.
HORIZON_DAYS = 3 * 366
DAYS_OF_WEEK = 7


class NoWorkingTime(NamedError):
    """The calendar never opens within the horizon; no due date can be computed from it."""

    code = "kernel.no_working_time"
    vi = "Lịch làm việc không có giờ làm việc nào kể từ ngày {day}. Kiểm tra lại lịch của đơn vị."
    en = "The working calendar has no working hours from {day} on. Check the calendar of the unit."
    status = 422


@dataclass(frozen=True, slots=True, order=True)
class Session:
    """One opening of the doors on a local day, half-open ``[opens, closes)``."""

    opens: time
    closes: time

    def __post_init__(self) -> None:
        if self.opens >= self.closes:
            msg = f"session closes at {self.closes} before it opens at {self.opens}"
            raise ValueError(msg)


Hours = tuple[Session, ...]

# Eight hours; the hours of an agency are its own decision (domain notes §1.6), so this is only a default.
OFFICE_DAY: Hours = (Session(time(7, 0), time(11, 30)), Session(time(13, 30), time(17, 0)))
CLOSED: Hours = ()
OFFICE_WEEK: tuple[Hours, ...] = (OFFICE_DAY,) * 5 + (CLOSED,) * 2


def closed_between(hours: Hours, *, closed_from: time | None = None, closed_until: time | None = None) -> Hours:
    """What is left of a day's sessions when the doors are closed from one time until another (a storm from 14:00 on, a late opening)."""
    begins, ends = closed_from or time.min, closed_until or time.max
    kept = []
    for session in hours:
        for opens, closes in ((session.opens, min(session.closes, begins)), (max(session.opens, ends), session.closes)):
            if opens < closes:
                kept.append(Session(opens, closes))
    return tuple(kept)


@dataclass(frozen=True, slots=True)
class Season:
    """Other weekly hours from a day on, until the next season begins."""

    from_on: date
    weekly: tuple[Hours, ...]
    extra_hours: Hours


@dataclass(frozen=True)
class WorkCalendar:
    """The working hours of an office, as data.

    ``weekly`` holds seven entries, Monday first; ``seasons``, in the order of their days, replace it from a day on. For one date the
    order of precedence is: ``exceptions`` (half days, storm closures, hours of that day alone), ``days_off`` (Bộ luật Lao động 2019
    Điều 112 and yearly swap decisions), ``extra_working_days`` (a Saturday worked for a swapped day off; it takes ``extra_hours``),
    then the week. What a calendar worked out for a day it remembers: it never changes.
    """

    weekly: tuple[Hours, ...] = OFFICE_WEEK
    days_off: frozenset[date] = frozenset()
    extra_working_days: frozenset[date] = frozenset()
    exceptions: Mapping[date, Hours] = field(default_factory=dict, hash=False)
    extra_hours: Hours = OFFICE_DAY
    seasons: tuple[Season, ...] = ()
    _instants: dict[date, tuple[tuple[datetime, datetime], ...]] = field(
        init=False, repr=False, compare=False, hash=False, default_factory=dict
    )
    _worked: dict[date, timedelta] = field(init=False, repr=False, compare=False, hash=False, default_factory=dict)

    def __post_init__(self) -> None:
        for week in (self.weekly, *(season.weekly for season in self.seasons)):
            if len(week) != DAYS_OF_WEEK:
                msg = f"a week has 7 days, not {len(week)}"
                raise ValueError(msg)
            for hours in week:
                _check_order(hours)
        for earlier, later in pairwise(self.seasons):
            if later.from_on <= earlier.from_on:
                msg = f"seasons are out of order at {later.from_on}"
                raise ValueError(msg)
        both = self.days_off & self.extra_working_days
        if both:
            msg = f"{min(both)} is both a day off and an extra working day"
            raise ValueError(msg)
        for hours in (self.extra_hours, *(season.extra_hours for season in self.seasons), *self.exceptions.values()):
            _check_order(hours)

    def hours_on(self, day: date) -> Hours:
        """The sessions of one local day, in order; empty when the office is closed."""
        if day in self.exceptions:
            return self.exceptions[day]
        if day in self.days_off:
            return CLOSED
        extra = day in self.extra_working_days
        if self.seasons:
            season = self._season(day)
            if season is not None:
                return season.extra_hours if extra else season.weekly[day.weekday()]
        return self.extra_hours if extra else self.weekly[day.weekday()]

    def is_working_day(self, day: date) -> bool:
        """Whether the office opens at all on that day; a half day counts as a working day."""
        return bool(self.sessions_on(day))

    def sessions_on(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        """The sessions of one local day as UTC instants, half-open."""
        known = self._instants.get(day)
        if known is None:
            known = tuple((instant(day, s.opens), instant(day, s.closes)) for s in self.hours_on(day))
            self._instants[day] = known
        return known

    def worked_on(self, day: date) -> timedelta:
        """The working time of a whole local day."""
        known = self._worked.get(day)
        if known is None:
            known = self._worked[day] = sum((closes - opens for opens, closes in self.sessions_on(day)), timedelta(0))
        return known

    def closes_at(self, day: date) -> datetime:
        """End of business of a working day; ValueError on a closed day."""
        sessions = self.sessions_on(day)
        if not sessions:
            msg = f"{day} is not a working day"
            raise ValueError(msg)
        return sessions[-1][1]

    def working_days_from(self, day: date) -> Iterator[date]:
        """Working days from ``day`` on, itself included when open; NoWorkingTime when none comes within the horizon."""
        last_found = day
        current = day
        while (current - last_found).days <= HORIZON_DAYS:
            if self.is_working_day(current):
                last_found = current
                yield current
            current += timedelta(days=1)
        raise NoWorkingTime(day=day.isoformat())

    def first_working_day(self, day: date) -> date:
        """``day`` itself when the office opens on it, else the next working day."""
        return next(self.working_days_from(day))

    def _season(self, day: date) -> Season | None:
        at = bisect_right(self.seasons, day, key=lambda season: season.from_on)
        return self.seasons[at - 1] if at else None


def instant(day: date, at: time) -> datetime:
    """A wall-clock time in Vietnam as a UTC instant."""
    return datetime.combine(day, at, tzinfo=VIETNAM).astimezone(UTC)


def _check_order(hours: Hours) -> None:
    for earlier, later in pairwise(hours):
        if later.opens < earlier.closes:
            msg = f"sessions overlap or are out of order at {later.opens}"
            raise ValueError(msg)
