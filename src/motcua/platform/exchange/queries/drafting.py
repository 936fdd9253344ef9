"""Reads of requests that are still being written: each is there for whoever writes it, and for nobody else."""

from __future__ import annotations

from uuid import UUID

from motcua.kernel.actors import Actor
from motcua.platform.exchange.contracts import ThingUnknown
from motcua.platform.exchange.contracts.drafting import DraftInfo
from motcua.platform.exchange.models import SharingDraft


def drafts(*, actor: Actor) -> tuple[DraftInfo, ...]:
    """The actor's own drafts, the last changed first."""
    return tuple(_draft(row) for row in SharingDraft.objects.filter(asker=actor.ref).order_by("-changed_at"))


def draft(*, id: UUID, actor: Actor) -> DraftInfo:  # noqa: A002
    """One of the actor's own drafts. Raises ThingUnknown, also for another's."""
    row = SharingDraft.objects.filter(uuid=id, asker=actor.ref).first()
    if row is None:
        raise ThingUnknown(name=str(id))
    return _draft(row)


def _draft(row: SharingDraft) -> DraftInfo:
    return DraftInfo(id=row.uuid, answers=row.answers, begun_at=row.begun_at, changed_at=row.changed_at)
