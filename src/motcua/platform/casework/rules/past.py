"""A dossier of the past as facts: what the bulk import and the simulator hand in becomes the same history that actions write."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from motcua.kernel.working_time import Limit, Pause, WorkCalendar
from motcua.platform.casework.contracts import Definition, DossierStatus, EventKind, HistoryOutOfOrder, HistoryRecord, Verb
from motcua.platform.casework.rules import clock
from motcua.platform.casework.rules.process import not_possible
from motcua.platform.casework.rules.state import Fact, State, apply, begin

SYSTEM_REF = "system"


@dataclass(frozen=True, slots=True)
class Way:
    """What a definition says of the way through it, worked out once for all records: each verb's step, where it is offered first."""

    definition: Definition
    first: str
    steps: Mapping[Verb, str]

    def after(self, verb: Verb, *, key: str, status: DossierStatus) -> str:
        """The step that a verb leads to. ``ActionNotPossible`` when the procedure of the record does not know the verb."""
        step = self.steps.get(verb)
        if step is None:
            raise not_possible(verb=verb, status=status, dossier_code=key)
        return step


def way_of(definition: Definition) -> Way:
    """The way through a definition."""
    steps: dict[Verb, str] = {}
    for step in definition.steps:
        for action in step.actions:
            steps.setdefault(action.verb, action.to_step)
    return Way(definition=definition, first=definition.first_step.key, steps=steps)


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


def facts_of(record: HistoryRecord, *, way: Way, limit: Limit, calendar: WorkCalendar) -> tuple[tuple[Fact, State], ...]:
    """The facts of a record with the state after each, as the actions would have written them. ``ActionNotPossible``."""
    told = _Told(record=record, way=way, limit=limit, calendar=calendar, facts=[])
    waiting = bool(record.fee_amount)
    told.tell(
        EventKind.SUBMITTED, record.submitted_at, DossierStatus.SUBMITTED, step=way.first, channel=int(record.channel),
        waiting_for_fee=waiting, fee=record.fee_amount, history=record.key,
    )
    if waiting and (record.fee_paid_at or record.received_at):
        told.tell(EventKind.FEE_PAID, record.fee_paid_at or record.submitted_at, DossierStatus.SUBMITTED, amount=record.fee_amount)
    if record.refused_at is not None:
        told.tell(EventKind.REFUSED, record.refused_at, DossierStatus.REFUSED, step=told.after(Verb.REFUSE), reason_code="other")
    if record.received_at is not None:
        _process(told, received_at=record.received_at)
    if record.withdrawn_at is not None:
        told.tell(EventKind.WITHDRAWN, record.withdrawn_at, DossierStatus.WITHDRAWN, step=told.after(Verb.WITHDRAW))
    return tuple(told.facts)


@dataclass(slots=True)
class _Told:
    """A history that is being written: each fact is folded into the state at once, which refuses what may not follow."""

    record: HistoryRecord
    way: Way
    limit: Limit
    calendar: WorkCalendar
    facts: list[tuple[Fact, State]]

    @property
    def state(self) -> State:
        """What is true so far."""
        return self.facts[-1][1]

    def after(self, verb: Verb) -> str:
        """The step that a verb leads to from here."""
        return self.way.after(verb, key=self.record.key, status=self.state.status)

    def tell(self, kind: EventKind, at: datetime, status: DossierStatus, **details: Any) -> None:
        """Add a fact."""
        fact = Fact(kind=kind, at=at, actor_ref=SYSTEM_REF, to_status=status, details=details)
        self.facts.append((fact, apply(self.facts[-1][1], fact) if self.facts else begin(fact)))


def _process(told: _Told, *, received_at: datetime) -> None:
    record, limit, calendar = told.record, told.limit, told.calendar
    base = record.due_at or clock.clock(limit=limit, received_at=received_at, pauses=(), calendar=calendar).base_due_at()
    told.tell(
        EventKind.RECEIVED, received_at, DossierStatus.RECEIVED, step=told.after(Verb.RECEIVE), due_at=base.isoformat(),
        limit=f"{limit.amount} {limit.unit.value}", assigned_to=None,
        given_due=record.due_at is not None, **_warnings(record, limit=limit, calendar=calendar),
    )
    if record.pauses or record.resolved_at:
        work = told.after(Verb.FORWARD)
        told.tell(EventKind.MOVED, received_at, DossierStatus.PROCESSING, step=work, assigned_to=None, proposed="")
        for asked_at, supplied_at in record.pauses:
            _supplement(told, asked_at, supplied_at, work=work)
    if record.resolved_at is not None:
        on_time = clock.on_time(done_at=record.resolved_at, due_at=told.state.due_at or base)
        gross, net = clock.minutes_taken(state=told.state, done_at=record.resolved_at, calendar=calendar)
        told.tell(
            EventKind.RESOLVED, record.resolved_at, DossierStatus.RESOLVED, step=told.after(Verb.SIGN_RESULT),
            outcome=record.outcome.value, on_time=on_time, file_id=None, gross_minutes=gross, net_minutes=net,
        )
    if record.handed_back_at is not None:
        told.tell(EventKind.HANDED_BACK, record.handed_back_at, DossierStatus.HANDED_BACK, step=told.after(Verb.HAND_BACK))


def _supplement(told: _Told, asked_at: datetime, supplied_at: datetime | None, *, work: str) -> None:
    days = told.way.definition.supplement_days
    deadline = clock.supplement_deadline(at=asked_at, days=days, calendar=told.calendar)
    told.tell(EventKind.SUPPLEMENT_REQUESTED, asked_at, DossierStatus.SUPPLEMENT, step=work, items=1, deadline_at=deadline.isoformat())
    if supplied_at is not None:
        due_at, minutes = _resumed(told.record, told.state, limit=told.limit, at=supplied_at, calendar=told.calendar)
        told.tell(
            EventKind.SUPPLEMENTED, supplied_at, DossierStatus.PROCESSING, step=work, due_at=due_at.isoformat(), paused_minutes=minutes,
            papers=1,
        )


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
