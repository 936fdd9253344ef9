"""Due dates: a limit, a start, and the pauses that move the due date by exactly the time they took."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from motcua.kernel.clock import local_date
from motcua.kernel.errors import NamedError
from motcua.kernel.working_time.calendar import WorkCalendar
from motcua.kernel.working_time.sums import (
    add_calendar_days,
    add_working_days,
    add_working_hours,
    add_working_time,
    working_time_between,
)

_MINUTE = timedelta(minutes=1)


class PauseOpen(NamedError):
    """The clock is already stopped."""

    code = "kernel.pause_open"
    vi = "Thời hạn đang tạm dừng, không thể tạm dừng thêm lần nữa."
    en = "The clock is already stopped; it cannot be stopped again."
    status = 409


class PauseOrder(NamedError):
    """A pause that ends before it begins, or a resumption of a clock that runs."""

    code = "kernel.pause_order"
    vi = "Thời điểm tiếp tục phải sau thời điểm tạm dừng và chỉ áp dụng khi thời hạn đang tạm dừng."
    en = "The clock can be resumed only while it is stopped, and only after the moment it was stopped."
    status = 409


class LimitUnit(StrEnum):
    """What a limit is counted in; the register of the procedure says which."""

    WORKING_DAYS = "working_days"  # ngày làm việc
    WORKING_HOURS = "working_hours"  # giờ làm việc
    CALENDAR_DAYS = "calendar_days"  # ngày


@dataclass(frozen=True, slots=True)
class Limit:
    """A processing time: ``amount`` of ``unit``."""

    amount: int
    unit: LimitUnit = LimitUnit.WORKING_DAYS

    def __post_init__(self) -> None:
        if self.amount < 0:
            msg = f"a limit of {self.amount} {self.unit}"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class Pause:
    """A stop of the clock, half-open ``[from_at, until_at)``; ``until_at`` None while it lasts."""

    from_at: datetime
    until_at: datetime | None = None

    def __post_init__(self) -> None:
        if self.until_at is not None and self.until_at < self.from_at:
            raise PauseOrder


def merge_pauses(pauses: Iterable[Pause], *, now: datetime, not_before: datetime) -> tuple[tuple[datetime, datetime], ...]:
    """The pauses in ``[not_before, now)`` as disjoint intervals in order; what was not yet known at ``now`` does not count."""
    merged: list[tuple[datetime, datetime]] = []
    ended = ((max(p.from_at, not_before), min(p.until_at or now, now)) for p in pauses)
    for begins, ends in sorted(span for span in ended if span[0] < span[1]):
        if merged and begins <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(ends, merged[-1][1]))
        else:
            merged.append((begins, ends))
    return tuple(merged)


def whole_minutes(span: timedelta) -> timedelta:
    """A span without its seconds: what a clock that shows minutes has seen of it."""
    return span - span % _MINUTE


@dataclass(frozen=True)
class DueClock:
    """A limit that runs from ``start_at`` over ``calendar``.

    The due date is derived, never stored as truth: another calendar (``dataclasses.replace``) or a corrected pause gives
    another due date. A pause moves it by exactly the whole minutes of working time that passed in it (for a limit in calendar days:
    by the midnights that passed), also when the dossier was already late. Seconds do not count: a pause of two working days and half a
    minute must not move an appointment from the evening to the next morning.
    """

    start_at: datetime
    limit: Limit
    calendar: WorkCalendar
    pauses: tuple[Pause, ...] = ()

    def base_due_at(self) -> datetime:
        """The due instant as if the clock had never been stopped (UTC)."""
        match self.limit.unit:
            case LimitUnit.WORKING_HOURS:
                return add_working_hours(self.start_at, self.limit.amount, calendar=self.calendar)
            case LimitUnit.CALENDAR_DAYS:
                return add_calendar_days(self.start_at, self.limit.amount, calendar=self.calendar)
            case _:
                return add_working_days(self.start_at, self.limit.amount, calendar=self.calendar)

    def due_at(self, *, now: datetime) -> datetime:
        """The due instant (UTC) as known at ``now``; while the clock is stopped it moves with ``now``."""
        spans = merge_pauses(self.pauses, now=now, not_before=self.start_at)
        if not spans:
            return self.base_due_at()
        if self.limit.unit is LimitUnit.CALENDAR_DAYS:
            midnights = sum((local_date(ends) - local_date(begins)).days for begins, ends in spans)
            return add_calendar_days(self.start_at, self.limit.amount + midnights, calendar=self.calendar)
        return add_working_time(self.base_due_at(), self.paused_time(now=now), calendar=self.calendar)

    def paused_time(self, *, now: datetime) -> timedelta:
        """Working time that passed in pauses until ``now``, each in whole minutes; overlapping pauses count once."""
        if not self.pauses:
            return timedelta(0)
        spans = merge_pauses(self.pauses, now=now, not_before=self.start_at)
        return sum((whole_minutes(working_time_between(a, b, calendar=self.calendar)) for a, b in spans), timedelta(0))

    def used_time(self, *, now: datetime) -> timedelta:
        """Working time that the office has used: since the start, net of pauses."""
        return working_time_between(self.start_at, now, calendar=self.calendar) - self.paused_time(now=now)

    def remaining_time(self, *, now: datetime) -> timedelta:
        """Working time until the due instant, negative once it has passed; it stands still while the clock is stopped."""
        due = self.due_at(now=now)
        ahead = working_time_between(now, due, calendar=self.calendar)
        return ahead - working_time_between(due, now, calendar=self.calendar)

    def is_paused(self) -> bool:
        """Whether a pause is open."""
        return any(p.until_at is None for p in self.pauses)

    def is_overdue(self, *, now: datetime) -> bool:
        """Whether the local date of ``now`` is after the due date; statistics compare dates, not minutes."""
        return local_date(now) > local_date(self.due_at(now=now))

    def paused(self, *, at: datetime) -> DueClock:
        """The clock stopped at ``at``; PauseOpen when it is stopped already."""
        if self.is_paused():
            raise PauseOpen
        return replace(self, pauses=(*self.pauses, Pause(from_at=at)))

    def resumed(self, *, at: datetime) -> DueClock:
        """The clock running again from ``at``; PauseOrder when it was not stopped, or was stopped later than ``at``."""
        if not self.is_paused():
            raise PauseOrder
        closed = (p if p.until_at is not None else replace(p, until_at=at) for p in self.pauses)
        return replace(self, pauses=tuple(closed))
