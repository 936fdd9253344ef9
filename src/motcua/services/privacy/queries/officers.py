"""Who looks after personal data on a day."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time
from uuid import UUID

from django.db.models import Q, QuerySet

from motcua.foundation.identity import api as identity
from motcua.foundation.units import api as units
from motcua.kernel.actors import Actor, ActorKind, Role
from motcua.kernel.clock import VIETNAM, local_date
from motcua.kernel.errors import NamedError
from motcua.kit import clock
from motcua.services.privacy import models
from motcua.services.privacy.contracts import DpoTerm


def terms(*, on: date | None = None) -> tuple[DpoTerm, ...]:
    """Everybody named, the latest first; with ``on`` those who answer on that day."""
    rows = models.Dpo.objects.order_by("-effective_from", "pk")
    found = list(rows if on is None else _on(rows, on).filter(officer_id__in=named_ids(on=on)))
    names = unit_names(wanted={(row.unit_code, row.effective_from) for row in found})
    return tuple(_term(row, names[row.unit_code, row.effective_from]) for row in found)


def is_dpo(*, actor: Actor, on: date) -> bool:
    """Whether the actor looks after personal data on that day.

    While nobody named holds a post, administrators do: a breach must never find nobody responsible.
    """
    if actor.kind is not ActorKind.OFFICER or actor.subject_id is None or not actor.positions:
        return False
    if _on(models.Dpo.objects.filter(officer_id=actor.subject_id), on).exists():
        return True
    return any(p.role is Role.ADMIN for p in actor.own_positions) and not named_ids(on=on)


def named_now(*, actor: Actor) -> QuerySet[models.Dpo] | None:
    """A row exactly while the officer is named and holds a post; None for everybody who is no officer in a post.

    Administrators who stand in while nobody is named (see ``is_dpo``) open no dossier for that: to see one takes a decision with his name.
    """
    if actor.kind is not ActorKind.OFFICER or actor.subject_id is None or not actor.positions:
        return None
    return _on(models.Dpo.objects.filter(officer_id=actor.subject_id), local_date(clock.now()))


def named_ids(*, on: date) -> tuple[UUID, ...]:
    """Officers named on that day who still hold a post at its end: whoever left the service answers for nothing."""
    named = dict.fromkeys(_on(models.Dpo.objects.order_by("pk"), on).values_list("officer_id", flat=True))
    return tuple(officer_id for officer_id in named if _holds_post(officer_id, on=on))


def _holds_post(officer_id: UUID, *, on: date) -> bool:
    try:
        return bool(identity.officer(officer_id=officer_id, now=datetime.combine(on, time.max, tzinfo=VIETNAM)).positions)
    except NamedError:
        return False


def unit_name(*, code: str, on: date) -> str:
    """The full name of a unit on a day; its code for one that was not there."""
    return unit_names(wanted=[(code, on)])[code, on]


def unit_names(*, wanted: Collection[tuple[str, date]]) -> dict[tuple[str, date], str]:
    """The same of many units, each on its own day, in one statement."""
    found = units.names_at(wanted=wanted) if wanted else {}
    return {(code, on): found.get((code, on), code) for code, on in wanted}


def _on(rows: QuerySet[models.Dpo], on: date) -> QuerySet[models.Dpo]:
    return rows.filter(Q(effective_to=None) | Q(effective_to__gt=on), effective_from__lte=on)


def _term(row: models.Dpo, unit: str) -> DpoTerm:
    return DpoTerm(
        term_id=row.uuid, officer_id=row.officer_id, officer_name=row.officer_name, unit_code=row.unit_code,
        unit_name=unit, basis=row.basis, effective_from=row.effective_from,
        effective_to=row.effective_to,
    )  # fmt: skip
