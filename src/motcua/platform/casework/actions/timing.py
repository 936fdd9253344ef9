"""The clock by hand and by itself: pauses of law, extension with an apology, warnings, and a calendar that changed."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from motcua.foundation.registers import api as registers
from motcua.kernel.actors import SYSTEM, Actor
from motcua.kernel.clock import local_date
from motcua.kernel.errors import Invalid
from motcua.kernel.periods import midnight
from motcua.kernel.working_time import add_working_days
from motcua.kit.apart import apart
from motcua.platform.casework.actions import core, rows, sheets
from motcua.platform.casework.actions.core import Held, beside, publish, record, written_reason
from motcua.platform.casework.contracts import (
    Change,
    EventKind,
    ExtensionRefused,
    PauseNotLawful,
    PauseReason,
    Recomputed,
    Resume,
    SideVerb,
)
from motcua.platform.casework.events import DossierExtended, DossierPaused, DossierResumed, DueRecomputed, DueWarned
from motcua.platform.casework.models import Dossier
from motcua.platform.casework.models import Pause as PauseRow
from motcua.platform.casework.models import Sheet as SheetRow
from motcua.platform.casework.queries import loading
from motcua.platform.casework.rules import clock

log = logging.getLogger(__name__)

_MOST_DAYS = 365


def resuming(held: Held, *, reset: bool = False) -> tuple[dict[str, Any], int]:
    """What the end of the open pause tells, and the paused working minutes; ``reset`` where the definition begins the limit anew."""
    anew = reset and held.definition.resume is Resume.RESET
    return clock.resumed(limit=loading.limit_of(held.row), state=held.state, at=held.now, calendar=held.calendar, reset=anew)


def pause(*, code: str, reason: PauseReason, note: str, actor: Actor, now: datetime, idempotency_key: str = "") -> Change:
    """Let the clock stand still for a reason of law while the office keeps the dossier; ``note`` says what happened.

    The reasons and their citations are the register's ``casework.pause_reasons``. ``PauseNotLawful``, ``ReasonMissing``.
    """
    why = PauseReason(reason)

    def act(held: Held) -> None:
        lawful: Mapping[str, str] = registers.rule(code="casework.pause_reasons", on=local_date(now)).value
        if why.value not in lawful:
            raise PauseNotLawful(fields={"reason": (PauseNotLawful.vi, PauseNotLawful.en)})
        text, basis = written_reason(note), str(lawful[why.value])[:300]
        details = {"reason": why.value, "basis": basis}
        record(held, kind=EventKind.PAUSED, to_status=held.state.status, details=details, note=text)
        PauseRow.objects.create(dossier=held.row, reason=why.value, basis=basis, from_at=now)
        publish(held, DossierPaused, reason=why.value, basis=basis)

    body = {"reason": why.value, "note": note}
    return beside(verb=SideVerb.PAUSE, code=code, actor=actor, now=now, key=idempotency_key, body=body, act=act)


def resume(*, code: str, actor: Actor, now: datetime, note: str = "", idempotency_key: str = "") -> Change:
    """Let a clock that was stopped by ``pause`` go on: the due date has moved by exactly the working time of the pause."""

    def act(held: Held) -> None:
        open_pause = held.row.pauses.get(to_at=None)
        told, minutes = resuming(held)
        details = {**told, "step": held.state.step, "reason": open_pause.reason}
        record(held, kind=EventKind.RESUMED, to_status=held.state.status, details=details, note=note)
        held.row.pauses.filter(to_at=None).update(to_at=now, paused_minutes=minutes)
        due_at = held.state.due_at
        assert due_at is not None
        publish(held, DossierResumed, reason=open_pause.reason, paused_minutes=minutes, due_at=due_at)

    return beside(verb=SideVerb.RESUME, code=code, actor=actor, now=now, key=idempotency_key, body={"note": note}, act=act)


def extend_due(*, code: str, days: int, reason: str, actor: Actor, now: datetime, idempotency_key: str = "") -> Change:
    """Move the appointment by ``days`` of the limit's unit (working days for a limit in hours) with an apology (Mẫu 04).

    As often as the rule ``casework.extension_limit`` lets; also after the due date, if the new one is still to come.
    ``ExtensionRefused``, ``ReasonMissing``, ``Invalid`` for a wrong number of days.
    """
    if not 1 <= days <= _MOST_DAYS:
        raise Invalid(fields={"days": (f"Ghi từ 1 đến {_MOST_DAYS} ngày.", f"Write 1 to {_MOST_DAYS} days.")})

    def act(held: Held) -> None:
        why, before = written_reason(reason), held.state.due_at
        assert before is not None
        most = int(registers.rule(code="casework.extension_limit", on=local_date(now)).value)
        if held.state.extensions >= most:
            vi, en = f"đã gia hạn {most} lần, hết số lần cho phép.", f"it was extended {most} time(s), as often as the rule lets."
            raise ExtensionRefused(dossier_code=held.row.code, reason_vi=vi, reason_en=en)
        told = longer(held, days=days)
        if datetime.fromisoformat(told["due_at"]) <= now:
            vi, en = "ngày hẹn mới phải sau thời điểm hiện tại.", "the new appointment must lie ahead."
            raise ExtensionRefused(dossier_code=held.row.code, reason_vi=vi, reason_en=en)
        details = {**told, "days": days, "due_before": before.isoformat(), "late": not clock.on_time(done_at=now, due_at=before)}
        event = record(held, kind=EventKind.EXTENDED, to_status=held.state.status, details=details, note=why)
        _apologise(held, event_seq=event.seq, reason=why, due_before=before)
        publish(held, DossierExtended, due_before=before, due_at=_due(held), days=days, number=held.state.extensions)

    return beside(
        verb=SideVerb.EXTEND_DUE, code=code, actor=actor, now=now, key=idempotency_key, body={"days": days, "reason": reason}, act=act
    )


def warn_due(*, now: datetime, most: int = 500) -> int:
    """Tell of every dossier of which 50, 80 or 100 % of the time is used; each percentage once for a due date. Returns how many.

    Of several that passed unseen only the highest is told. Two workers at once tell each once: the row's lock decides.
    """
    due = Dossier.objects.filter(warn_at__lte=now).order_by("warn_at").values_list("id", flat=True)[:most]
    told = 0
    for pk in list(due):
        with apart(log, "warning of a due date", pk):
            told += _warn(pk, now=now)
    return told


@transaction.atomic
def _warn(pk: int, *, now: datetime) -> bool:
    held = _own(pk, now=now)
    if held is None or held.state.warn_at is None or held.state.warn_at > now:
        return False
    percent = clock.passed_percent([m.isoformat() for m in held.state.marks], at=now)
    record(held, kind=EventKind.DUE_WARNED, to_status=held.state.status, details={"percent": percent})
    publish(
        held, DueWarned, handler_code=held.row.handler_code, step=held.state.step, assigned_to=held.state.assigned_to, percent=percent,
        due_at=_due(held),
    )
    return True


def recompute_due(*, days: Iterable[date] = (), from_on: date | None = None, now: datetime) -> Recomputed:
    """Compute the due dates of running dossiers anew after working days changed (``days``, or everything from ``from_on`` on).

    Only dossiers whose time holds a changed day are looked at; paused ones are computed when they go on, finished ones never, due dates
    that were brought along never. Again with the same calendar it changes nothing.
    """
    changed = sorted(days)
    first = changed[0] if changed else from_on
    if first is None:
        return Recomputed(seen=0, moved=0)
    found = _touched(first, changed[-1] if changed else None)
    seen = moved = 0
    for pk in found.order_by("id").values_list("id", flat=True).iterator(chunk_size=2000):
        seen, moved = seen + 1, moved + _recompute(pk, now=now)
    return Recomputed(seen=seen, moved=moved)


def _touched(first: date, last: date | None) -> QuerySet[Dossier]:
    found = Dossier.objects.filter(due_at__gte=midnight(first), paused=False, resolved_at=None, ended_at=None)
    return found if last is None else found.filter(received_at__lt=midnight(last + timedelta(days=1)))


@transaction.atomic
def _recompute(pk: int, *, now: datetime) -> bool:
    held = _own(pk, now=now)
    if held is None or not held.state.running or held.state.given_due:
        return False
    ran = clock.running(limit=loading.limit_of(held.row), state=held.state, calendar=held.calendar)
    told, before = clock.timed(ran, at=now), held.state.due_at
    if before is None or datetime.fromisoformat(told["due_at"]) == before:
        return False
    step_due_at = step_due_anew(held)
    details = {
        **told, "due_before": before.isoformat(), "warned": clock.passed_percent(told["marks"], at=now),
        "step_due_at": step_due_at.isoformat() if step_due_at else None,
    }
    record(held, kind=EventKind.DUE_RECOMPUTED, to_status=held.state.status, details=details)
    publish(held, DueRecomputed, due_before=before, due_at=_due(held))
    return True


def step_due_anew(held: Held) -> datetime | None:
    """When the step is due under the calendar that holds now; as it was where the step has no clock of its own."""
    s, limit = held.state, held.definition.step(held.state.step).clock
    if s.step_entered_at is None or limit is None:
        return s.step_due_at
    since = tuple(p for p in s.pauses if p.until_at is not None and p.until_at > s.step_entered_at)
    return clock.clock(limit=limit, received_at=s.step_entered_at, pauses=since, calendar=held.calendar).due_at(now=held.now)


def longer(held: Held, *, days: int) -> dict[str, Any]:
    """The clock with ``days`` more. A due date that was brought along moves by working days."""
    limit = clock.extended(loading.limit_of(held.row), days)
    words = f"{limit.amount} {limit.unit.value}"
    if held.state.given_due:
        return {"due_at": add_working_days(_due(held), days, calendar=held.calendar).isoformat(), "limit": words}
    told = clock.timed(clock.running(limit=limit, state=held.state, calendar=held.calendar), at=held.now)
    return {**told, "limit": words, "warned": clock.passed_percent(told["marks"], at=held.now)}


def _apologise(held: Held, *, event_seq: int, reason: str, due_before: datetime) -> None:
    try:
        sheets.make(held, form=SheetRow.APOLOGY, event_seq=event_seq, reason=reason, deadline_at=due_before)
    except KeyError:
        return  # a city without a template for Mẫu 04 writes its apology by hand; the new date stands all the same


def _own(pk: int, *, now: datetime) -> Held | None:
    found = rows.lock(value=pk, key="id")
    return None if found is None else core.holding(found, actor=SYSTEM, now=now)


def _due(held: Held) -> datetime:
    assert held.state.due_at is not None
    return held.state.due_at
