"""Requests for papers, as their holder and as the unit sees them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from motcua.kernel.actors import Actor
from motcua.services.vault import policies
from motcua.services.vault.contracts import PaperRequest, RequestState, RequestUnknown
from motcua.services.vault.models import PaperRequestRow

_MOST = 200


def requests_to_me(*, actor: Actor, now: datetime, waiting: bool = False) -> tuple[PaperRequest, ...]:
    """What units asked of the store that the actor acts in, the latest first; on request those that wait for her answer."""
    holder = policies.own_store(actor)
    rows = PaperRequestRow.objects.filter(holder=holder) if holder else PaperRequestRow.objects.none()
    if waiting:
        rows = rows.filter(Q(ends_at__gt=now), state=RequestState.ASKED.value)
    return tuple(to_request(row) for row in rows.order_by("-asked_at", "-id")[:_MOST])


def request_to_me(*, request_id: UUID, actor: Actor) -> PaperRequest:
    """One of them; ``RequestUnknown``."""
    return to_request(asked_row(request_id=request_id, actor=actor))


def requests_of_units(*, actor: Actor, dossier_code: str = "") -> tuple[PaperRequest, ...]:
    """What the officer's (or a machine's) units asked for, the latest first; on request for one dossier."""
    rows = PaperRequestRow.objects.filter(unit_code__in=policies.asking_units(actor))
    rows = rows.filter(dossier_code=dossier_code) if dossier_code else rows
    return tuple(to_request(row) for row in rows.order_by("-asked_at", "-id")[:_MOST])


def asked_row(*, request_id: UUID, actor: Actor, lock: bool = False) -> PaperRequestRow:
    """A request to the actor's own store; ``RequestUnknown``."""
    row = _rows(lock).filter(uuid=request_id).first()
    if row is None or not policies.can_change(actor=actor, holder=row.holder):
        raise RequestUnknown
    return row


def of_unit_row(*, request_id: UUID, actor: Actor, lock: bool = False) -> PaperRequestRow:
    """A request of one of the officer's units; ``RequestUnknown``."""
    row = _rows(lock).filter(uuid=request_id).first()
    if row is None or row.unit_code not in policies.asking_units(actor):
        raise RequestUnknown
    return row


def to_request(row: PaperRequestRow) -> PaperRequest:
    """A row as it crosses the door."""
    return PaperRequest(
        uuid=row.uuid, unit_code=row.unit_code, holder=row.holder, dossier_code=row.dossier_code, kind=row.kind, purpose=row.purpose,
        asked_at=row.asked_at, ends_at=row.ends_at, state=RequestState(row.state), answered_at=row.answered_at, reason=row.reason,
        share_id=row.share_id,
    )  # fmt: skip


def _rows(lock: bool) -> QuerySet[PaperRequestRow]:
    return PaperRequestRow.objects.select_for_update() if lock else PaperRequestRow.objects.all()
