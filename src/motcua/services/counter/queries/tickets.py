"""Tickets: one with its place in the queue, the officer's view, the public screen, the figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from django.db.models import Avg, Count, ExpressionWrapper, F, Q, fields

from motcua.kernel.actors import Actor
from motcua.kernel.clock import local_date
from motcua.kernel.errors import NamedError
from motcua.kernel.policy import require
from motcua.services.counter import policies
from motcua.services.counter.contracts import Board, Called, Group, Priority, Queue, Statistics, Ticket, TicketState, TicketUnknown, Waiting
from motcua.services.counter.models import ServiceGroup, TicketRow
from motcua.services.counter.queries import units
from motcua.services.counter.rules import queueing

_MEASURED = 50
_DESK_ALIVE = timedelta(minutes=45)
_SCREEN = 6


def ticket(*, code: str, now: datetime) -> Ticket:
    """One ticket by the code on its slip, with who is ahead and how long it takes. ``TicketUnknown``."""
    row = TicketRow.objects.select_related("group", "appointment").filter(code=code.upper()).first()
    if row is None:
        raise TicketUnknown
    return with_place(row, now=now)


def with_place(row: TicketRow, *, now: datetime) -> Ticket:
    """The contract of a row, with its place in the queue if it waits today."""
    if row.state != TicketState.WAITING or row.day != local_date(now):
        return contract(row)
    ordered = in_order(unit_code=row.unit_code, day=row.day, groups=[row.group.code])
    ahead = next((n for n, w in enumerate(ordered) if w.ticket_id == row.pk), 0)
    minutes = minutes_of(group_id=row.group_id, expected=row.group.minutes)
    desks = open_desks(unit_code=row.unit_code, now=now)
    return contract(row, ahead=ahead, wait_minutes=queueing.wait_minutes(ahead=ahead, minutes=minutes, desks=desks))


def contract(row: TicketRow, *, ahead: int | None = None, wait_minutes: int | None = None) -> Ticket:
    """The row as it crosses the door."""
    try:
        name = units.unit_name(unit_code=row.unit_code, on=row.day)
    except NamedError:
        name = row.unit_code
    return Ticket(
        uuid=row.uuid, code=row.code, unit_code=row.unit_code, unit_name=name, group=units.group_of(row.group), label=row.label,
        day=row.day, priority=Priority(row.priority), state=TicketState(row.state), taken_at=row.taken_at, called_at=row.called_at,
        done_at=row.done_at, desk=row.desk, calls=row.calls, appointment_code=row.appointment.code if row.appointment else "",
        ahead=ahead, wait_minutes=wait_minutes,
    )  # fmt: skip


def in_order(*, unit_code: str, day: date, groups: Sequence[str] = ()) -> list[Waiting]:
    """Who waits in the order in which they would be called."""
    rows = TicketRow.objects.filter(unit_code=unit_code, day=day, state="waiting")
    rows = rows.filter(group__code__in=groups) if groups else rows
    waiting = [Waiting(ticket_id=pk, rank=rank, queued_at=at) for pk, rank, at in rows.values_list("pk", "rank", "queued_at")]
    return queueing.order(waiting=waiting, last_ranks=last_ranks(unit_code=unit_code, day=day, groups=groups))


def last_ranks(*, unit_code: str, day: date, groups: Sequence[str] = ()) -> list[int]:
    """Ranks of the last calls, latest first."""
    called = TicketRow.objects.filter(unit_code=unit_code, day=day, called_at__isnull=False)
    called = called.filter(group__code__in=groups) if groups else called
    return list(called.order_by("-called_at", "-pk").values_list("rank", flat=True)[: queueing.IN_A_ROW])


def minutes_of(*, group_id: int, expected: int) -> int:
    """Minutes of one service of a group, measured over the last fifty."""
    done_ones = TicketRow.objects.filter(group_id=group_id, state="done", called_at__isnull=False, done_at__isnull=False)
    last = done_ones.order_by("-done_at").values_list("called_at", "done_at")[:_MEASURED]
    measured = [max(round((done - called).total_seconds() / 60), 0) for called, done in last if called and done]
    return queueing.service_minutes(measured=measured, expected=expected)


def open_desks(*, unit_code: str, now: datetime) -> int:
    """Desks that called or finished somebody lately; at least one."""
    rows = TicketRow.objects.filter(unit_code=unit_code, day=local_date(now), called_at__gte=now - _DESK_ALIVE)
    return max(rows.values("officer_id").distinct().count(), 1)


def queue(*, unit_code: str, actor: Actor, now: datetime, groups: Sequence[str] = ()) -> Queue:
    """The officer's view of the day: the ticket at this desk, who waits in order, who was skipped. ``Forbidden``."""
    require(policies.can_see(actor=actor, unit_code=unit_code))
    day = local_date(now)
    rows = TicketRow.objects.select_related("group", "appointment").filter(unit_code=unit_code, day=day)
    current = rows.filter(state="called", officer_id=actor.subject_id).first()
    ordered = in_order(unit_code=unit_code, day=day, groups=groups)
    held = {row.pk: row for row in rows.filter(state="waiting")}
    counts: Mapping[str, int] = rows.aggregate(**{s.value: Count("pk", filter=Q(state=s.value)) for s in TicketState})
    return Queue(
        current=contract(current) if current else None, waiting=tuple(contract(held[w.ticket_id]) for w in ordered if w.ticket_id in held),
        skipped=tuple(contract(row) for row in rows.filter(state="skipped").order_by("-done_at")[:20]), counts=counts,
    )  # fmt: skip


def board(*, unit_code: str, now: datetime) -> Board:
    """The public screen: who is called where, how many wait in each group and how long. ``UnitUnknown``."""
    day = local_date(now)
    name = units.unit_name(unit_code=unit_code, on=day)
    rows = TicketRow.objects.filter(unit_code=unit_code, day=day)
    called = rows.filter(state="called").order_by("-called_at", "-pk")[:_SCREEN]
    counts = dict(rows.filter(state="waiting").values_list("group__code").annotate(n=Count("pk")))
    ids = dict(rows.values_list("group__code", "group_id").distinct())
    desks = open_desks(unit_code=unit_code, now=now)
    waiting: list[tuple[Group, int, int]] = []
    for group in units.groups(unit_code=unit_code):
        count = counts.get(group.code, 0)
        minutes = minutes_of(group_id=ids[group.code], expected=group.minutes) if group.code in ids else group.minutes
        waiting.append((group, count, queueing.wait_minutes(ahead=count, minutes=minutes, desks=desks)))
    return Board(
        unit_name=name, called=tuple(Called(label=r.label, desk=r.desk, called_at=r.called_at) for r in called if r.called_at),
        waiting=tuple(waiting), online_only=units.is_online_only(unit_code=unit_code, on=day),
        open_now=units.is_open(unit_code=unit_code, now=now),
    )  # fmt: skip


def statistics(*, unit_code: str, first: date, last: date, actor: Actor) -> tuple[Statistics, ...]:
    """Per day and group from ``first`` to ``last``: taken, served, skipped, average minutes. ``Forbidden``."""
    require(policies.can_see(actor=actor, unit_code=unit_code))
    span = fields.DurationField()
    waited, served = ExpressionWrapper(F("called_at") - F("taken_at"), span), ExpressionWrapper(F("done_at") - F("called_at"), span)
    rows = TicketRow.objects.filter(unit_code=unit_code, day__gte=first, day__lte=last).values("day", "group_id").annotate(
        taken=Count("pk"), done=Count("pk", filter=Q(state="done")), skipped=Count("pk", filter=Q(state="skipped")),
        waited=Avg(waited, filter=Q(called_at__isnull=False)), served=Avg(served, filter=Q(state="done")),
    )  # fmt: skip
    known = {row.pk: row for row in _groups(unit_code)}
    return tuple(
        Statistics(
            on=r["day"], group=units.group_of(known[r["group_id"]]), taken=r["taken"], served=r["done"], skipped=r["skipped"],
            wait_minutes=_minutes(r["waited"]), service_minutes=_minutes(r["served"]),
        )
        for r in rows.order_by("-day", "group__position", "group__letter")
    )  # fmt: skip


def _groups(unit_code: str) -> Sequence[ServiceGroup]:
    return list(ServiceGroup.objects.filter(unit_code=unit_code))


def _minutes(span: timedelta | None) -> int | None:
    return None if span is None else round(span.total_seconds() / 60)
