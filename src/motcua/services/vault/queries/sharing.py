"""Shares as their holder sees them, their openings, and what units were given."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from motcua.foundation.consent import api as consent
from motcua.kernel.actors import Actor
from motcua.services.vault import policies, rules
from motcua.services.vault.contracts import Act, Opening, Share, ShareUnknown
from motcua.services.vault.models import ShareOpening, ShareRow

_MOST = 200
PURPOSE = "store-share"


def shares(*, actor: Actor, now: datetime, document_id: UUID | None = None, unit_code: str = "") -> tuple[Share, ...]:
    """The shares of the store that the actor acts in, the latest first (an officer: of ``unit_code``); on request those of one paper."""
    holder = f"{policies.UNIT}:{unit_code}" if f"{policies.UNIT}:{unit_code}" in policies.unit_stores(actor) else policies.own_store(actor)
    rows = _rows().filter(holder=holder) if holder else ShareRow.objects.none()
    if document_id is not None:
        rows = rows.filter(document__uuid=document_id)
    closed = restricting([holder] if holder else (), now=now)
    return tuple(to_share(row, now=now, closed=closed) for row in rows.order_by("-created_at", "-id")[:_MOST])


def one_share(*, share_id: UUID, actor: Actor, now: datetime) -> Share:
    """One share of one's own; ``ShareUnknown``."""
    return to_share(share_row(share_id=share_id, actor=actor), now=now)


def openings(*, share_id: UUID, actor: Actor) -> tuple[Opening, ...]:
    """Every use of one's own share, the latest first; ``ShareUnknown``."""
    row = share_row(share_id=share_id, actor=actor)
    found = ShareOpening.objects.filter(share=row).order_by("-at", "-id")[:_MOST]
    return tuple(
        Opening(uuid=o.uuid, act=Act(o.act), at=o.at, unit_code=o.unit_code, post=o.post, reader=o.reader) for o in found
    )


def shared_with_units(*, actor: Actor, now: datetime) -> tuple[Share, ...]:
    """What is shared, live, with the units in which the officer holds a post, the latest first."""
    rows = _rows().filter(unit_code__in=policies.units_of(actor), revoked_at=None, expires_at__gt=now)
    page = list(rows.order_by("-created_at", "-id")[:_MOST])
    closed = restricting((row.holder for row in page), now=now)
    found = (to_share(row, now=now, closed=closed) for row in page)
    return tuple(one for one in found if one.state == "live")


def share_row(*, share_id: UUID, actor: Actor, lock: bool = False) -> ShareRow:
    """A share of the actor's own store; ``ShareUnknown``."""
    rows = _rows().select_for_update(of=("self",)) if lock else _rows()
    row = rows.filter(uuid=share_id).first()
    if row is None or not policies.can_change(actor=actor, holder=row.holder):
        raise ShareUnknown
    return row


def restricting(holders: Iterable[str], *, now: datetime) -> frozenset[str]:
    """Those among the stores whose people restrict the use of their data: nothing of theirs is shown to others, or offered."""
    people = {UUID(ident): holder for holder in set(holders) for kind, _, ident in [holder.partition(":")] if kind == policies.PERSON}
    return frozenset(people[one] for one in consent.stopped_among(person_ids=people.keys(), purpose=PURPOSE, at=now))


def held_back(*, actor: Actor, now: datetime) -> bool:
    """Whether the store that the actor acts in is one whose person restricts the use of her data."""
    holder = policies.own_store(actor)
    return bool(holder and restricting([holder], now=now))


def to_share(row: ShareRow, *, now: datetime, closed: Collection[str] | None = None) -> Share:
    """A row as it crosses the door, as it stands at ``now``; ``closed`` are the ``restricting`` stores where many rows are read."""
    paper = row.document
    stores = restricting([row.holder], now=now) if closed is None else closed
    closed_now = paper.removed_at is not None or row.holder in stores
    state = rules.share_state(
        now=now, expires_at=row.expires_at, revoked_at=row.revoked_at, views=row.views, most_views=row.most_views, closed=closed_now
    )
    return Share(
        uuid=row.uuid, document_id=paper.uuid, title=paper.title, holder=row.holder, unit_code=row.unit_code, purpose=row.purpose,
        fields=tuple(row.fields), with_file=row.with_file, may_download=row.may_download, has_pin=bool(row.pin_digest),
        most_views=row.most_views, views=row.views, created_at=row.created_at, expires_at=row.expires_at, revoked_at=row.revoked_at,
        state=state, request_id=row.request_id, dossier_code=row.dossier_code,
    )  # fmt: skip


def _rows() -> QuerySet[ShareRow]:
    return ShareRow.objects.select_related("document")
