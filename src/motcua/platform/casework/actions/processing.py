"""Between intake and signature: forward, propose, send back, ask for a payment; and the two early ends, withdraw and stop."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from motcua.kernel.actors import Actor, ActorKind
from motcua.kernel.text import squeeze
from motcua.platform.casework.actions import fees, opinions, routing, sheets
from motcua.platform.casework.actions.core import Held, perform, publish, record, written_reason
from motcua.platform.casework.actions.papers import attach
from motcua.platform.casework.contracts import Change, EventKind, Outcome, PaperGiven, PauseReason, StepAction, Verb
from motcua.platform.casework.events import DossierMoved, DossierStopped, DossierWithdrawn
from motcua.platform.casework.models import Pause
from motcua.platform.casework.models import Sheet as SheetRow


def forward(
    *, code: str, actor: Actor, now: datetime, to_step: str = "", note: str = "", assigned_to: UUID | None = None,
    papers: Sequence[PaperGiven] = (), idempotency_key: str = "",
) -> Change:
    """Pass the dossier on to ``to_step`` (empty: the first that the definition offers), optionally to one officer. ``StepUnknown``.

    The step's unit gets it, its opinions are asked. ``papers`` are working papers: ``tai-lieu``, ``bien-ban-kiem-tra``.
    """

    def act(held: Held, way: StepAction) -> None:
        _move(held, way, note=squeeze(note), assigned_to=assigned_to, papers=papers)

    body = {"to_step": to_step, "note": note, "assigned_to": assigned_to, "papers": _pairs(papers)}
    return perform(verb=Verb.FORWARD, code=code, actor=actor, now=now, key=idempotency_key, body=body, act=act, to_step=to_step)


def propose_result(
    *, code: str, decision: Outcome, actor: Actor, now: datetime, note: str = "", papers: Sequence[PaperGiven] = (),
    idempotency_key: str = "",
) -> Change:
    """Propose granting or denying to the leader. Denying needs grounds: ``ReasonMissing``."""
    outcome = Outcome(decision)

    def act(held: Held, way: StepAction) -> None:
        grounds = written_reason(note) if outcome is Outcome.DENIED else squeeze(note)
        _move(held, way, note=grounds, proposed=outcome.value, papers=papers)

    body = {"decision": decision, "note": note, "papers": _pairs(papers)}
    return perform(verb=Verb.PROPOSE_RESULT, code=code, actor=actor, now=now, key=idempotency_key, body=body, act=act)


def send_back(*, code: str, reason: str, actor: Actor, now: datetime, idempotency_key: str = "") -> Change:
    """Return a proposal to the step before with a reason; the clock goes on. ``ReasonMissing``."""

    def act(held: Held, way: StepAction) -> None:
        _move(held, way, note=written_reason(reason))

    return perform(verb=Verb.SEND_BACK, code=code, actor=actor, now=now, key=idempotency_key, body={"reason": reason}, act=act)


def request_payment(*, code: str, amount: int, reason: str, actor: Actor, now: datetime, idempotency_key: str = "") -> Change:
    """Ask for a financial duty of ``amount`` đồng (→ 6): the clock stops until it is settled. ``Invalid`` for an amount of nothing."""

    def act(held: Held, way: StepAction) -> None:
        why = written_reason(reason)
        payment_id = fees.ask(held, amount=amount, purpose=why)
        details = {"step": way.to_step, "amount": amount}
        held.row.payment_id = payment_id
        record(held, kind=EventKind.PAYMENT_REQUESTED, to_status=way.status, details=details, note=why)
        Pause.objects.create(dossier=held.row, reason=PauseReason.FINANCIAL_DUTY, from_at=now)
        publish(held, DossierMoved, step=way.to_step, status=int(way.status))

    body = {"amount": amount, "reason": reason}
    return perform(verb=Verb.REQUEST_PAYMENT, code=code, actor=actor, now=now, key=idempotency_key, body=body, act=act)


def withdraw(*, code: str, actor: Actor, now: datetime, reason: str = "", idempotency_key: str = "") -> Change:
    """End the dossier at its owner's wish (→ 7); the desk may record a wish voiced at the counter, then with a reason."""

    def act(held: Held, way: StepAction) -> None:
        at_counter = actor.kind is ActorKind.OFFICER
        note = written_reason(reason) if at_counter else squeeze(reason)
        _end(held, way, kind=EventKind.WITHDRAWN, note=note)
        fees.drop_unpaid(held)
        publish(held, DossierWithdrawn)

    return perform(verb=Verb.WITHDRAW, code=code, actor=actor, now=now, key=idempotency_key, body={"reason": reason}, act=act)


def stop(*, code: str, reason: str, actor: Actor, now: datetime, idempotency_key: str = "") -> Change:
    """Stop processing by decision (→ 8) with a reason: the notice (Mẫu 05) is made. ``ReasonMissing``."""

    def act(held: Held, way: StepAction) -> None:
        why = written_reason(reason)
        seq = _end(held, way, kind=EventKind.STOPPED, note=why)
        fees.drop_unpaid(held)
        sheets.make(held, form=SheetRow.STOP, event_seq=seq, reason=why)
        publish(held, DossierStopped)

    return perform(verb=Verb.STOP, code=code, actor=actor, now=now, key=idempotency_key, body={"reason": reason}, act=act)


def _move(
    held: Held, way: StepAction, *, note: str, assigned_to: UUID | None = None, proposed: str = "", papers: Sequence[PaperGiven] = ()
) -> None:
    before = held.state.step
    details = {
        **routing.entering(held, step=way.to_step, status=way.status), "assigned_to": str(assigned_to) if assigned_to else None,
        "proposed": proposed,
    }
    event = record(held, kind=EventKind.MOVED, to_status=way.status, details=details, note=note)
    attach(held, papers=papers, event_seq=event.seq)
    publish(held, DossierMoved, step=way.to_step, status=int(way.status))
    opinions.arrive(held, before=before)


def _end(held: Held, way: StepAction, *, kind: EventKind, note: str) -> int:
    """End early: pauses, requests and questions that are open close with it."""
    event = record(held, kind=kind, to_status=way.status, details={"step": way.to_step}, note=note)
    held.row.pauses.filter(to_at=None).update(to_at=held.now)
    held.row.supplements.filter(closed_at=None).update(closed_at=held.now)
    opinions.recall_open(held)
    return event.seq


def _pairs(papers: Sequence[PaperGiven]) -> list[list[str]]:
    return [[p.requirement, str(p.file_id)] for p in papers]
