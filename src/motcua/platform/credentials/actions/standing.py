"""What becomes of credentials when what they are about does: revoked, suspended, valid again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from motcua.foundation.audit import api as audit
from motcua.foundation.outbox import api as outbox
from motcua.kernel.actors import SYSTEM, Actor
from motcua.platform.credentials import rules
from motcua.platform.credentials.contracts import State
from motcua.platform.credentials.events import CredentialStateChanged
from motcua.platform.credentials.models import CredentialRow, StatusListRow

_LONGEST_REASON = 300


def revoke(*, source_ref: str, reason: str, now: datetime, actor: Actor = SYSTEM) -> int:
    """Revoke every credential that came from ``source_ref``, for ever; how many were. Nothing happens to revoked ones."""
    return _set(source_ref, State.REVOKED, reason, actor, now)


def suspend(*, source_ref: str, reason: str, now: datetime, actor: Actor = SYSTEM) -> int:
    """Suspend what came from ``source_ref`` until ``reinstate``; how many were."""
    return _set(source_ref, State.SUSPENDED, reason, actor, now)


def reinstate(*, source_ref: str, reason: str, now: datetime, actor: Actor = SYSTEM) -> int:
    """Lift a suspension; how many are valid again. What was revoked stays revoked."""
    return _set(source_ref, State.VALID, reason, actor, now)


def _set(source_ref: str, state: State, reason: str, actor: Actor, now: datetime) -> int:
    with transaction.atomic():
        rows = CredentialRow.objects.select_for_update().filter(source_ref=source_ref).order_by("id")
        changed = [row for row in rows if rules.may_change(before=State(row.state), after=state)]
        for row in changed:
            row.state, row.state_reason, row.state_at = state, reason[:_LONGEST_REASON], now
            row.save(update_fields=["state", "state_reason", "state_at"])
            ref = f"credentials.credential:{row.uuid}"
            audit.record(action=f"credentials.{state}", object_ref=ref, actor=actor, now=now, ground=source_ref)
            fact = CredentialStateChanged(
                credential_id=row.uuid, subject_id=row.subject_id, state=state, source_ref=source_ref, changed_at=now
            )
            outbox.publish(event=fact, now=now)
        # The kept token goes at once: the next reader gets a list that says so.
        StatusListRow.objects.filter(pk__in={row.status_list_id for row in changed}).update(changed_at=now, token_at=None)
    return len(changed)
