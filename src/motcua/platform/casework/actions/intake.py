"""Intake at the one-stop desk: take in or refuse."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from uuid import UUID

from motcua.foundation.registers import api as registers
from motcua.kernel.actors import Actor
from motcua.kernel.clock import local_date
from motcua.kernel.errors import NamedError
from motcua.kernel.working_time import Limit
from motcua.platform.casework.actions import opinions, routing, sheets
from motcua.platform.casework.actions.core import Held, perform, publish, record, written_reason
from motcua.platform.casework.contracts import Change, EventKind, FeeNotPaid, StepAction, Verb
from motcua.platform.casework.events import DossierReceived, DossierRefused
from motcua.platform.casework.models import Sheet as SheetRow
from motcua.platform.casework.rules import clock


def receive(*, code: str, actor: Actor, now: datetime, idempotency_key: str = "", assigned_to: UUID | None = None) -> Change:
    """Take a dossier in (1 → 2): the clock starts, the due date is fixed, the receipt (Mẫu 01) is made. ``FeeNotPaid``."""

    def act(held: Held, way: StepAction) -> None:
        if held.state.waiting_for_fee:
            raise FeeNotPaid(dossier_code=held.row.code, amount=f"{held.row.fee_amount:,}".replace(",", "."))
        limit, before = limit_of(held), held.state.step
        running = clock.clock(limit=limit, received_at=now, pauses=(), calendar=held.calendar)
        details = {
            **clock.timed(running, at=now), **routing.entering(held, step=way.to_step, status=way.status), "given_due": False,
            "limit": f"{limit.amount} {limit.unit.value}", "assigned_to": str(assigned_to) if assigned_to else None,
        }
        event = record(held, kind=EventKind.RECEIVED, to_status=way.status, details=details)
        sheets.make(held, form=SheetRow.RECEIPT, event_seq=event.seq)
        due_at = held.state.due_at
        assert due_at is not None
        publish(held, DossierReceived, received_at=now, due_at=due_at)
        opinions.arrive(held, before=before)

    return perform(verb=Verb.RECEIVE, code=code, actor=actor, now=now, key=idempotency_key, body={"assigned_to": assigned_to}, act=act)


def refuse(
    *, code: str, reason: str, actor: Actor, now: datetime, idempotency_key: str = "", reason_code: str = "other"
) -> Change:
    """Refuse a dossier at intake (→ 3) with a written reason: the refusal sheet (Mẫu 03) is made. ``ReasonMissing``."""

    def act(held: Held, way: StepAction) -> None:
        why = written_reason(reason)
        event = record(
            held, kind=EventKind.REFUSED, to_status=way.status, details={"step": way.to_step, "reason_code": reason_code}, note=why
        )
        held.row.supplements.filter(closed_at=None).update(closed_at=now)
        held.row.pauses.filter(to_at=None).update(to_at=now)
        sheets.make(held, form=SheetRow.REFUSAL, event_seq=event.seq, reason=why)
        publish(held, DossierRefused, reason_code=reason_code)

    body = {"reason": reason, "reason_code": reason_code}
    return perform(verb=Verb.REFUSE, code=code, actor=actor, now=now, key=idempotency_key, body=body, act=act)


def receive_many(
    *, codes: Sequence[str], actor: Actor, now: datetime, idempotency_key: str = ""
) -> tuple[tuple[Change, ...], tuple[tuple[str, NamedError], ...]]:
    """Take in several dossiers, each in its own transaction: what fails is named, the rest is done."""
    done: list[Change] = []
    failed: list[tuple[str, NamedError]] = []
    for code in dict.fromkeys(codes):
        try:
            key = f"{idempotency_key}:{code}" if idempotency_key else ""
            done.append(receive(code=code, actor=actor, now=now, idempotency_key=key))
        except NamedError as error:
            failed.append((code, error))
    return tuple(done), tuple(failed)


def limit_of(held: Held) -> Limit:
    """The limit that begins to run when the held dossier is taken in now."""
    definition, at = held.definition, held.now
    return clock.limit_at(
        limit=definition.clock, same_day=definition.same_day, cutoff=same_day_cutoff(at), start_at=at, calendar=held.calendar
    )


def same_day_cutoff(now: datetime) -> time:
    """Local time after which a same-day procedure is due the next working day (register ``casework.same_day_cutoff``)."""
    return time.fromisoformat(registers.rule(code="casework.same_day_cutoff", on=local_date(now)).value)
