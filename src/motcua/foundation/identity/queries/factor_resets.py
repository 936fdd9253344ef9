"""Resets of second factors: what waits for whom, and whether a sign-in needs the handed-over code."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet

from motcua.foundation.identity import contracts, models, policies
from motcua.foundation.identity.contracts import FactorReset, ResetState
from motcua.foundation.identity.queries.officers import current
from motcua.foundation.units import api as units
from motcua.kernel.actors import Actor, Role
from motcua.kernel.clock import local_date
from motcua.kernel.policy import Decision, require

_MOST = 200


def reset(*, reset_id: UUID, actor: Actor, now: datetime) -> FactorReset:
    """One reset, for the officer himself and for administrators of his unit or above. ``ResetUnknown``, ``Forbidden``."""
    row = _rows().filter(uuid=reset_id).first()
    if row is None:
        raise contracts.ResetUnknown
    if actor.ref != f"officer:{row.officer.uuid}":
        require(may_help(row.officer, actor=actor, now=now))
    return to_reset(row)


def resets(*, actor: Actor, now: datetime, waiting: bool) -> tuple[FactorReset, ...]:
    """Those of officers whom this administrator may help, the latest first; only those that wait, or only those that are over."""
    require(policies.can_manage_officers(actor))
    rows = _rows().filter(_waits(now)) if waiting else _rows().exclude(_waits(now))
    known: dict[int, bool] = {}
    found = []
    for row in rows.order_by("-asked_at", "-pk")[:_MOST]:
        if row.officer_id not in known:
            known[row.officer_id] = bool(may_help(row.officer, actor=actor, now=now))
        if known[row.officer_id]:
            found.append(to_reset(row))
    return tuple(found)


def waiting_count(*, actor: Actor, now: datetime) -> int:
    """How many wait for this administrator; not those that he asked for himself and that another must confirm."""
    found = resets(actor=actor, now=now, waiting=True) if policies.can_manage_officers(actor) else ()
    return sum(one.asked_by != actor.ref or settings.MOTCUA_RESET_ALONE for one in found)


def open_reset(*, officer_id: UUID, now: datetime) -> FactorReset | None:
    """What waits about an officer."""
    row = _rows().filter(_waits(now), officer__uuid=officer_id).first()
    return None if row is None else to_reset(row)


def handed_code_wanted(*, account_id: int) -> UUID | None:
    """The reset whose handed-over code this account must show before it sets up new factors; None when it needs none."""
    rows = models.FactorReset.objects.filter(officer__account_id=account_id, state=ResetState.CONFIRMED.value)
    return rows.values_list("uuid", flat=True).first()


def may_help(officer: models.Officer, *, actor: Actor, now: datetime) -> Decision:
    """Whether this administrator may take part in a reset of that officer."""
    return policies.can_help_officer(actor, officer_ref=f"officer:{officer.uuid}", units=reach(officer, now=now))


def may_confirm(row: models.FactorReset, *, actor: Actor, now: datetime) -> tuple[Decision, bool]:
    """Whether this administrator may confirm, and whether he does so alone."""
    held = reach(row.officer, now=now)
    alone = row.asked_by == actor.ref and settings.MOTCUA_RESET_ALONE and not _another(row, held, now=now)
    subject = f"officer:{row.officer.uuid}"
    return policies.can_confirm_reset(actor, officer_ref=subject, units=held, asked_by=row.asked_by, alone=alone), alone


def confirmable(*, reset_id: UUID, actor: Actor, now: datetime) -> tuple[bool, bool]:
    """Whether this administrator may confirm it now, and whether that would be alone."""
    row = _rows().filter(_waits(now), uuid=reset_id).first()
    if row is None:
        return False, False
    decision, alone = may_confirm(row, actor=actor, now=now)
    return bool(decision), alone


def reach(officer: models.Officer, *, now: datetime) -> frozenset[str]:
    """The units of an officer's posts with what they lie in; of whoever holds none, of the post he held last. Empty: anywhere."""
    codes = set(current(now).filter(officer=officer).values_list("unit_code", flat=True))
    if not codes:
        last = models.Position.objects.filter(officer=officer).order_by("-valid_to", "-pk").values_list("unit_code", flat=True).first()
        codes = {last} if last else set()
    return frozenset(codes | {above for code in codes for above in _above(code, now)})


def _above(code: str, now: datetime) -> set[str]:
    try:
        return {unit.code for unit in units.ancestors(code=code, on=local_date(now))}
    except units.UnitUnknown:  # a unit that is gone: its own administrators are left
        return set()


def _another(row: models.FactorReset, held: frozenset[str], *, now: datetime) -> bool:
    """Whether there is an administrator besides the one who asked and the officer himself who could confirm."""
    posts = current(now).filter(role=Role.ADMIN.value, officer__account__is_active=True).exclude(officer=row.officer)
    posts = posts.exclude(officer__uuid=UUID(row.asked_by.rpartition(":")[2]))
    return (posts.filter(unit_code__in=held) if held else posts).exists()


def _waits(now: datetime) -> Q:
    return Q(state=ResetState.ASKED.value, lapses_at__gt=now)


def _rows() -> QuerySet[models.FactorReset]:
    return models.FactorReset.objects.select_related("officer")


def to_reset(row: models.FactorReset) -> FactorReset:
    """A row as it crosses the door."""
    return FactorReset(
        uuid=row.uuid, officer_id=row.officer.uuid, officer_code=row.officer.code, officer_name=row.officer.full_name,
        asked_by=row.asked_by, asked_at=row.asked_at, reason=row.reason,
        recognised=contracts.Recognised(row.recognised), paper=row.paper, lapses_at=row.lapses_at,
        state=ResetState(row.state), decided_by=row.decided_by, decided_at=row.decided_at, answer=row.answer, alone=row.alone,
        code_until=row.code_until, used_at=row.used_at,
    )  # fmt: skip
