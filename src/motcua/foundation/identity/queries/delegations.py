"""Delegations: given, received, looked up."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from motcua.foundation.identity import contracts, models, policies, rules
from motcua.kernel.actors import Actor, Role, Scope


def delegation(*, delegation_id: UUID, actor: Actor, now: datetime) -> contracts.Delegation:
    """One delegation, for those whom it concerns and administrators; ``DelegationUnknown`` for everybody else."""
    row = _rows().filter(uuid=delegation_id).first()
    if row is None or not policies.can_see_delegation(actor, to_delegation(row, now=now)):
        raise contracts.DelegationUnknown
    return to_delegation(row, now=now)


def delegations_of(*, officer_id: UUID, now: datetime, ended: bool = False) -> tuple[contracts.Delegation, ...]:
    """What the officer gave to others, the latest first; ended ones only when asked for."""
    return _listed(_rows().filter(from_officer__uuid=officer_id), now=now, ended=ended)


def delegations_to(*, officer_id: UUID, now: datetime, ended: bool = False) -> tuple[contracts.Delegation, ...]:
    """What others gave to the officer, the latest first; ended ones only when asked for."""
    return _listed(_rows().filter(to_officer__uuid=officer_id), now=now, ended=ended)


def delegations_waiting(*, actor: Actor, now: datetime) -> tuple[contracts.Delegation, ...]:
    """What waits for a second person and this actor may confirm."""
    waiting = _rows().filter(needs_second=True, confirmed_at=None, ended_at=None).filter(Q(valid_to=None) | Q(valid_to__gt=now))
    found = (to_delegation(row, now=now) for row in waiting.order_by("pk"))
    return tuple(d for d in found if policies.can_confirm(actor, d))


def open_for_posts(*, position_ids: Iterable[int], now: datetime) -> QuerySet[models.Delegation]:
    """Delegations of these posts that have not ended at ``now``, rows for the actions."""
    return models.Delegation.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=now), Q(ended_at=None) | Q(ended_at__gt=now), position_id__in=list(position_ids)
    )


def to_delegation(row: models.Delegation, *, now: datetime) -> contracts.Delegation:
    """The contract of a row whose officers and post were selected with it."""
    kind, post = contracts.DelegationKind(row.kind), row.position
    ends = row.valid_to if post.valid_to is None or (row.valid_to is not None and row.valid_to < post.valid_to) else post.valid_to
    state = rules.delegation_state(
        valid_from=row.valid_from, valid_to=ends, ended_at=row.ended_at, waits=row.needs_second and row.confirmed_at is None, now=now
    )
    return contracts.Delegation(
        uuid=row.uuid,
        position_id=row.position_id,
        unit_code=post.unit_code,
        role=Role(post.role),
        title=post.title,
        giver=_name(row.from_officer),
        receiver=_name(row.to_officer),
        kind=kind,
        form=rules.form_of(kind),
        scope=Scope(frozenset(row.procedures), frozenset(row.fields), frozenset(row.verbs), may_sign=row.may_sign),
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        basis=contracts.Basis(number=row.basis_number, on=row.basis_on, file_id=row.basis_file),
        reason=row.reason,
        state=state,
        created_at=row.created_at,
        created_by=row.created_by,
        confirmed_at=row.confirmed_at,
        confirmed_by=row.confirmed_by,
        ended_at=row.ended_at,
        ended_cause=contracts.EndCause(row.ended_cause) if row.ended_cause else None,
        ended_reason=row.ended_reason,
    )


def _rows() -> QuerySet[models.Delegation]:
    return models.Delegation.objects.select_related("position", "from_officer", "to_officer")


def _listed(rows: QuerySet[models.Delegation], *, now: datetime, ended: bool) -> tuple[contracts.Delegation, ...]:
    found = (to_delegation(row, now=now) for row in rows.order_by("-valid_from", "-pk"))
    return tuple(d for d in found if ended or d.state is not contracts.DelegationState.ENDED)


def _name(row: models.Officer) -> contracts.OfficerName:
    return contracts.OfficerName(uuid=row.uuid, code=row.code, full_name=row.full_name)
