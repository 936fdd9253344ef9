"""Appointments: booked once per seat, moved, cancelled, reminded, checked in to a ticket."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from motcua.foundation.identity import api as identity
from motcua.foundation.outbox import api as outbox
from motcua.kernel.actors import Actor, ActorKind
from motcua.kernel.clock import local_date
from motcua.kernel.dates_vi import short_instant
from motcua.kernel.errors import Invalid
from motcua.kernel.identifiers import normalise_phone
from motcua.kernel.ids import public_code
from motcua.kernel.policy import require
from motcua.kernel.text import squeeze
from motcua.kit.fields import blind_index
from motcua.platform.messaging import api as messaging
from motcua.services.counter import conf, policies
from motcua.services.counter.actions.queueing import take_ticket
from motcua.services.counter.actions.setting import group_row
from motcua.services.counter.adapters import messages
from motcua.services.counter.contracts import (
    AlreadyBooked,
    Appointment,
    AppointmentState,
    AppointmentUnknown,
    Closed,
    OnlineOnlyDay,
    Priority,
    SlotTaken,
    SlotUnknown,
    Ticket,
)
from motcua.services.counter.events import AppointmentBooked, AppointmentEnded
from motcua.services.counter.models import AppointmentRow, BookingCode, ServiceGroup
from motcua.services.counter.queries import appointments, tickets, units

_NAME_MOST = 120


def book(
    *, unit_code: str, group: str, starts_at: datetime, actor: Actor, now: datetime, name: str = "", phone: str = "",
    procedure_code: str = "",
) -> Appointment:  # fmt: skip
    """Take a seat in a slot: a signed-in citizen for herself, reception for somebody at the counter or on the telephone.

    ``SlotUnknown``, ``SlotTaken``, ``AlreadyBooked``, ``OnlineOnlyDay``, ``Closed``, ``GroupUnknown``, ``Invalid``, ``Forbidden``.
    """
    person_id: UUID | None = None
    if actor.kind is ActorKind.CITIZEN and actor.subject_id is not None:
        person = identity.person(person_id=actor.subject_id)
        person_id, name, phone = person.uuid, person.full_name, phone or person.phone or str(person.uuid)
    else:
        require(policies.can_serve(actor=actor, unit_code=unit_code))
        name, phone = who(name, phone)
    return take_seat(
        unit_code=unit_code, group=group, starts_at=starts_at, name=name, phone=phone, person_id=person_id, procedure_code=procedure_code,
        now=now,
    )  # fmt: skip


def move(*, code: str, starts_at: datetime, now: datetime) -> Appointment:
    """Move an appointment to another slot of the same group; whoever holds the code may. It keeps its code.

    ``AppointmentUnknown`` when it is over, ``SlotUnknown``, ``SlotTaken``, ``OnlineOnlyDay``, ``Closed``.
    """
    with transaction.atomic():
        row = _booked(code)
        before = row.starts_at
        if starts_at == before:
            return appointments.contract(row)
        require_slot(row.unit_code, row.group.code, starts_at, now)
        try:
            with transaction.atomic():
                _lock_group(row.group)
                row.seat, row.starts_at, row.day = _free_seat(row.group, starts_at), starts_at, local_date(starts_at)
                row.reminded_at = None
                row.save(update_fields=["seat", "starts_at", "day", "reminded_at"])
        except IntegrityError as taken:
            raise _which(taken) from taken
        _ended(row, "moved", before, now)
        _booked_told(row, now)
        _tell(row, messages.BOOKED, now)
    return appointments.contract(row)


def cancel(*, code: str, now: datetime) -> Appointment:
    """Give the seat back; whoever holds the code may. ``AppointmentUnknown`` when it is over."""
    with transaction.atomic():
        row = _booked(code)
        row.state, row.ended_at = "cancelled", now
        row.save(update_fields=["state", "ended_at"])
        _ended(row, "cancelled", row.starts_at, now)
        _tell(row, messages.CANCELLED, now)
    return appointments.contract(row)


def check_in(*, code: str, now: datetime, actor: Actor | None = None) -> Ticket:
    """The holder is here: the appointment becomes a ticket that is called before those without; a second time gives the same ticket.

    Only on its day; later than the grace the ticket waits like any other. ``AppointmentUnknown``, ``SlotUnknown`` on another day.
    """
    with transaction.atomic():
        rows = AppointmentRow.objects.select_for_update(of=("self",)).select_related("group", "ticket")
        row = rows.filter(code=code.upper()).first()
        if row is None or row.state in ("cancelled", "missed"):
            raise AppointmentUnknown
        if row.state == AppointmentState.CHECKED_IN:
            return tickets.ticket(code=row.ticket.code, now=now)
        if row.day != local_date(now):
            raise SlotUnknown(fields={"code": (f"Lịch hẹn vào ngày {row.day:%d/%m/%Y}.", f"The appointment is on {row.day:%d/%m/%Y}.")})
        row.state, row.ended_at = "checked_in", now
        row.save(update_fields=["state", "ended_at"])
        made = take_ticket(
            unit_code=row.unit_code, group=row.group.code, now=now, priority=Priority.NONE, actor=actor, appointment=row,
            idempotency_key=f"appointment:{row.uuid}",
        )  # fmt: skip
        _ended(row, "checked_in", row.starts_at, now)
    return made


def remind(*, now: datetime) -> int:
    """Remind holders with an account a day before; each once. Returns how many."""
    until = now + timedelta(hours=24)
    rows = AppointmentRow.objects.filter(state="booked", reminded_at=None, person_id__isnull=False, starts_at__gt=now, starts_at__lte=until)
    count = 0
    for pk in list(rows.values_list("pk", flat=True)[:500]):
        with transaction.atomic():
            row = AppointmentRow.objects.select_for_update(of=("self",)).select_related("group").get(pk=pk)
            if row.state == "booked" and row.reminded_at is None:
                AppointmentRow.objects.filter(pk=pk).update(reminded_at=now)
                _tell(row, messages.REMINDER, now)
                count += 1
    return count


def sweep(*, now: datetime) -> int:
    """Appointments whose time is past are missed; old wishes and appointments are forgotten. Returns how many were missed."""
    count = 0
    late = AppointmentRow.objects.filter(state="booked", day__lt=local_date(now))
    for pk in list(late.values_list("pk", flat=True)[:500]):
        with transaction.atomic():
            row = AppointmentRow.objects.select_for_update(of=("self",)).select_related("group").get(pk=pk)
            if row.state == "booked":
                AppointmentRow.objects.filter(pk=pk).update(state="missed", ended_at=now)
                _ended(row, "missed", row.starts_at, now)
                count += 1
    BookingCode.objects.filter(asked_at__lt=now - timedelta(days=1)).delete()
    AppointmentRow.objects.filter(day__lt=local_date(now) - timedelta(days=90), ticket=None).delete()
    return count


def take_seat(
    *, unit_code: str, group: str, starts_at: datetime, name: str, phone: str, person_id: UUID | None, procedure_code: str, now: datetime
) -> Appointment:
    """The lowest free seat of a slot, in the transaction of whoever decided that the person may have it. Errors as ``book``."""
    require_slot(unit_code, group, starts_at, now)
    try:
        with transaction.atomic():
            held = group_row(unit_code=unit_code, code=group)
            _lock_group(held)
            row = AppointmentRow.objects.create(
                code=public_code(), group=held, unit_code=unit_code, starts_at=starts_at, day=local_date(starts_at),
                seat=_free_seat(held, starts_at), person_id=person_id, name=name, phone=phone,
                phone_index=blind_index(phone, purpose="counter.phone"), procedure_code=procedure_code[:20], booked_at=now,
            )  # fmt: skip
            _booked_told(row, now)
            _tell(row, messages.BOOKED, now)
    except IntegrityError as taken:
        raise _which(taken) from taken
    return appointments.contract(row)


def _which(taken: IntegrityError) -> AlreadyBooked | SlotTaken:
    return AlreadyBooked() if "counter_phone_once_a_day" in str(taken) else SlotTaken()


def _lock_group(row: ServiceGroup) -> None:
    """Bookings of one group go one after another; the constraint holds even where this lock is forgotten."""
    ServiceGroup.objects.select_for_update().get(pk=row.pk)


def _free_seat(group: ServiceGroup, starts_at: datetime) -> int:
    """The lowest free seat of a slot. ``SlotTaken``."""
    held = AppointmentRow.objects.filter(group=group, starts_at=starts_at, state__in=("booked", "checked_in"))
    taken = set(held.values_list("seat", flat=True))
    free = next((seat for seat in range(1, group.capacity + 1) if seat not in taken), None)
    if free is None:
        raise SlotTaken
    return free


def require_slot(unit_code: str, group: str, starts_at: datetime, now: datetime) -> None:
    """``SlotUnknown``, ``OnlineOnlyDay``, ``Closed``, ``GroupUnknown`` where nobody can be booked."""
    on = local_date(starts_at)
    units.group(unit_code=unit_code, code=group)
    units.unit_name(unit_code=unit_code, on=on)
    if not units.calendar(unit_code=unit_code, on=on).is_working_day(on):
        raise Closed(on=f"{on:%d/%m/%Y}")
    if units.is_online_only(unit_code=unit_code, on=on):
        raise OnlineOnlyDay(on=f"{on:%d/%m/%Y}")
    last = local_date(now) + timedelta(days=conf.BOOK_DAYS)
    if starts_at <= now or on > last or not appointments.begins_at(unit_code=unit_code, starts_at=starts_at):
        raise SlotUnknown(fields={"at": (SlotUnknown.vi, SlotUnknown.en)})


def who(name: str, phone: str) -> tuple[str, str]:
    """Name and telephone as they are kept. ``Invalid``."""
    plain = squeeze(name)
    if not plain or len(plain) > _NAME_MOST:
        raise Invalid(fields={"name": ("Ghi họ tên người đến.", "Write the name of who comes.")})
    return plain, normalise_phone(phone)


def _booked(code: str) -> AppointmentRow:
    rows = AppointmentRow.objects.select_for_update(of=("self",)).select_related("group")
    row = rows.filter(code=code.upper(), state="booked").first()
    if row is None:
        raise AppointmentUnknown
    return row


def _booked_told(row: AppointmentRow, now: datetime) -> None:
    told = AppointmentBooked(
        appointment_id=row.uuid, unit_code=row.unit_code, group=row.group.code, starts_at=row.starts_at,
        signed_in=row.person_id is not None, at=now,
    )  # fmt: skip
    outbox.publish(event=told, now=now)


def _ended(row: AppointmentRow, outcome: str, starts_at: datetime, now: datetime) -> None:
    told = AppointmentEnded(
        appointment_id=row.uuid, unit_code=row.unit_code, group=row.group.code, starts_at=starts_at, outcome=outcome, at=now
    )
    outbox.publish(event=told, now=now)


def _tell(row: AppointmentRow, template: str, now: datetime) -> None:
    """Write to a holder with an account; somebody without one keeps the page of the code."""
    if row.person_id is None:
        return
    params = {
        "code": row.code, "at": short_instant(row.starts_at), "unit": units.unit_name(unit_code=row.unit_code, on=row.day),
        "group": row.group.name_vi,
    }  # fmt: skip
    key = f"{template}:{row.uuid}:{row.starts_at.isoformat()}"
    messaging.send(to_person_id=row.person_id, template=template, params=params, dedupe_key=key, now=now)
