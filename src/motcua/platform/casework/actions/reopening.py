"""Back to work after a result: revoked by the leader, or corrected; the void result stays on record."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from motcua.kernel.actors import Actor
from motcua.platform.casework.actions import opinions, routing
from motcua.platform.casework.actions.core import Held, beside, publish, record, written_reason
from motcua.platform.casework.contracts import Change, DossierStatus, EventKind, PauseReason, SideVerb, Step
from motcua.platform.casework.events import DossierCorrected, ResultRevoked
from motcua.platform.casework.models import Pause
from motcua.platform.casework.queries import loading
from motcua.platform.casework.rules import clock
from motcua.platform.casework.rules.process import signing_step, step_before_signature


def revoke_result(*, code: str, reason: str, actor: Actor, now: datetime, idempotency_key: str = "") -> Change:
    """Revoke the issued result (9 or 10 → 4) with a reason: the dossier goes back to the step before signature. ``ReasonMissing``.

    The time between issue and revocation does not count against the office; the old result stays, marked revoked.
    """

    def act(held: Held) -> None:
        before = held.state.step
        file_id = _reopen(held, kind=EventKind.REVOKED, step=step_before_signature(held.definition), reason=reason)
        publish(held, ResultRevoked, result_file_id=file_id, step=held.state.step, person_id=held.row.person_id)
        opinions.arrive(held, before=before)

    body = {"reason": reason}
    return beside(verb=SideVerb.REVOKE_RESULT, code=code, actor=actor, now=now, key=idempotency_key, body=body, act=act)


def correct(*, code: str, reason: str, actor: Actor, now: datetime, idempotency_key: str = "") -> Change:
    """Correct a result that was handed back (10 → 4): it is signed anew with the mistake mended. ``ReasonMissing``."""

    def act(held: Held) -> None:
        _reopen(held, kind=EventKind.CORRECTED, step=signing_step(held.definition), reason=reason)
        publish(held, DossierCorrected, step=held.state.step)

    return beside(verb=SideVerb.CORRECT, code=code, actor=actor, now=now, key=idempotency_key, body={"reason": reason}, act=act)


def _reopen(held: Held, *, kind: EventKind, step: Step, reason: str) -> UUID | None:
    why, issued_at = written_reason(reason), held.state.resolved_at
    assert issued_at is not None
    told, minutes = clock.reopened(limit=loading.limit_of(held.row), state=held.state, at=held.now, calendar=held.calendar)
    result = held.row.results.filter(revoked_at=None).first()
    details = {
        **told, **routing.entering(held, step=step.key, status=DossierStatus.PROCESSING), "paused_minutes": minutes,
        "file_id": str(result.file_id) if result and result.file_id else None,
    }
    event = record(held, kind=kind, to_status=DossierStatus.PROCESSING, details=details, note=why)
    Pause.objects.create(
        dossier=held.row, reason=PauseReason.CORRECTION, from_at=issued_at, to_at=held.now, paused_minutes=minutes
    )
    if result is None:
        return None
    result.revoked_at, result.revoked_seq = held.now, event.seq
    result.save(update_fields=["revoked_at", "revoked_seq"])
    return result.file_id
