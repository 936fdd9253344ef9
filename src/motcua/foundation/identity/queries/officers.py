"""Officers and the powers they have at an instant. Nothing is kept between two questions: a power ends when it ends."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from motcua.foundation.identity import contracts, models
from motcua.foundation.identity.queries.powers import powers
from motcua.kernel.actors import ANONYMOUS, SYSTEM, Actor, ActorKind, PositionHeld, Role


def system_actor() -> Actor:
    """The system itself, for work that nobody asked for in person."""
    return SYSTEM


def actor_of(*, account_id: int, now: datetime) -> Actor:
    """Who this account is now: a citizen at the best level seen, or an officer with the powers held now, own and delegated; else ANONYMOUS.

    What the running session adds or takes away (level of this sign-in, second factor) is the web edge's business.
    """
    account = models.Account.objects.filter(pk=account_id, is_active=True).select_related("person", "officer").first()
    return ANONYMOUS if account is None else account_actor(account, now=now)


def account_actor(account: models.Account, *, now: datetime) -> Actor:
    """The actor of an account's row that was read with its person and officer."""
    if account.kind == contracts.AccountKind.OFFICER and hasattr(account, "officer"):
        return _as_actor(account.officer, now=now)
    if account.kind == contracts.AccountKind.CITIZEN and hasattr(account, "person"):
        person_row = account.person
        return Actor(kind=ActorKind.CITIZEN, subject_id=person_row.uuid, name=person_row.full_name, level=person_row.level)
    return ANONYMOUS


def officer(*, officer_id: UUID, now: datetime) -> contracts.Officer:
    """The officer of that id with the positions held now in his own name; ``OfficerUnknown``."""
    return _one(models.Officer.objects.filter(uuid=officer_id), now=now)


def officer_names(*, officer_ids: Collection[UUID]) -> dict[UUID, str]:
    """The names of several officers by id, also of those who have left; unknown ids are left out."""
    return dict(models.Officer.objects.filter(uuid__in=list(officer_ids)).values_list("uuid", "full_name"))


def officer_by_code(*, code: str, now: datetime) -> contracts.Officer:
    """The officer of that code; ``OfficerUnknown``."""
    return _one(models.Officer.objects.filter(code=code), now=now)


def officer_actor(*, code: str, now: datetime) -> Actor:
    """The officer of that code as an actor, with own and delegated powers, for scripts and the simulator; ``OfficerUnknown``."""
    row = models.Officer.objects.filter(code=code).first()
    if row is None:
        raise contracts.OfficerUnknown
    return _as_actor(row, now=now)


def officers_in(*, unit_code: str, role: Role | None = None, now: datetime, with_delegates: bool = False) -> tuple[contracts.Officer, ...]:
    """Officers who hold a position (of that role) in the unit now, by name; on request also those who act in the place of one.

    Every officer comes with the positions of his own: who acts for whom is in ``officer_actor``.
    """
    held = current(now).filter(unit_code=unit_code)
    if role is not None:
        held = held.filter(role=role.value)
    wanted = Q(pk__in=held.values("officer_id"))
    if with_delegates:
        lent = _lent(now).filter(position_id__in=held.values("pk"), to_officer_id__in=current(now).values("officer_id"))
        wanted |= Q(pk__in=lent.values("to_officer_id"))
    return tuple(officers(models.Officer.objects.filter(wanted).order_by("full_name", "pk"), now=now))


def find_officers(
    *, query: str = "", unit_code: str = "", now: datetime, after: str = "", limit: int = 25
) -> tuple[contracts.Officer, ...]:
    """Officers by code or a part of the name, those of one unit when given, in the order of their codes after ``after``."""
    rows = models.Officer.objects.order_by("code")
    if query:
        rows = rows.filter(Q(full_name__icontains=query) | Q(code__icontains=query))
    if unit_code:
        rows = rows.filter(pk__in=current(now).filter(unit_code=unit_code).values("officer_id"))
    if after:
        rows = rows.filter(code__gt=after)
    return tuple(officers(rows[:limit], now=now))


def current(now: datetime) -> QuerySet[models.Position]:
    """Positions in force at an instant."""
    return models.Position.objects.filter(Q(valid_to=None) | Q(valid_to__gt=now), valid_from__lte=now)


def officers(rows: QuerySet[models.Officer], *, now: datetime) -> list[contracts.Officer]:
    """The contracts of rows, with the positions held now."""
    found = rows.prefetch_related(Prefetch("positions", queryset=current(now).order_by("pk"), to_attr="held"))
    return [
        contracts.Officer(uuid=row.uuid, code=row.code, full_name=row.full_name, positions=tuple(_held(p) for p in row.held))  # type: ignore[attr-defined]
        for row in found
    ]


def _lent(now: datetime) -> QuerySet[models.Delegation]:
    """Delegations in force at an instant, but for the posts they rest on."""
    return models.Delegation.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=now),
        Q(ended_at=None) | Q(ended_at__gt=now),
        Q(needs_second=False) | Q(confirmed_at__lte=now),
        valid_from__lte=now,
    )


def _as_actor(row: models.Officer, *, now: datetime) -> Actor:
    return Actor(kind=ActorKind.OFFICER, subject_id=row.uuid, name=row.full_name, positions=powers(officer_pk=row.pk, now=now))


def _one(rows: QuerySet[models.Officer], *, now: datetime) -> contracts.Officer:
    found = officers(rows, now=now)
    if not found:
        raise contracts.OfficerUnknown
    return found[0]


def _held(row: models.Position) -> PositionHeld:
    return PositionHeld(position_id=row.pk, unit_code=row.unit_code, unit_id=row.unit_id, role=Role(row.role), title=row.title)
