"""Papers asked for and supplied: the clock stops, and goes on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from motcua.foundation.registers import api as registers
from motcua.kernel.actors import Actor
from motcua.kernel.clock import local, local_date
from motcua.kernel.text import squeeze
from motcua.platform.casework.actions import opinions, routing, sheets, timing
from motcua.platform.casework.actions.core import Held, perform, publish, record, written_reason
from motcua.platform.casework.actions.papers import attach
from motcua.platform.casework.contracts import (
    Change,
    DeadlineWrong,
    EventKind,
    ItemsMissing,
    PaperGiven,
    PapersMissing,
    PauseReason,
    StepAction,
    SupplementLate,
    Verb,
)
from motcua.platform.casework.events import DossierSupplemented, SupplementExtended, SupplementRequested
from motcua.platform.casework.models import Pause, SupplementRequest
from motcua.platform.casework.models import Sheet as SheetRow
from motcua.platform.casework.rules import clock

_MOST_ITEMS = 20


def request_supplement(
    *, code: str, items: Sequence[str], reason: str, actor: Actor, now: datetime, deadline_days: int | None = None,
    idempotency_key: str = "",
) -> Change:
    """Ask for papers (→ 5): the clock stops, the request (Mẫu 02) is made, the deadline is ``deadline_days`` working days.

    ``ItemsMissing``, ``ReasonMissing``, ``DeadlineWrong``.
    """
    asked = [squeeze(item)[:500] for item in items if squeeze(item)][:_MOST_ITEMS]

    def act(held: Held, way: StepAction) -> None:
        if not asked:
            raise ItemsMissing
        why = written_reason(reason)
        deadline_at = deadline(held, deadline_days)
        details = {"deadline_at": deadline_at.isoformat(), "items": len(asked), "step": way.to_step}
        event = record(held, kind=EventKind.SUPPLEMENT_REQUESTED, to_status=way.status, details=details, note=why)
        Pause.objects.create(dossier=held.row, reason=PauseReason.SUPPLEMENT, from_at=now)
        kept: Any = asked  # an encrypted JSON column: the stubs take it for text
        SupplementRequest.objects.create(dossier=held.row, items=kept, reason=why, asked_at=now, deadline_at=deadline_at)
        sheets.make(held, form=SheetRow.SUPPLEMENT, event_seq=event.seq, reason=why, items=asked, deadline_at=deadline_at)
        publish(held, SupplementRequested, deadline_at=deadline_at)

    body = {"items": asked, "reason": reason, "days": deadline_days}
    return perform(verb=Verb.REQUEST_SUPPLEMENT, code=code, actor=actor, now=now, key=idempotency_key, body=body, act=act)


def extend_supplement(*, code: str, deadline_days: int | None = None, actor: Actor, now: datetime, idempotency_key: str = "") -> Change:
    """Give the citizen ``deadline_days`` more working days from now; also after the deadline has passed."""

    def act(held: Held, way: StepAction) -> None:
        deadline_at = deadline(held, deadline_days)
        held.row.supplements.filter(closed_at=None).update(deadline_at=deadline_at)
        details = {"deadline_at": deadline_at.isoformat()}
        record(held, kind=EventKind.SUPPLEMENT_EXTENDED, to_status=way.status, details=details)
        publish(held, SupplementExtended, deadline_at=deadline_at)

    body = {"days": deadline_days}
    return perform(verb=Verb.EXTEND_SUPPLEMENT, code=code, actor=actor, now=now, key=idempotency_key, body=body, act=act)


def supply(
    *, code: str, papers: Sequence[PaperGiven], actor: Actor, now: datetime, note: str = "", idempotency_key: str = ""
) -> Change:
    """Supply the papers: the clock goes on, the due date has moved by exactly the working time of the pause.

    ``PapersMissing`` without any paper, ``PaperUnknown`` for one that nobody asked for, ``SupplementLate`` after the deadline.
    """

    def act(held: Held, way: StepAction) -> None:
        before = held.state.step
        request = held.row.supplements.select_for_update().get(closed_at=None)
        if clock.supplement_is_late(now=now, deadline_at=request.deadline_at):
            raise SupplementLate(deadline=f"{local(request.deadline_at):%d/%m/%Y}")
        if not papers:
            raise PapersMissing(fields={"papers": (PapersMissing.vi, PapersMissing.en)})
        told, minutes = timing.resuming(held, reset=True)
        details = {**told, **routing.entering(held, step=way.to_step, status=way.status), "papers": len(papers)}
        event = record(held, kind=EventKind.SUPPLEMENTED, to_status=way.status, details=details, note=squeeze(note))
        attach(held, papers=papers, event_seq=event.seq, asked=request.items)
        SupplementRequest.objects.filter(pk=request.pk).update(answered_at=now, closed_at=now, note=squeeze(note))
        held.row.pauses.filter(to_at=None).update(to_at=now, paused_minutes=minutes)
        publish(held, DossierSupplemented, paused_minutes=minutes, due_at=held.state.due_at)
        opinions.arrive(held, before=before)

    body = {"papers": [[p.requirement, str(p.file_id)] for p in papers], "note": note}
    return perform(verb=Verb.SUPPLY, code=code, actor=actor, now=now, key=idempotency_key, body=body, act=act)


def deadline(held: Held, days: int | None) -> datetime:
    """``days`` working days from now; None takes the register's default. ``DeadlineWrong`` beyond what the procedure allows."""
    if days is None:
        days = int(registers.rule(code="casework.supplement_days", on=local_date(held.now)).value)
    most = held.definition.supplement_days
    if not 1 <= days <= most:
        raise DeadlineWrong(most=most)
    return clock.supplement_deadline(at=held.now, days=days, calendar=held.calendar)
