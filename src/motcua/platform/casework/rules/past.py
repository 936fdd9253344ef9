"""A dossier of the past as facts: what the bulk import and the simulator hand in becomes the same history that actions write."""

from __future__ import annotations

import itertools
from datetime import datetime
from typing import Any

from motcua.kernel.working_time import Limit, Pause, WorkCalendar
from motcua.platform.casework.contracts import Definition, DossierStatus, EventKind, HistoryOutOfOrder, HistoryRecord, Verb
from motcua.platform.casework.rules import clock
from motcua.platform.casework.rules.state import Fact, State, apply, begin

SYSTEM_REF = "system"


def check_order(record: HistoryRecord) -> None:
    """The instants of a record must follow each other. ``HistoryOutOfOrder``."""
    chain: list[datetime] = [record.submitted_at]
    chain += [at for at in (record.received_at, *(at for pause in record.pauses for at in pause if at)) if at]
    chain += [at for at in (record.refused_at, record.resolved_at, record.withdrawn_at, record.handed_back_at) if at]
    ends = sum(at is not None for at in (record.refused_at, record.resolved_at, record.withdrawn_at))
    early = record.received_at is None and (record.resolved_at or record.handed_back_at or record.pauses)
    returned = record.handed_back_at is not None and record.resolved_at is None
    open_before = any(until is None for _, until in record.pauses[:-1]) or bool(
        record.pauses and record.pauses[-1][1] is None and record.resolved_at
    )
    if any(a > b for a, b in itertools.pairwise(chain)) or ends > 1 or early or returned or open_before:
        raise HistoryOutOfOrder(key=record.key)


def facts_of(
    record: HistoryRecord, *, definition: Definition, limit: Limit, calendar: WorkCalendar
) -> tuple[tuple[Fact, State], ...]:
    """The facts of a record with the state after each, as the actions would have written them."""
    told: list[tuple[Fact, State]] = []

    def tell(kind: EventKind, at: datetime, status: DossierStatus, **details: Any) -> None:
        fact = Fact(kind=kind, at=at, actor_ref=SYSTEM_REF, to_status=status, details=details)
        told.append((fact, apply(told[-1][1], fact) if told else begin(fact)))

    waiting = bool(record.fee_amount)
    first = definition.first_step.key
    tell(
        EventKind.SUBMITTED, record.submitted_at, DossierStatus.SUBMITTED, step=first, channel=int(record.channel),
        waiting_for_fee=waiting, fee=record.fee_amount, history=record.key,
    )
    if waiting and (record.fee_paid_at or record.received_at):
        tell(EventKind.FEE_PAID, record.fee_paid_at or record.submitted_at, DossierStatus.SUBMITTED, amount=record.fee_amount)
    if record.refused_at is not None:
        tell(EventKind.REFUSED, record.refused_at, DossierStatus.REFUSED, step=_after(definition, Verb.REFUSE), reason_code="other")
    if record.received_at is not None:
        _process(record, tell=tell, told=told, definition=definition, limit=limit, calendar=calendar)
    if record.withdrawn_at is not None:
        tell(EventKind.WITHDRAWN, record.withdrawn_at, DossierStatus.WITHDRAWN, step=_after(definition, Verb.WITHDRAW))
    return tuple(told)


def _process(
    record: HistoryRecord, *, tell: Any, told: list[tuple[Fact, State]], definition: Definition, limit: Limit, calendar: WorkCalendar
) -> None:
    assert record.received_at is not None
    base = record.due_at or clock.clock(limit=limit, received_at=record.received_at, pauses=(), calendar=calendar).base_due_at()
    tell(
        EventKind.RECEIVED, record.received_at, DossierStatus.RECEIVED, step=_after(definition, Verb.RECEIVE), due_at=base.isoformat(),
        limit=f"{limit.amount} {limit.unit.value}", assigned_to=None,
        given_due=record.due_at is not None, **_warnings(record, limit=limit, calendar=calendar),
    )
    work = _after(definition, Verb.FORWARD)
    if record.pauses or record.resolved_at:
        tell(EventKind.MOVED, record.received_at, DossierStatus.PROCESSING, step=work, assigned_to=None, proposed="")
    for asked_at, supplied_at in record.pauses:
        deadline = clock.supplement_deadline(at=asked_at, days=definition.supplement_days, calendar=calendar)
        tell(EventKind.SUPPLEMENT_REQUESTED, asked_at, DossierStatus.SUPPLEMENT, step=work, items=1, deadline_at=deadline.isoformat())
        if supplied_at is not None:
            due_at, minutes = _resumed(record, told[-1][1], limit=limit, at=supplied_at, calendar=calendar)
            tell(
                EventKind.SUPPLEMENTED, supplied_at, DossierStatus.PROCESSING, step=work, due_at=due_at.isoformat(), paused_minutes=minutes,
                papers=1,
            )
    if record.resolved_at is not None:
        due_at = told[-1][1].due_at or base
        on_time = clock.on_time(done_at=record.resolved_at, due_at=due_at)
        gross, net = clock.minutes_taken(state=told[-1][1], done_at=record.resolved_at, calendar=calendar)
        tell(
            EventKind.RESOLVED, record.resolved_at, DossierStatus.RESOLVED, step=_after(definition, Verb.SIGN_RESULT),
            outcome=record.outcome.value, on_time=on_time, file_id=None, gross_minutes=gross, net_minutes=net,
        )
    if record.handed_back_at is not None:
        tell(EventKind.HANDED_BACK, record.handed_back_at, DossierStatus.HANDED_BACK, step=_after(definition, Verb.HAND_BACK))


def _warnings(record: HistoryRecord, *, limit: Limit, calendar: WorkCalendar) -> dict[str, Any]:
    """The instants of the warnings for a dossier that still runs on its own clock; the finished past warns nobody."""
    if record.resolved_at or record.withdrawn_at or record.due_at or record.pauses or record.received_at is None:
        return {}
    running = clock.clock(limit=limit, received_at=record.received_at, pauses=(), calendar=calendar)
    return {"marks": clock.timed(running, at=record.received_at)["marks"]}


def _resumed(record: HistoryRecord, state: State, *, limit: Limit, at: datetime, calendar: WorkCalendar) -> tuple[datetime, int]:
    """As ``clock.resumed_due``, but on from a due date that the record itself gives."""
    due_at, minutes = clock.resumed_due(limit=limit, state=state, at=at, calendar=calendar)
    if record.due_at is not None and state.due_at is not None:
        opened = next(p for p in reversed(state.pauses) if p.until_at is None)
        due_at = clock.moved(due_at=state.due_at, pause=Pause(opened.from_at, at), calendar=calendar)
    assert due_at is not None
    return due_at, minutes


def _after(definition: Definition, verb: Verb) -> str:
    """The step that a verb leads to, wherever the definition offers it first."""
    return next(a.to_step for s in definition.steps for a in s.actions if a.verb is verb)
