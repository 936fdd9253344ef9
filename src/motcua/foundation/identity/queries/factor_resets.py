"""Resets of second factors: what waits for whom, and whether a sign-in needs the handed-over code."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Case, Q, QuerySet, When

from motcua.foundation.identity import contracts, models, policies
from motcua.foundation.identity.contracts import FactorReset, ResetState
from motcua.foundation.identity.queries.officers import current
from motcua.foundation.units import api as units
from motcua.kernel.actors import SYSTEM, Actor, ActorKind, Role
from motcua.kernel.clock import local_date
from motcua.kernel.policy import Decision, require

_MOST = 200


def reset(*, reset_id: UUID, actor: Actor, now: datetime) -> tuple[FactorReset, bool, bool]:
    """One reset, for the officer himself and for administrators of his unit or above. ``ResetUnknown``, ``Forbidden``.

    With it: whether this administrator may confirm it now, and whether that would be alone.
    """
    row = _rows().filter(uuid=reset_id).first()
    if row is None:
        raise contracts.ResetUnknown
    held = reach(row.officer, now=now)
    if actor.ref != f"officer:{row.officer.uuid}":
        require(_helps(row.officer, held, actor=actor))
    found = to_reset(row)
    decision, alone = _confirms(row, held, actor=actor, now=now) if found.waits(now) else (False, False)
    return found, bool(decision), alone


def resets(*, actor: Actor, now: datetime) -> tuple[FactorReset, ...]:
    """Those of officers whom this administrator may help: what waits before what is over, the latest first."""
    require(policies.can_manage_officers(actor))
    about = list(models.Officer.objects.filter(pk__in=models.FactorReset.objects.values("officer_id")).only("uuid"))
    reaches = _reaches([officer.pk for officer in about], now=now)
    helped = [officer.pk for officer in about if _helps(officer, reaches[officer.pk], actor=actor)]
    rows = _rows().filter(officer_id__in=helped).annotate(over=Case(When(_waits(now), then=0), default=1))
    return tuple(to_reset(row) for row in rows.order_by("over", "-asked_at", "-pk")[:_MOST])


def waiting_count(*, actor: Actor, now: datetime) -> int:
    """How many wait for this administrator: those that he may confirm now."""
    if not policies.can_manage_officers(actor):
        return 0
    waiting = list(_rows().filter(_waits(now)).only("asked_by", "officer__uuid"))
    reaches = _reaches({row.officer_id for row in waiting}, now=now)
    return sum(bool(_confirms(row, reaches[row.officer_id], actor=actor, now=now)[0]) for row in waiting)


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
    return _helps(officer, reach(officer, now=now), actor=actor)


def may_confirm(row: models.FactorReset, *, actor: Actor, now: datetime) -> tuple[Decision, bool]:
    """Whether this administrator may confirm, and whether he does so alone."""
    return _confirms(row, reach(row.officer, now=now), actor=actor, now=now)


def reach(officer: models.Officer, *, now: datetime) -> frozenset[str]:
    """The units of an officer's posts with what they lie in; of whoever holds none, of the post he held last. Empty: anywhere."""
    return _reaches([officer.pk], now=now)[officer.pk]


def _reaches(officers: Collection[int], *, now: datetime) -> dict[int, frozenset[str]]:
    """The reach of each of these officers, however many, in three statements."""
    if not officers:
        return {}
    posts: dict[int, set[str]] = {}
    for officer, code in current(now).filter(officer__in=officers).values_list("officer_id", "unit_code"):
        posts.setdefault(officer, set()).add(code)
    without = [officer for officer in officers if officer not in posts]
    if without:
        last = models.Position.objects.filter(officer__in=without).order_by("officer_id", "-valid_to", "-pk").distinct("officer_id")
        posts |= {officer: {code} for officer, code in last.values_list("officer_id", "unit_code")}
    tree = units.parents(on=local_date(now))
    return {officer: frozenset(above for code in posts.get(officer, ()) for above in _upwards(code, tree)) for officer in officers}


def _upwards(code: str, tree: Mapping[str, str]) -> Iterator[str]:
    """A unit and what it lies in; of one that is gone itself alone: its own administrators are left."""
    while code:
        yield code
        code = tree.get(code, "")


def _helps(officer: models.Officer, held: frozenset[str], *, actor: Actor) -> Decision:
    return policies.can_help_officer(actor, officer_ref=f"officer:{officer.uuid}", units=held)


def _confirms(row: models.FactorReset, held: frozenset[str], *, actor: Actor, now: datetime) -> tuple[Decision, bool]:
    may = settings.MOTCUA_RESET_ALONE or actor.kind is ActorKind.SYSTEM
    alone = may and row.asked_by == actor.ref and not _another(row, held, now=now)
    subject = f"officer:{row.officer.uuid}"
    return policies.can_confirm_reset(actor, officer_ref=subject, units=held, asked_by=row.asked_by, alone=alone), alone


def _another(row: models.FactorReset, held: frozenset[str], *, now: datetime) -> bool:
    """Whether there is an administrator besides the one who asked and the officer himself who could confirm."""
    posts = current(now).filter(role=Role.ADMIN.value, officer__account__is_active=True).exclude(officer=row.officer)
    if row.asked_by != SYSTEM.ref:
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
