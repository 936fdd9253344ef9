"""Days and slots that are free, and appointments."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta

from motcua.kernel.actors import Actor, ActorKind
from motcua.kernel.clock import local_date
from motcua.kernel.errors import NamedError
from motcua.kernel.policy import require
from motcua.services.counter import conf, policies
from motcua.services.counter.contracts import Appointment, AppointmentState, AppointmentUnknown, BookingDay, Group, Slot
from motcua.services.counter.models import AppointmentRow
from motcua.services.counter.queries import units
from motcua.services.counter.rules import days as rules

_HELD = ("booked", "checked_in")


def booking_days(*, unit_code: str, group: str, now: datetime) -> tuple[BookingDay, ...]:
    """The coming days with their free seats; closed and online-only days are marked. ``GroupUnknown``."""
    wanted = units.group(unit_code=unit_code, code=group)
    first = local_date(now)
    found = []
    for on in (first + timedelta(days=n) for n in range(conf.BOOK_DAYS + 1)):
        online = units.is_online_only(unit_code=unit_code, on=on)
        begins = _begins(unit_code, on)
        free = 0 if online else sum(s.free for s in _slots(wanted, on, begins, now))
        found.append(BookingDay(on=on, free=free, closed=not begins, online_only=online and bool(begins)))
    return tuple(found)


def slots(*, unit_code: str, group: str, on: date, now: datetime) -> tuple[Slot, ...]:
    """The slots of a day that are still to come, with free seats; none on closed and online-only days. ``GroupUnknown``."""
    wanted = units.group(unit_code=unit_code, code=group)
    if units.is_online_only(unit_code=unit_code, on=on) or not local_date(now) <= on <= local_date(now) + timedelta(days=conf.BOOK_DAYS):
        return ()
    return _slots(wanted, on, _begins(unit_code, on), now)


def appointment(*, code: str) -> Appointment:
    """One appointment by its code, which only its holder and reception know. ``AppointmentUnknown``."""
    row = AppointmentRow.objects.select_related("group", "ticket").filter(code=code.upper()).first()
    if row is None:
        raise AppointmentUnknown
    return contract(row)


def my_appointments(*, actor: Actor, now: datetime) -> tuple[Appointment, ...]:
    """The signed-in citizen's coming appointments, soonest first."""
    if actor.kind is not ActorKind.CITIZEN or actor.subject_id is None:
        return ()
    since = now - timedelta(minutes=conf.LATE_MINUTES)
    rows = AppointmentRow.objects.select_related("group", "ticket").filter(person_id=actor.subject_id, state="booked", starts_at__gte=since)
    return tuple(contract(row) for row in rows.order_by("starts_at")[:10])


def day_list(*, unit_code: str, on: date, actor: Actor) -> tuple[Appointment, ...]:
    """All appointments of a day for the unit's desk. ``Forbidden``."""
    require(policies.can_see(actor=actor, unit_code=unit_code))
    rows = AppointmentRow.objects.select_related("group", "ticket").filter(unit_code=unit_code, day=on).exclude(state="cancelled")
    return tuple(contract(row) for row in rows.order_by("starts_at", "seat"))


def contract(row: AppointmentRow) -> Appointment:
    """The row as it crosses the door."""
    try:
        name = units.unit_name(unit_code=row.unit_code, on=row.day)
    except NamedError:
        name = row.unit_code
    ticket = getattr(row, "ticket", None)
    return Appointment(
        uuid=row.uuid, code=row.code, unit_code=row.unit_code, unit_name=name, group=units.group_of(row.group), starts_at=row.starts_at,
        state=AppointmentState(row.state), name=row.name, phone=row.phone, procedure_code=row.procedure_code,
        ticket_code=ticket.code if ticket else "", person_id=row.person_id,
    )  # fmt: skip


def begins_at(*, unit_code: str, starts_at: datetime) -> bool:
    """Whether a slot of the unit begins at that instant."""
    return starts_at in _begins(unit_code, local_date(starts_at))


def _begins(unit_code: str, on: date) -> tuple[datetime, ...]:
    return rules.slots(sessions=units.calendar(unit_code=unit_code, on=on).sessions_on(on), minutes=conf.SLOT_MINUTES)


def _slots(group: Group, on: date, begins: tuple[datetime, ...], now: datetime) -> tuple[Slot, ...]:
    held = AppointmentRow.objects.filter(
        group__unit_code=group.unit_code, group__code=group.code, day=on, state__in=_HELD
    ).values_list("starts_at", flat=True)
    taken = Counter(held)
    return tuple(Slot(starts_at=at, free=max(group.capacity - taken[at], 0)) for at in begins if at > now)
