"""Posts that leave as a file, and documents of posts that are opened: who took them is itself a fact."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from motcua.foundation.identity import contracts, events, queries
from motcua.foundation.outbox import api as outbox
from motcua.kernel.actors import Actor, Role
from motcua.kernel.clock import local_date


@transaction.atomic
def export_unit_posts(
    *, unit_code: str, actor: Actor, now: datetime, at: datetime | None = None, role: Role | None = None,
    state: contracts.PostState | None = None, query: str = "",
) -> tuple[contracts.Appointment, ...]:  # fmt: skip
    """What ``unit_posts`` shows the same person, to be taken out as a file; it is told. ``Forbidden``."""
    found = queries.unit_posts(unit_code=unit_code, actor=actor, now=now, at=at, role=role, state=state, query=query)
    _tell(f"unit:{unit_code}", "exported", count=len(found), as_of=local_date(at) if at else None, now=now, actor=actor)
    return found


@transaction.atomic
def export_officer_posts(*, officer_id: UUID, actor: Actor, now: datetime) -> tuple[contracts.Appointment, ...]:
    """An officer's history to be taken out as a file; told when it is somebody else's. ``Forbidden``."""
    found = queries.officer_posts(officer_id=officer_id, actor=actor)
    if actor.subject_id != officer_id:
        _tell(f"officer:{officer_id}", "exported", count=len(found), now=now, actor=actor)
    return found


@transaction.atomic
def open_post_paper(*, officer_code: str, position_id: int, release: bool, actor: Actor, now: datetime) -> UUID:
    """The file of the document by which a post was given, or ended (``release``), for whoever may see the post.

    Told when it is somebody else's. ``PostUnknown`` also when no file was kept, ``Forbidden``.
    """
    found = queries.visible_post(officer_code=officer_code, position_id=position_id, actor=actor, now=now)
    basis = found.release_basis if release else found.basis
    if basis is None or basis.file_id is None:
        raise contracts.PostUnknown
    if actor.subject_id != found.officer.uuid:
        _tell(f"officer:{found.officer.uuid}", "paper", position_id=position_id, now=now, actor=actor)
    return basis.file_id


def _tell(
    subject: str, what: str, *, now: datetime, actor: Actor, count: int = 0, as_of: date | None = None, position_id: int | None = None
) -> None:
    fact = events.PostsRead(subject=subject, what=what, count=count, as_of=as_of, position_id=position_id, at=now)
    outbox.publish(event=fact, now=now, actor=actor)
