"""Tickets, appointments, opening days and what pages show of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from uuid import UUID


class Priority(StrEnum):
    """Who is called first (people with priority by law: elderly from 80, severe disability, pregnant, with a small child)."""

    NONE = "none"
    ELDERLY = "elderly"
    DISABLED = "disabled"
    PREGNANT = "pregnant"
    SMALL_CHILD = "small_child"
    MERIT = "merit"
    URGENT = "urgent"


class TicketState(StrEnum):
    """Where a ticket stands."""

    WAITING = "waiting"
    CALLED = "called"
    DONE = "done"
    SKIPPED = "skipped"
    CANCELLED = "cancelled"


class AppointmentState(StrEnum):
    """Where an appointment stands."""

    BOOKED = "booked"
    CHECKED_IN = "checked_in"
    CANCELLED = "cancelled"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class Group:
    """A group of services of a unit; ``minutes`` is the service time expected until enough were measured."""

    unit_code: str
    code: str
    letter: str
    vi: str
    en: str
    minutes: int
    capacity: int
    active: bool = True

    def name(self, language: str = "vi") -> str:
        """Its name in ``vi`` or ``en``."""
        return self.en if language == "en" else self.vi


@dataclass(frozen=True, slots=True)
class Ticket:
    """One ticket. ``ahead`` people are before it; ``wait_minutes`` is the estimate; None when it does not wait."""

    uuid: UUID
    code: str
    unit_code: str
    unit_name: str
    group: Group
    label: str
    day: date
    priority: Priority
    state: TicketState
    taken_at: datetime
    called_at: datetime | None
    done_at: datetime | None
    desk: str
    calls: int
    appointment_code: str = ""
    ahead: int | None = None
    wait_minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """What the choice of the next ticket looks at; ``rank`` 0 priority, 1 appointment on time, 2 the rest."""

    ticket_id: int
    rank: int
    queued_at: datetime


@dataclass(frozen=True, slots=True)
class Called:
    """One line of the public screen."""

    label: str
    desk: str
    called_at: datetime


@dataclass(frozen=True, slots=True)
class Board:
    """The public screen of a waiting room: who is called where, how many wait, how long it takes. No names."""

    unit_name: str
    called: tuple[Called, ...]
    waiting: tuple[tuple[Group, int, int], ...]
    online_only: bool
    open_now: bool


@dataclass(frozen=True, slots=True)
class Queue:
    """The officer's view: the ticket at this desk, who waits, who was skipped."""

    current: Ticket | None
    waiting: tuple[Ticket, ...]
    skipped: tuple[Ticket, ...]
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Slot:
    """One half hour of a group; ``free`` seats are left."""

    starts_at: datetime
    free: int


@dataclass(frozen=True, slots=True)
class BookingDay:
    """A day on which one may book, or why not."""

    on: date
    free: int
    closed: bool = False
    online_only: bool = False


@dataclass(frozen=True, slots=True)
class Appointment:
    """One appointment. Personal data: only for its holder and the unit's reception."""

    uuid: UUID
    code: str
    unit_code: str
    unit_name: str
    group: Group
    starts_at: datetime
    state: AppointmentState
    name: str
    phone: str
    procedure_code: str
    ticket_code: str = ""
    person_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class OnlineDays:
    """Online-only weekdays (0 Monday) of a unit from a day on; ``enough`` says whether the rule of days a week is kept."""

    unit_code: str
    weekdays: tuple[int, ...]
    effective_from: date | None
    least: int
    enough: bool


@dataclass(frozen=True, slots=True)
class OpeningDay:
    """One day of the opening hours."""

    on: date
    sessions: tuple[tuple[time, time], ...]
    online_only: bool
    note_vi: str = ""
    note_en: str = ""


class ScanKind(StrEnum):
    """What a scanner read."""

    TICKET = "ticket"
    APPOINTMENT = "appointment"
    DOSSIER = "dossier"
    CARD = "card"
    PERSON = "person"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Scanned:
    """What a scanner read and the value in its normal form. A card's number is personal data."""

    kind: ScanKind
    value: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Statistics:
    """One day of a unit and group; minutes are averages, None without any."""

    on: date
    group: Group
    taken: int
    served: int
    skipped: int
    wait_minutes: int | None
    service_minutes: int | None
