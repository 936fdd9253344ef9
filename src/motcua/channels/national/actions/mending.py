"""Officers mend what is parked, replay it, or set it aside with a reason; the message as it came stays as it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from motcua.channels.national import policies
from motcua.channels.national.actions.taking import take_one
from motcua.channels.national.contracts import IntakeView, ItemUnknown, MessageMalformed, NotParked, Problem, ReasonNeeded
from motcua.channels.national.models import Intake
from motcua.channels.national.queries import lists
from motcua.channels.national.rules.codes import mended
from motcua.foundation.audit import api as audit
from motcua.kernel.actors import Actor
from motcua.kernel.policy import require
from motcua.kernel.text import squeeze


def open_intake(*, intake_id: int, actor: Actor, now: datetime) -> IntakeView:
    """One message with the values that need mending, for an operator to read: they may name people, so every opening is on record.

    ``ItemUnknown``, ``Forbidden``.
    """
    with transaction.atomic():
        view = lists.intake(intake_id=intake_id, actor=actor)
        audit.record(
            action="national.intake_opened", object_ref=f"national.intake:{view.intake_id}", actor=actor, now=now, ground="role:operator",
            details={"paths": sorted(view.values)},
        )
    return view


def mend(*, intake_id: int, changes: Mapping[str, str], actor: Actor, now: datetime) -> str:
    """Replace the values at some paths of a parked message and work on it at once; returns the state it is in then.

    ``ItemUnknown``, ``NotParked``, ``MessageMalformed`` for a path that leads nowhere, ``Forbidden``.
    """
    with transaction.atomic():
        row = _parked(intake_id, actor)
        body: Any = row.mended if row.mended is not None else row.message.body
        try:
            made: Any = mended(body, {path: squeeze(value) for path, value in changes.items()})
        except ValueError as nowhere:
            raise MessageMalformed(problems=(Problem("path", str(nowhere), str(nowhere)),)) from nowhere
        row.mended, row.mended_by = made, actor.ref
        if "MaHoSo" in changes:
            row.portal_code = str(made.get("MaHoSo", ""))[:60]
        _waiting(row, now)
        _note(row, "national.mended", actor, now, {"paths": sorted(changes)})
    return take_one(intake_id=intake_id, now=now)


def replay_intake(*, intake_id: int, actor: Actor, now: datetime) -> str:
    """Work on a parked message again as it is; returns its state. ``ItemUnknown``, ``NotParked``, ``Forbidden``."""
    with transaction.atomic():
        row = _parked(intake_id, actor)
        _waiting(row, now)
        _note(row, "national.intake_replayed", actor, now, {})
    return take_one(intake_id=intake_id, now=now)


def replay_parked(*, actor: Actor, now: datetime, limit: int = 500) -> int:
    """Let every parked message be tried again; returns how many wait now. ``Forbidden``."""
    require(policies.can_run(actor=actor))
    with transaction.atomic():
        ids = list(Intake.objects.filter(state="parked").order_by("id").values_list("pk", flat=True)[:limit])
        count = Intake.objects.filter(pk__in=ids, state="parked").update(state="waiting", attempts=0, next_at=now)
        details = {"count": count}
        audit.record(
            action="national.intake_replayed", object_ref="national.intake", actor=actor, now=now, ground="role:operator", details=details
        )
    return count


def discard(*, intake_id: int, reason: str, actor: Actor, now: datetime) -> None:
    """Set a parked message aside with a written reason. ``ReasonNeeded``, ``ItemUnknown``, ``NotParked``, ``Forbidden``."""
    if not squeeze(reason):
        raise ReasonNeeded
    with transaction.atomic():
        row = _parked(intake_id, actor)
        Intake.objects.filter(pk=row.pk).update(state="discarded", done_at=now, reason_vi=squeeze(reason), reason_en=squeeze(reason))
        _note(row, "national.discarded", actor, now, {"reason": squeeze(reason)[:200]})


def _parked(intake_id: int, actor: Actor) -> Intake:
    require(policies.can_run(actor=actor))
    row = Intake.objects.select_for_update(of=("self",)).select_related("message").filter(pk=intake_id).first()
    if row is None:
        raise ItemUnknown
    if row.state != "parked":
        raise NotParked
    return row


def _waiting(row: Intake, now: datetime) -> None:
    row.state, row.attempts, row.next_at = "waiting", 0, now
    row.save(update_fields=["state", "attempts", "next_at", "mended", "mended_by", "portal_code"])


def _note(row: Intake, action: str, actor: Actor, now: datetime, details: Mapping[str, Any]) -> None:
    audit.record(
        action=action, object_ref=f"national.intake:{row.pk}", actor=actor, now=now, ground="role:operator", details=dict(details)
    )
