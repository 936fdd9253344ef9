"""Powers given, confirmed, revoked; and ended at the instant at which the post or the service ends."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from motcua.foundation.identity import contracts, events, models, policies, queries, rules
from motcua.foundation.outbox import api as outbox
from motcua.foundation.registers import api as registers
from motcua.foundation.units import api as units
from motcua.kernel.actors import Actor, Role, Scope
from motcua.kernel.clock import local_date
from motcua.kernel.policy import require
from motcua.kernel.text import squeeze

_KEPT = (
    "kind", "procedures", "fields", "verbs", "may_sign", "basis_number", "basis_on", "basis_file", "reason", "created_by", "needs_second",
    "confirmed_at", "confirmed_by", "from_officer", "to_officer",
)  # fmt: skip
FOUR_EYES, DAYS_MOST = "identity.delegation_four_eyes", "identity.delegation_days_most"


@transaction.atomic
def delegate(
    *,
    position_id: int,
    to_officer_id: UUID,
    kind: contracts.DelegationKind,
    basis: contracts.Basis,
    valid_from: datetime,
    actor: Actor,
    now: datetime,
    valid_to: datetime | None = None,
    scope: Scope | None = None,
    reason: str = "",
    idempotency_key: str = "",
    dry_run: bool = False,
) -> contracts.Delegation:
    """Give powers of a post to an officer for ``[valid_from, valid_to)``; the giver keeps them too. A dry run checks and writes nothing.

    It waits for a second person when the rule ``identity.delegation_four_eyes`` names the role. Errors: ``PositionNotHeld``,
    ``OfficerUnknown``, ``DelegationChained``, ``DelegationToSelf``, ``ReceiverNotServing``, ``DelegationPeriodWrong``,
    ``DelegationIncomplete``, ``DelegationOverlaps``, ``Forbidden``, ``KeyReused``.
    """
    asked = scope or Scope()
    body = {  # the days, not the instants: "from today" is said again a moment later
        "position": position_id, "to": str(to_officer_id), "kind": kind.value, "from": local_date(valid_from),
        "until": local_date(valid_to) if valid_to else None, "reason": reason, **_said(basis, asked),
    }  # fmt: skip
    scope_key = f"identity.delegate:{actor.ref}"
    claimed = outbox.once(scope=scope_key, key=idempotency_key, body=body, now=now) if idempotency_key and not dry_run else None
    if claimed is not None and claimed.result is not None:
        return queries.delegation(delegation_id=UUID(claimed.result["delegation"]), actor=actor, now=now)
    post, receiver = _post(position_id, at=valid_from), _receiver(to_officer_id)
    given = rules.normal_scope(asked, kind=kind)
    _check(post, receiver, given, kind=kind, basis=basis, period=(valid_from, valid_to), actor=actor, now=now)
    row = models.Delegation(
        position=post, from_officer=post.officer, to_officer=receiver, kind=kind.value, **_lists(given), valid_from=valid_from,
        valid_to=valid_to, basis_number=squeeze(basis.number), basis_on=basis.on, basis_file=basis.file_id, reason=squeeze(reason),
        created_at=now, created_by=actor.ref, needs_second=post.role in _rule(FOUR_EYES, default=(), now=now),
    )  # fmt: skip
    if dry_run:
        return queries.to_delegation(row, now=now)
    row.save(force_insert=True)
    if claimed is not None:
        claimed.keep({"delegation": str(row.uuid)})
    _tell_given(row, now=now, actor=actor)
    settle_service(receiver, actor=actor, now=now)
    row.refresh_from_db(fields=["ended_at", "ended_by", "ended_cause"])
    return queries.to_delegation(row, now=now)


def _check(
    post: models.Position, receiver: models.Officer, scope: Scope, *, kind: contracts.DelegationKind, basis: contracts.Basis,
    period: tuple[datetime, datetime | None], actor: Actor, now: datetime,
) -> None:  # fmt: skip
    """Whether this giver may give this, to this officer, by this document, for this time. The errors of ``delegate``."""
    _require_giver(actor, post, receiver)
    rules.check_completeness(basis=basis, role=Role(post.role), scope=scope, now=now)
    most = int(_rule(DAYS_MOST, default=rules.DAYS_MOST, now=now))
    rules.check_period(kind=kind, valid_from=period[0], valid_to=period[1], now=now, days_most=most)
    _require_service(receiver, unit_code=post.unit_code, now=now)
    if kind is not contracts.DelegationKind.SUBSTITUTE:
        _refuse_overlap(post, receiver, scope, valid_from=period[0], valid_to=period[1])


def _said(basis: contracts.Basis, scope: Scope) -> dict[str, Any]:
    """Document and scope, as a key is bound to them."""
    return {"basis": [basis.number, basis.on, basis.file_id], **_lists(scope)}


@transaction.atomic
def confirm_delegation(*, delegation_id: UUID, actor: Actor, now: datetime) -> contracts.Delegation:
    """The second person agrees; from now on it counts. ``DelegationUnknown``, ``DelegationSettled``, ``Forbidden``."""
    row = _locked(delegation_id)
    found = queries.to_delegation(row, now=now)
    require(policies.can_confirm(actor, found))
    if found.state is not contracts.DelegationState.WAITING:
        raise contracts.DelegationSettled
    row.confirmed_at, row.confirmed_by = now, actor.ref
    row.save(update_fields=["confirmed_at", "confirmed_by"])
    _tell_given(row, now=now, actor=actor)
    return queries.to_delegation(row, now=now)


@transaction.atomic
def revoke_delegation(*, delegation_id: UUID, reason: str, actor: Actor, now: datetime) -> contracts.Delegation:
    """End a delegation at ``now``; one that has ended stays as it is. ``DelegationUnknown``, ``DelegationIncomplete`` without a reason."""
    row = _locked(delegation_id)
    found = queries.to_delegation(row, now=now)
    if not policies.can_see_delegation(actor, found):
        raise contracts.DelegationUnknown
    require(policies.can_revoke(actor, found))
    if found.state is contracts.DelegationState.ENDED:
        return found
    if not squeeze(reason):
        raise contracts.DelegationIncomplete(reason_vi="chưa ghi lý do thu hồi.", reason_en="the reason is missing.")
    back = actor.ref == found.receiver.ref
    end(row, cause=contracts.EndCause.RETURNED if back else contracts.EndCause.REVOKED, at=now, actor=actor, now=now, reason=reason)
    return queries.to_delegation(row, now=now)


def end(row: models.Delegation, *, cause: contracts.EndCause, at: datetime, actor: Actor, now: datetime, reason: str = "") -> None:
    """Close one row at the instant ``at`` and tell it."""
    row.ended_at, row.ended_by, row.ended_cause, row.ended_reason = at, actor.ref, cause.value, squeeze(reason)[:400]
    row.save(update_fields=["ended_at", "ended_by", "ended_cause", "ended_reason"])
    fact = events.DelegationRevoked(
        delegation_id=row.uuid,
        from_officer_id=row.from_officer.uuid,
        to_officer_id=row.to_officer.uuid,
        unit_code=row.position.unit_code,
        role=row.position.role,
        cause=cause.value,
        revoked_at=at,
    )
    outbox.publish(event=fact, now=now, actor=actor)


def end_given(*, position_ids: Collection[int], at: datetime, actor: Actor) -> None:
    """Posts ended at ``at``: what was given from them ends."""
    for row in _with_names(queries.open_for_posts(position_ids=position_ids, now=at)):
        end(row, cause=contracts.EndCause.POST_LEFT, at=at, actor=actor, now=at)


def settle_service(officer: models.Officer, *, actor: Actor, now: datetime) -> None:
    """Let what the officer received end at the instant from which he serves no more in that unit or below it, and no earlier.

    An end that lies ahead is written down at once, so that the power goes with the post and not when somebody looks; it is taken back
    when his posts were changed so that he goes on serving.
    """
    open_rows = models.Delegation.objects.filter(
        Q(ended_at=None) | Q(ended_at__gt=now, ended_cause=contracts.EndCause.SERVICE_LEFT.value),
        Q(valid_to=None) | Q(valid_to__gt=now), to_officer=officer,
    )  # fmt: skip
    for row in _with_names(open_rows.order_by("pk")):
        until = _serves_until(officer, unit_code=row.position.unit_code, at=max(now, row.valid_from))
        if until is not None and row.valid_to is not None and until >= row.valid_to:
            until = None
        if until == row.ended_at:
            continue
        if until is not None:
            end(row, cause=contracts.EndCause.SERVICE_LEFT, at=until, actor=actor, now=now)
            continue
        row.ended_at, row.ended_by, row.ended_cause = None, "", ""
        row.save(update_fields=["ended_at", "ended_by", "ended_cause"])
        _tell_given(row, now=now, actor=actor)


def carry_over(row: models.Delegation, *, to: models.Position, at: datetime, actor: Actor, now: datetime) -> bool:
    """Let a delegation go on from ``at`` at the post that continues its own; whether anything was left to go on.

    One that the second person confirmed later goes on from then: her yes does not count backwards.
    """
    left = rules.remaining(valid_from=row.valid_from, valid_to=row.valid_to, at=max(at, row.confirmed_at or at))
    planned = {"ended_at": row.ended_at, "ended_by": row.ended_by, "ended_cause": row.ended_cause}
    end(row, cause=contracts.EndCause.POST_MOVED, at=at, actor=actor, now=now)
    if left is None:
        return False
    facts: dict[str, Any] = {name: getattr(row, name) for name in _KEPT}
    going_on = models.Delegation.objects.create(
        position=to, valid_from=left[0], valid_to=left[1], created_at=now, continues=row, **planned, **facts
    )
    _tell_given(going_on, now=now, actor=actor)
    return True


def _with_names(rows: Any) -> Iterable[models.Delegation]:
    found: Iterable[models.Delegation] = rows.select_related("position", "from_officer", "to_officer").select_for_update(of=("self",))
    return list(found)


def _post(position_id: int, *, at: datetime) -> models.Position:
    """The post, locked, so that two delegations of it do not miss each other."""
    rows = models.Position.objects.select_for_update(of=("self",)).select_related("officer")
    post = rows.filter(Q(valid_to=None) | Q(valid_to__gt=at), pk=position_id, valid_from__lte=at).first()
    if post is None:
        raise contracts.PositionNotHeld
    return post


def _receiver(officer_id: UUID) -> models.Officer:
    row = models.Officer.objects.filter(uuid=officer_id).first()
    if row is None:
        raise contracts.OfficerUnknown
    return row


def _require_giver(actor: Actor, post: models.Position, receiver: models.Officer) -> None:
    holder_ref, receiver_ref = f"officer:{post.officer.uuid}", f"officer:{receiver.uuid}"
    if holder_ref == receiver_ref:
        raise contracts.DelegationToSelf
    decision = policies.can_delegate(
        actor, holder_ref=holder_ref, receiver_ref=receiver_ref, role=Role(post.role), unit_code=post.unit_code
    )
    if not decision and any(p.is_delegated and p.position_id == post.pk for p in actor.positions):
        raise contracts.DelegationChained
    require(decision)


def _require_service(receiver: models.Officer, *, unit_code: str, now: datetime) -> None:
    """Power is not carried out of the agency."""
    if not _serves_in(receiver, unit_code=unit_code, at=now):
        raise contracts.ReceiverNotServing(unit=unit_code)


def _serves_in(officer: models.Officer, *, unit_code: str, at: datetime) -> bool:
    """Whether he holds a post of his own in the unit, or in one below it; a unit that is over lies in none."""
    return _serves_until(officer, unit_code=unit_code, at=at) != at


def _serves_until(officer: models.Officer, *, unit_code: str, at: datetime) -> datetime | None:
    """Until when he serves there without a gap from ``at`` on: ``at`` itself when he does not, None without an end."""
    posts = models.Position.objects.filter(Q(valid_to=None) | Q(valid_to__gt=at), officer=officer)
    found = list(posts.values_list("unit_code", "valid_from", "valid_to"))
    tree = units.parents(on=local_date(at)) if any(code != unit_code for code, _, _ in found) else {}
    here = [(begins, ends) for code, begins, ends in found if code == unit_code or unit_code in _above(code, tree)]
    return rules.covered_until(here, at=at)


def _above(code: str, tree: Mapping[str, str]) -> Iterable[str]:
    while code := tree.get(code, ""):
        yield code


def _refuse_overlap(
    post: models.Position, receiver: models.Officer, scope: Scope, *, valid_from: datetime, valid_to: datetime | None
) -> None:
    open_rows = models.Delegation.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=valid_from), Q(ended_at=None) | Q(ended_at__gt=valid_from), position=post, to_officer=receiver
    ).exclude(kind=contracts.DelegationKind.SUBSTITUTE.value)
    if valid_to is not None:
        open_rows = open_rows.filter(valid_from__lt=valid_to)
    for row in open_rows:
        other = Scope(frozenset(row.procedures), frozenset(row.fields), frozenset(row.verbs), may_sign=row.may_sign)
        if scope.overlaps(other):
            raise contracts.DelegationOverlaps(basis=row.basis_number)


def _lists(scope: Scope) -> dict[str, Any]:
    return {**scope.lists(), "may_sign": scope.may_sign}


def _rule(code: str, *, default: Any, now: datetime) -> Any:
    """A limit that the city decides; without the registers' data the product's own default holds."""
    try:
        return registers.rule(code=code, on=local_date(now)).value
    except registers.RuleUnknown:
        return default


def _locked(delegation_id: UUID) -> models.Delegation:
    rows = models.Delegation.objects.select_for_update(of=("self",)).select_related("position", "from_officer", "to_officer")
    row = rows.filter(uuid=delegation_id).first()
    if row is None:
        raise contracts.DelegationUnknown
    return row


def _tell_given(row: models.Delegation, *, now: datetime, actor: Actor) -> None:
    """Granted once it counts; proposed while it waits for a second person."""
    waits = row.needs_second and row.confirmed_at is None
    kind = events.DelegationProposed if waits else events.DelegationGranted
    fact = kind(
        delegation_id=row.uuid,
        from_officer_id=row.from_officer.uuid,
        to_officer_id=row.to_officer.uuid,
        unit_code=row.position.unit_code,
        role=row.position.role,
        kind=row.kind,
        may_sign=row.may_sign,
        basis=row.basis_number,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        at=now,
    )
    outbox.publish(event=fact, now=now, actor=actor)
