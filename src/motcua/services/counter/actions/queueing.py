"""Tickets: taken, called, recalled, skipped, brought back, handed to another group, finished."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from motcua.foundation.outbox import api as outbox
from motcua.foundation.units import api as foundation_units
from motcua.kernel.actors import ANONYMOUS, Actor, ActorKind
from motcua.kernel.clock import local_date
from motcua.kernel.ids import public_code
from motcua.kernel.policy import require
from motcua.kit.turns import take_turns
from motcua.services.counter import policies
from motcua.services.counter.actions.setting import group_row
from motcua.services.counter.contracts import Closed, NobodyWaits, NotWaiting, OnlineOnlyDay, Priority, Ticket, TicketState, TicketUnknown
from motcua.services.counter.events import TicketCalled, TicketFinished, TicketTaken
from motcua.services.counter.models import AppointmentRow, ServiceGroup, TicketRow
from motcua.services.counter.queries import tickets, units
from motcua.services.counter.rules import queueing


def take_ticket(
    *, unit_code: str, group: str, now: datetime, priority: Priority = Priority.NONE, actor: Actor | None = None, idempotency_key: str = "",
    appointment: AppointmentRow | None = None,
) -> Ticket:  # fmt: skip
    """Take the next number of a group today; the same key gives the same ticket.

    Closed outside working days and on online-only days, except for urgent matters that reception lets in. ``Closed``,
    ``OnlineOnlyDay``, ``GroupUnknown``, ``UnitUnknown``, ``Forbidden`` for officers of another unit.
    """
    day = local_date(now)
    foundation_units.get(code=unit_code, on=day)
    if actor is not None and actor.kind is ActorKind.OFFICER:
        require(policies.can_see(actor=actor, unit_code=unit_code))  # nobody fills another unit's queue from his desk
    officer = actor is not None and bool(policies.can_serve(actor=actor, unit_code=unit_code))
    priority = priority if officer or priority is not Priority.URGENT else Priority.NONE  # urgency is for reception to judge
    _require_open(unit_code, day, urgent=officer and priority is Priority.URGENT, appointed=appointment is not None)
    with transaction.atomic():
        body = {"unit": unit_code, "group": group, "priority": priority.value}
        claimed = outbox.once(scope=f"counter.ticket:{unit_code}", key=idempotency_key or str(public_code(length=20)), body=body, now=now)
        if not claimed.first and claimed.result is not None:
            return tickets.ticket(code=claimed.result["code"], now=now)
        row = _write(group_row(unit_code=unit_code, code=group), day, priority, appointment, now)
        told = TicketTaken(
            ticket_id=row.uuid, unit_code=unit_code, group=group, day=day, label=row.label, priority=row.priority,
            appointed=appointment is not None, at=now,
        )  # fmt: skip
        outbox.publish(event=told, now=now, actor=actor or ANONYMOUS)
        claimed.keep({"code": row.code})
    return tickets.with_place(row, now=now)


def call_next(*, unit_code: str, desk: str, actor: Actor, now: datetime, groups: Sequence[str] = ()) -> Ticket:
    """Finish the ticket at this desk and call the next of the chosen groups (all without any). ``NobodyWaits``, ``Forbidden``."""
    require(policies.can_serve(actor=actor, unit_code=unit_code))
    day = local_date(now)
    with transaction.atomic():
        _lock(unit_code, day)
        mine = TicketRow.objects.select_for_update(of=("self",)).select_related("group").filter(
            unit_code=unit_code, state="called", officer_id=actor.subject_id
        )
        for held in mine:
            _end(held, TicketState.DONE, actor, now)
        ordered = tickets.in_order(unit_code=unit_code, day=day, groups=groups)
        if not ordered:
            raise NobodyWaits  # and the ticket at this desk stays where it is: nobody is sent away by an empty queue
        row = TicketRow.objects.select_for_update(of=("self",)).select_related("group", "appointment").get(pk=ordered[0].ticket_id)
        _call(row, desk, actor, now)
        return tickets.contract(row)


def call_one(*, code: str, desk: str, actor: Actor, now: datetime) -> Ticket:
    """Call one waiting or skipped ticket out of turn; what this desk has is finished first. ``NotWaiting``, ``TicketUnknown``."""

    def act(row: TicketRow) -> None:
        _in(row, TicketState.WAITING, TicketState.SKIPPED)
        for held in TicketRow.objects.select_related("group").filter(unit_code=row.unit_code, state="called", officer_id=actor.subject_id):
            _end(held, TicketState.DONE, actor, now)
        _call(row, desk, actor, now)

    return _on(code, actor, now, act)


def recall(*, code: str, actor: Actor, now: datetime) -> Ticket:
    """Call the same ticket once more; the screen shows it anew. ``NotWaiting``."""

    def act(row: TicketRow) -> None:
        _in(row, TicketState.CALLED)
        row.calls += 1
        row.save(update_fields=["calls"])

    return _on(code, actor, now, act)


def skip(*, code: str, actor: Actor, now: datetime) -> Ticket:
    """Nobody came: put the ticket aside; it can be brought back. ``NotWaiting``."""

    def act(row: TicketRow) -> None:
        _in(row, TicketState.CALLED, TicketState.WAITING)
        _end(row, TicketState.SKIPPED, actor, now)

    return _on(code, actor, now, act)


def bring_back(*, code: str, actor: Actor, now: datetime) -> Ticket:
    """The person came after all: the ticket waits again, at the place of its time. ``NotWaiting``."""

    def act(row: TicketRow) -> None:
        _in(row, TicketState.SKIPPED)
        row.state, row.done_at, row.called_at, row.officer_id, row.desk = "waiting", None, None, None, ""
        row.save(update_fields=["state", "done_at", "called_at", "officer_id", "desk"])

    return _on(code, actor, now, act)


def transfer(*, code: str, group: str, actor: Actor, now: datetime) -> Ticket:
    """Hand the ticket to another group; it keeps its number and its place in time. ``NotWaiting``, ``GroupUnknown``."""

    def act(row: TicketRow) -> None:
        _in(row, TicketState.CALLED, TicketState.WAITING)
        row.group = group_row(unit_code=row.unit_code, code=group)
        row.state, row.called_at, row.officer_id, row.desk = "waiting", None, None, ""
        row.save(update_fields=["group", "state", "called_at", "officer_id", "desk"])

    return _on(code, actor, now, act)


def finish(*, code: str, actor: Actor, now: datetime) -> Ticket:
    """The service is done. ``NotWaiting``."""

    def act(row: TicketRow) -> None:
        _in(row, TicketState.CALLED)
        _end(row, TicketState.DONE, actor, now)

    return _on(code, actor, now, act)


def give_up(*, code: str, now: datetime) -> Ticket:
    """The holder of the slip does not want to wait longer. ``NotWaiting``, ``TicketUnknown``."""
    with transaction.atomic():
        row = _locked(code)
        _in(row, TicketState.WAITING)
        _end(row, TicketState.CANCELLED, None, now)
    return tickets.contract(row)


def close_day(*, now: datetime) -> int:
    """Tickets of past days that nobody finished are cancelled, so that no queue carries over. Returns how many."""
    rows = TicketRow.objects.select_related("group").filter(day__lt=local_date(now), state__in=("waiting", "called"))
    count = 0
    for row in rows.order_by("pk")[:1000]:
        with transaction.atomic():
            held = TicketRow.objects.select_for_update(of=("self",)).select_related("group").get(pk=row.pk)
            if held.state in ("waiting", "called"):
                _end(held, TicketState.DONE if held.state == "called" else TicketState.CANCELLED, None, now)
                count += 1
    return count


def _require_open(unit_code: str, day: date, *, urgent: bool, appointed: bool) -> None:
    if not units.calendar(unit_code=unit_code, on=day).is_working_day(day) and not urgent:
        raise Closed(on=f"{day:%d/%m/%Y}")
    if units.is_online_only(unit_code=unit_code, on=day) and not urgent and not appointed:
        raise OnlineOnlyDay(on=f"{day:%d/%m/%Y}")


def _write(group: ServiceGroup, day: date, priority: Priority, appointment: AppointmentRow | None, now: datetime) -> TicketRow:
    """The next number of the letter today; the lock keeps two presses off the same number."""
    _lock(group.unit_code, day)
    prefix = group.letter
    last = TicketRow.objects.filter(unit_code=group.unit_code, day=day, label__startswith=prefix).aggregate(last=Max("number"))["last"] or 0
    return TicketRow.objects.create(
        code=public_code(), group=group, unit_code=group.unit_code, day=day, number=last + 1, label=f"{prefix}{last + 1:03d}",
        priority=priority.value, rank=queueing.rank(priority=priority, appointed=appointment is not None), queued_at=now, taken_at=now,
        appointment=appointment,
    )  # fmt: skip


def _lock(unit_code: str, day: date) -> None:
    """One at a time per unit and day: numbers and calls of a counter are few, and never twice."""
    take_turns(f"counter:{unit_code}:{day.isoformat()}")


def _on(code: str, actor: Actor, now: datetime, act: Callable[[TicketRow], None]) -> Ticket:
    with transaction.atomic():
        row = _locked(code)
        require(policies.can_serve(actor=actor, unit_code=row.unit_code))
        act(row)
    return tickets.with_place(row, now=now)


def _locked(code: str) -> TicketRow:
    rows = TicketRow.objects.select_for_update(of=("self",)).select_related("group", "appointment")
    row = rows.filter(code=code.upper()).first()
    if row is None:
        raise TicketUnknown
    return row


def _in(row: TicketRow, *states: TicketState) -> None:
    if row.state not in states:
        raise NotWaiting(label=row.label)


def _call(row: TicketRow, desk: str, actor: Actor, now: datetime) -> None:
    officer: UUID | None = actor.subject_id if actor.kind is ActorKind.OFFICER else None
    row.state, row.called_at, row.done_at, row.desk, row.officer_id = "called", now, None, desk[:20], officer
    row.calls += 1
    row.save(update_fields=["state", "called_at", "done_at", "desk", "officer_id", "calls"])
    told = TicketCalled(
        ticket_id=row.uuid, unit_code=row.unit_code, group=row.group.code, desk=row.desk,
        waited_minutes=max(round((now - row.taken_at).total_seconds() / 60), 0), at=now,
    )  # fmt: skip
    outbox.publish(event=told, now=now, actor=actor or ANONYMOUS)


def _end(row: TicketRow, state: TicketState, actor: Actor | None, now: datetime) -> None:
    served = round((now - row.called_at).total_seconds() / 60) if row.called_at and state is TicketState.DONE else 0
    row.state, row.done_at = state.value, now
    row.save(update_fields=["state", "done_at"])
    told = TicketFinished(
        ticket_id=row.uuid, unit_code=row.unit_code, group=row.group.code, outcome=state.value, served_minutes=max(served, 0), at=now
    )
    outbox.publish(event=told, now=now, actor=actor or ANONYMOUS)
