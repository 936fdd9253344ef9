"""Facts of the counter; nothing personal."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from motcua.kernel.events import event


@event("counter.ticket.taken.v1", stream="ticket_id")
class TicketTaken:
    """Somebody waits at the counter."""

    ticket_id: UUID
    unit_code: str
    group: str
    day: date
    label: str
    priority: str
    appointed: bool
    at: datetime


@event("counter.ticket.called.v1", stream="ticket_id")
class TicketCalled:
    """A ticket was called to a desk after ``waited_minutes``."""

    ticket_id: UUID
    unit_code: str
    group: str
    desk: str
    waited_minutes: int
    at: datetime


@event("counter.ticket.finished.v1", stream="ticket_id")
class TicketFinished:
    """A ticket left the counter: ``outcome`` done, skipped or cancelled; ``served_minutes`` at the desk."""

    ticket_id: UUID
    unit_code: str
    group: str
    outcome: str
    served_minutes: int
    at: datetime


@event("counter.appointment.booked.v1", stream="appointment_id")
class AppointmentBooked:
    """A slot is taken."""

    appointment_id: UUID
    unit_code: str
    group: str
    starts_at: datetime
    signed_in: bool
    at: datetime


@event("counter.appointment.ended.v1", stream="appointment_id")
class AppointmentEnded:
    """An appointment is over: ``outcome`` checked_in, cancelled, moved or missed."""

    appointment_id: UUID
    unit_code: str
    group: str
    starts_at: datetime
    outcome: str
    at: datetime


@event("counter.online_days.set.v1", stream="unit_code")
class OnlineDaysSet:
    """A unit works online only on these weekdays (0 Monday) from a day on."""

    unit_code: str
    weekdays: tuple[int, ...]
    effective_from: date
    at: datetime
