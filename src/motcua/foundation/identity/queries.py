"""Reads of identity."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from motcua.foundation.identity import contracts, models
from motcua.kernel.actors import ANONYMOUS, SYSTEM, Actor, ActorKind, PositionHeld, Role
from motcua.kernel.identifiers import Sex, parse_personal_number
from motcua.kit.fields import blind_index

NUMBER_PURPOSE = "personal_number"


def number_index(personal_number: str) -> str:
    """The blind index of a personal number; ``InvalidPersonalNumber`` when it cannot exist."""
    return blind_index(parse_personal_number(personal_number).number, purpose=NUMBER_PURPOSE)


def system_actor() -> Actor:
    """The system itself, for work that nobody asked for in person."""
    return SYSTEM


def actor_of(*, account_id: int, now: datetime) -> Actor:
    """Who this account is now: a citizen at the best level seen, or an officer with the positions held now; ANONYMOUS otherwise.

    What the running session adds or takes away (level of this sign-in, second factor) is the web edge's business.
    """
    account = models.Account.objects.filter(pk=account_id, is_active=True).select_related("person", "officer").first()
    if account is None:
        return ANONYMOUS
    if account.kind == contracts.AccountKind.OFFICER and hasattr(account, "officer"):
        row = account.officer
        held = tuple(_held(p) for p in _current(now).filter(officer=row).order_by("pk"))
        return Actor(kind=ActorKind.OFFICER, subject_id=row.uuid, name=row.full_name, positions=held)
    if account.kind == contracts.AccountKind.CITIZEN and hasattr(account, "person"):
        person_row = account.person
        return Actor(kind=ActorKind.CITIZEN, subject_id=person_row.uuid, name=person_row.full_name, level=person_row.level)
    return ANONYMOUS


def person(*, person_id: UUID) -> contracts.Person:
    """The person of that id; ``PersonUnknown``."""
    row = models.Person.objects.filter(uuid=person_id).first()
    if row is None:
        raise contracts.PersonUnknown
    return to_person(row)


def people(*, person_ids: Iterable[UUID]) -> dict[UUID, contracts.Person]:
    """Several people at once, by id; unknown ids are left out."""
    return {row.uuid: to_person(row) for row in models.Person.objects.filter(uuid__in=list(person_ids))}


def person_by_number(*, number: str) -> contracts.Person | None:
    """The person with this personal number, or None; ``InvalidPersonalNumber`` for a number that cannot exist."""
    row = models.Person.objects.filter(number_index=number_index(number)).first()
    return None if row is None else to_person(row)


def account_of(*, person_id: UUID) -> int | None:
    """The account of a person, or None for a person who never signed in."""
    return models.Person.objects.filter(uuid=person_id).values_list("account_id", flat=True).first()


def officer(*, officer_id: UUID, now: datetime) -> contracts.Officer:
    """The officer of that id with the positions held now; ``OfficerUnknown``."""
    found = _officers(models.Officer.objects.filter(uuid=officer_id), now=now)
    if not found:
        raise contracts.OfficerUnknown
    return found[0]


def officer_by_code(*, code: str, now: datetime) -> contracts.Officer:
    """The officer of that code; ``OfficerUnknown``."""
    found = _officers(models.Officer.objects.filter(code=code), now=now)
    if not found:
        raise contracts.OfficerUnknown
    return found[0]


def officer_actor(*, code: str, now: datetime) -> Actor:
    """The officer of that code as an actor, for scripts and the simulator; ``OfficerUnknown``."""
    found = officer_by_code(code=code, now=now)
    return Actor(kind=ActorKind.OFFICER, subject_id=found.uuid, name=found.full_name, positions=found.positions)


def officers_in(*, unit_code: str, role: Role | None = None, now: datetime) -> tuple[contracts.Officer, ...]:
    """Officers who hold a position (of that role) in the unit now, by name."""
    held = _current(now).filter(unit_code=unit_code)
    if role is not None:
        held = held.filter(role=role.value)
    rows = models.Officer.objects.filter(pk__in=held.values("officer_id")).order_by("full_name", "pk")
    return tuple(_officers(rows, now=now))


def organisation(*, organisation_id: UUID) -> contracts.Organisation | None:
    """The organisation of that id, or None."""
    row = models.Organisation.objects.filter(uuid=organisation_id).first()
    return None if row is None else contracts.Organisation(uuid=row.uuid, tax_code=row.tax_code, name=row.name)


def represented_by(*, person_id: UUID, now: datetime) -> tuple[contracts.Organisation, ...]:
    """Organisations that the person represents now."""
    rows = models.Organisation.objects.filter(
        Q(representations__valid_to=None) | Q(representations__valid_to__gt=now),
        representations__person__uuid=person_id,
        representations__valid_from__lte=now,
    ).distinct()
    return tuple(contracts.Organisation(uuid=row.uuid, tax_code=row.tax_code, name=row.name) for row in rows.order_by("name"))


def to_person(row: models.Person) -> contracts.Person:
    """The contract of a row."""
    return contracts.Person(
        uuid=row.uuid,
        personal_number=row.personal_number,
        full_name=row.full_name,
        born_on=row.born_on,
        sex=Sex(row.sex),
        phone=row.phone,
        email=row.email,
        residence_unit_code=row.residence_unit_code,
        residence_line=row.residence_line,
        level=row.level,
    )


def _current(now: datetime) -> QuerySet[models.Position]:
    return models.Position.objects.filter(Q(valid_to=None) | Q(valid_to__gt=now), valid_from__lte=now)


def _officers(rows: QuerySet[models.Officer], *, now: datetime) -> list[contracts.Officer]:
    found = rows.prefetch_related(Prefetch("positions", queryset=_current(now).order_by("pk"), to_attr="held"))
    return [
        contracts.Officer(uuid=row.uuid, code=row.code, full_name=row.full_name, positions=tuple(_held(p) for p in row.held))  # type: ignore[attr-defined]
        for row in found
    ]


def _held(row: models.Position) -> PositionHeld:
    return PositionHeld(position_id=row.pk, unit_code=row.unit_code, unit_id=row.unit_id, role=Role(row.role), title=row.title)
