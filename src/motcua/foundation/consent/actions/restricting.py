"""Restricting the processing of a person's data, and lifting it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from motcua.foundation.audit import api as audit
from motcua.foundation.consent import contracts, events, models, policies
from motcua.foundation.outbox import api as outbox
from motcua.kernel.actors import Actor
from motcua.kernel.policy import require

_LAW = "Luật 91/2025/QH15 Điều 4"


@transaction.atomic
def restrict(*, person_id: UUID, kind: contracts.Wish, ground: str, dossier: str, actor: Actor, now: datetime) -> None:
    """From ``now`` on the person's data are kept and used only as ``policies.under_restriction`` says, what comes later among them.

    ``ground`` cites the law, ``dossier`` is the request that was carried out. What holds already stays as it is. ``Forbidden`` for anybody
    but the person and the system that carries her request out.
    """
    require(policies.can_restrict(actor, person_id=person_id))
    told = {"ground": ground[:200], "dossier": dossier[:80], "since": now, "set_by": actor.ref}
    row, made = models.Restriction.objects.get_or_create(person_id=person_id, kind=kind.value, ended_at=None, defaults=told)
    if made:
        fact = events.ProcessingRestricted(person_id=person_id, kind=kind.value, dossier=dossier, restricted_at=now)
        outbox.publish(event=fact, now=now, actor=actor)
        _record("consent.restricted", row, actor=actor, now=now)


@transaction.atomic
def lift(*, person_id: UUID, kind: contracts.Wish, actor: Actor, now: datetime) -> bool:
    """End a wish; False when it does not hold. What another wish restricts stays restricted. ``Forbidden`` for anybody but the person."""
    require(policies.can_lift(actor, person_id=person_id))
    row = models.Restriction.objects.select_for_update().filter(person_id=person_id, kind=kind.value, ended_at=None).first()
    if row is None:
        return False
    row.ended_at, row.ended_by = max(now, row.since), actor.ref
    row.save(update_fields=["ended_at", "ended_by"])
    outbox.publish(event=events.RestrictionLifted(person_id=person_id, kind=row.kind, lifted_at=now), now=now, actor=actor)
    _record("consent.restriction_lifted", row, actor=actor, now=now)
    return True


def _record(action: str, row: models.Restriction, *, actor: Actor, now: datetime) -> None:
    audit.record(
        action=action, object_ref=f"consent.restriction:{row.uuid}", actor=actor, now=now, person=f"person:{row.person_id}",
        dossier=row.dossier, ground=_LAW, details={"kind": row.kind},
    )  # fmt: skip
