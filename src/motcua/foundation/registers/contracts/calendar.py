"""The working calendar as it crosses the door: days that differ, hours of units, changes, and what they would move."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from motcua.kernel.errors import NamedError
from motcua.kernel.working_time import Hours, WorkCalendar
from motcua.kit.registry import Registry

NATION = ""


class DayKind(StrEnum):
    """How a calendar day differs from its weekday."""

    OFF = "off"  # nghỉ
    WORK = "work"  # làm bù: giờ của ngày làm bù
    HALF = "half"  # nửa ngày
    HOURS = "hours"  # giờ riêng của ngày đó
    CLOSED = "closed"  # đóng cửa từ một giờ đến một giờ
    NORMAL = "normal"  # như ngày thường, dù cấp trên quy định khác


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A day that differs from its weekday, for the country (``unit_code`` empty), or for a unit and all below it.

    ``hours`` belongs to kind HOURS; ``closed_from`` and ``closed_until`` (local; None is the day's end or begin) to kind CLOSED.
    """

    on: date
    kind: DayKind
    name_vi: str
    name_en: str
    source: str
    unit_code: str = NATION
    hours: Hours = ()
    closed_from: time | None = None
    closed_until: time | None = None


@dataclass(frozen=True, slots=True)
class UnitHours:
    """The weekly hours of a unit and all below it, in force on days of ``[effective_from, effective_to)``; Monday first."""

    unit_code: str
    week: tuple[Hours, ...]
    extra: Hours
    half: Hours
    effective_from: date
    source: str
    effective_to: date | None = None


@dataclass(frozen=True, slots=True)
class CalendarChange:
    """One publication of days, which can be undone as long as nobody changed them again."""

    uuid: UUID
    at: datetime
    actor_ref: str
    source: str
    days: tuple[CalendarDay, ...]
    undone_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class DaysImport:
    """What reading a file of days found; with faults nothing was written. A fault is (line, Vietnamese, English)."""

    days: tuple[CalendarDay, ...]
    faults: tuple[tuple[int, str, str], ...]
    change: CalendarChange | None = None


@dataclass(frozen=True, slots=True)
class CalendarProposal:
    """Days that somebody thinks of publishing; ``calendars(unit_code=, around=)`` gives the calendar before and after."""

    days: tuple[CalendarDay, ...]
    calendars: Callable[..., tuple[WorkCalendar, WorkCalendar]] = field(compare=False)

    @property
    def unit_codes(self) -> frozenset[str]:
        """Whose calendars would change; the empty code is everybody's. Units below are meant too."""
        return frozenset(day.unit_code for day in self.days)


@dataclass(frozen=True, slots=True)
class DueMove:
    """One open thing whose due instant would move."""

    code: str
    before_at: datetime
    after_at: datetime


@dataclass(frozen=True, slots=True)
class DueImpact:
    """What a proposal would move among the open things of one room; ``examples`` are a few of them."""

    vi: str
    en: str
    open: int
    later: int
    earlier: int
    examples: tuple[DueMove, ...] = ()


class DueWatcher(Protocol):
    """Knows open things whose due instants rest on the calendar; a room above registers one in ``due_watchers``."""

    key: str

    def preview(self, *, proposal: CalendarProposal, now: datetime) -> DueImpact:
        """How many would move; writes nothing."""
        ...


due_watchers: Registry[DueWatcher] = Registry(key=lambda watcher: watcher.key)


class CalendarFaulty(NamedError):
    """A calendar day that contradicts another or cannot be read."""

    code = "registers.calendar_faulty"
    vi = "Lịch làm việc không hợp lệ ({reason})."
    en = "The working calendar is not valid ({reason})."
    status = 422


class ChangeUnknown(NamedError):
    """No publication of that id."""

    code = "registers.change_unknown"
    vi = "Không có lần công bố lịch này."
    en = "There is no such publication of days."
    status = 404


class ChangeSettled(NamedError):
    """The publication was undone, or a day of it was changed again since."""

    code = "registers.change_settled"
    vi = "Không thể hoàn tác: lần công bố đã được hoàn tác, hoặc ngày {on} đã được sửa sau đó."
    en = "It cannot be undone: it was undone already, or {on} was changed again since."
    status = 409
