"""Giving and withdrawing consent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from motcua.foundation.audit import api as audit
from motcua.foundation.consent import contracts, events, models, policies
from motcua.foundation.consent.contracts.consents import ANYBODY
from motcua.foundation.consent.queries.consents import consents_of
from motcua.foundation.consent.queries.consents import purpose as purpose_in_force
from motcua.foundation.consent.queries.restrictions import standing_of
from motcua.foundation.outbox import api as outbox
from motcua.kernel.actors import Actor
from motcua.kernel.clock import local_date
from motcua.kernel.ids import uuid7
from motcua.kernel.policy import require


@transaction.atomic
def give(
    *, subject_id: UUID, purpose: str, version: int, language: str, way: contracts.Way, actor: Actor, now: datetime, controller: str = "",
    evidence: Mapping[str, Any] | None = None,
) -> contracts.Consent:  # fmt: skip
    """Record that the person agrees to the text of ``version`` as read in ``language``, from ``now`` on.

    ``controller``: one agency, or every one that the purpose is open to (empty). Giving again what is held changes nothing; agreeing to a
    newer text replaces the older consent. ``evidence`` (session, page, paper at the counter) is kept encrypted. ``PurposeUnknown``,
    ``NotAConsentPurpose``, ``TextChanged`` when ``version`` is not the one in force, ``Forbidden`` for anybody but the person or, at the
    counter, an officer of reception.
    """
    require(policies.can_answer_for(actor, subject_id=subject_id, way=way))
    asked = purpose_in_force(code=purpose, on=local_date(now))
    if asked.ground is not contracts.GroundKind.CONSENT:
        raise contracts.NotAConsentPurpose(name=asked.name_vi, citation=asked.citation)
    towards = controller or (ANYBODY if ANYBODY in asked.controllers else asked.controllers[0])
    if not asked.is_for(towards):
        raise contracts.PurposeUnknown(purpose=purpose)
    if asked.text is None or asked.text.version != version:
        raise contracts.TextChanged
    held = _open(subject_id, purpose, towards)
    if held is not None and held.version == version:
        return _read(subject_id, held.uuid, now)
    if held is not None:
        _end(held, cause=contracts.EndCause.REPLACED, way=way, actor=actor, now=now)
    row = models.Consent(
        uuid=uuid7(), subject_id=subject_id, purpose=purpose, controller=towards, version=version, text_hash=asked.text.hash(language),
        language=language, way=way.value, given_at=now, given_by=actor.ref, evidence=dict(evidence or {}),  # type: ignore[misc]
    )  # fmt: skip
    models.Consent.objects.bulk_create([row], ignore_conflicts=True)  # two presses at once: the first one holds
    kept = _open(subject_id, purpose, towards)
    if kept is not None and kept.uuid == row.uuid:
        _tell_given(row, actor=actor, now=now)
    return _read(subject_id, row.uuid if kept is None else kept.uuid, now)


@transaction.atomic
def withdraw(
    *, subject_id: UUID, purpose: str, way: contracts.Way, actor: Actor, now: datetime, controller: str = "", dossier: str = ""
) -> tuple[contracts.Consent, ...]:
    """Take back what the person agreed to for this purpose (towards one controller, or all): no ``decide`` from ``now`` on allows it.

    What stood on it ends with it, in every room (``resting_on_consent``); so do agreements that have no text here (signing in at other
    systems, shares of papers). Returns what was ended; nothing held is nothing to do. No reason is asked. ``Forbidden`` as for ``give``;
    by way of a ``dossier`` only of the system, in one that is the person's own and runs.
    """
    standing = standing_of(person_id=subject_id, dossier=dossier) if way is contracts.Way.DOSSIER else contracts.MatterStanding.NONE
    require(policies.can_withdraw_for(actor, subject_id=subject_id, way=way, standing=standing))
    rows = models.Consent.objects.select_for_update().filter(subject_id=subject_id, purpose=purpose, ended_at=None)
    if controller:
        rows = rows.filter(controller=controller)
    ended = []
    for row in rows:
        _end(row, cause=contracts.EndCause.WITHDRAWN, way=way, actor=actor, now=now)
        outbox.publish(
            event=events.ConsentWithdrawn(
                consent_id=row.uuid, subject_id=subject_id, purpose=purpose, controller=row.controller, way=way.value, withdrawn_at=now
            ),
            now=now,
            actor=actor,
        )
        _audit("consent.withdrawn", row, actor=actor, now=now)
        ended.append(row.uuid)
    if not models.Consent.objects.filter(subject_id=subject_id, purpose=purpose, ended_at=None).exists():
        for room in contracts.resting_on_consent:
            room.stop(person_id=subject_id, purpose=purpose, now=now)
    return tuple(c for c in consents_of(subject_id=subject_id, now=now) if c.uuid in ended) if ended else ()


def _open(subject_id: UUID, purpose: str, controller: str) -> models.Consent | None:
    rows = models.Consent.objects.select_for_update().filter(subject_id=subject_id, purpose=purpose, controller=controller)
    return rows.filter(ended_at=None).first()


def _end(row: models.Consent, *, cause: contracts.EndCause, way: contracts.Way, actor: Actor, now: datetime) -> None:
    """The period ends at ``now``, or where it began if the clock was set back."""
    row.ended_at, row.cause, row.ended_by, row.ended_way = max(now, row.given_at), cause.value, actor.ref, way.value
    row.save(update_fields=["ended_at", "cause", "ended_by", "ended_way"])


def _tell_given(row: models.Consent, *, actor: Actor, now: datetime) -> None:
    outbox.publish(
        event=events.ConsentGiven(
            consent_id=row.uuid, subject_id=row.subject_id, purpose=row.purpose, controller=row.controller, version=row.version,
            way=row.way, given_at=now,
        ),
        now=now,
        actor=actor,
    )  # fmt: skip
    _audit("consent.given", row, actor=actor, now=now)


def _audit(action: str, row: models.Consent, *, actor: Actor, now: datetime) -> None:
    details = {"purpose": row.purpose, "controller": row.controller, "version": row.version, "text_sha256": row.text_hash}
    audit.record(
        action=action, object_ref=f"consent.consent:{row.uuid}", actor=actor, now=now, on_behalf_of=f"citizen:{row.subject_id}",
        ground="Luật 91/2025/QH15 Điều 9", details=details,
    )  # fmt: skip


def _read(subject_id: UUID, consent_id: UUID, now: datetime) -> contracts.Consent:
    return next(c for c in consents_of(subject_id=subject_id, now=now) if c.uuid == consent_id)
