"""Organisations, and who may act for them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from motcua.foundation.identity import contracts, models
from motcua.foundation.identity.rules import organisations as rules
from motcua.foundation.registers import api as registers
from motcua.kernel.actors import Scope
from motcua.kernel.clock import local_date
from motcua.kernel.identifiers import TaxCodeKind, parse_tax_code
from motcua.kit.fields import blind_index

CODE_PURPOSE = "organisation_code"
TOLD_RULE = "identity.representation_days"


def organisation(*, organisation_id: UUID) -> contracts.Organisation | None:
    """The organisation of that id, or None."""
    row = models.Organisation.objects.filter(uuid=organisation_id).first()
    return None if row is None else to_organisation(row)


def represented_by(*, person_id: UUID, now: datetime) -> tuple[contracts.Organisation, ...]:
    """Organisations that the person may act for now, by name: as legal representative, else as far as she was authorised.

    A representation counts as long as a provider told it within the days of ``identity.representation_days``.
    """
    rows = models.Representation.objects.filter(Q(valid_to=None) | Q(valid_to__gt=now), person__uuid=person_id, valid_from__lte=now)
    found = {row.organisation_id: to_organisation(row.organisation) for row in _told(rows.select_related("organisation"), now=now)}
    for given in _in_force(now).filter(person__uuid=person_id).select_related("organisation"):
        found.setdefault(given.organisation_id, to_organisation(given.organisation, scope=_scope(given), until=given.valid_to))
    return tuple(sorted(found.values(), key=lambda one: (one.name, one.tax_code)))


def must_represent(*, person_id: UUID, organisation_id: UUID, now: datetime) -> contracts.Organisation:
    """The organisation, if the person may act for it now, with the bounds of her power; ``NotRepresentative``."""
    for found in represented_by(person_id=person_id, now=now):
        if found.uuid == organisation_id:
            return found
    raise contracts.NotRepresentative


def representatives(*, organisation_id: UUID, now: datetime) -> tuple[contracts.Representative, ...]:
    """Who represents the organisation by law now, longest first."""
    rows = models.Representation.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=now), organisation__uuid=organisation_id, valid_from__lte=now
    ).select_related("person")
    return tuple(
        contracts.Representative(person_id=r.person.uuid, full_name=r.person.full_name, valid_from=r.valid_from, valid_to=r.valid_to)
        for r in _told(rows.order_by("valid_from", "pk"), now=now)
    )


def authorisations_of(*, organisation_id: UUID, now: datetime, ended: bool = False) -> tuple[contracts.Authorisation, ...]:
    """What an organisation gave to others, the latest first; with ``ended`` also what is over."""
    rows = models.Authorisation.objects.filter(organisation__uuid=organisation_id)
    return _contracts(rows if ended else _not_over(rows, now), now=now)


def authorisations_to(*, person_id: UUID, now: datetime, ended: bool = False) -> tuple[contracts.Authorisation, ...]:
    """What was given to a person, also what waits for her to accept it, the latest first."""
    index = models.Person.objects.filter(uuid=person_id).values("number_index")
    rows = models.Authorisation.objects.filter(number_index__in=index)
    return _contracts(rows if ended else _not_over(rows, now), now=now)


def authorisation(*, authorisation_id: UUID, person_id: UUID, now: datetime) -> contracts.Authorisation:
    """One authorisation, for its receiver and for the organisation's representatives; ``AuthorisationUnknown`` for everybody else."""
    rows = models.Authorisation.objects.filter(uuid=authorisation_id).filter(
        Q(number_index__in=models.Person.objects.filter(uuid=person_id).values("number_index"))
        | Q(organisation__uuid__in=[one.uuid for one in represented_by(person_id=person_id, now=now) if one.scope is None])
    )
    found = _contracts(rows, now=now)
    if not found:
        raise contracts.AuthorisationUnknown
    return found[0]


def to_organisation(row: models.Organisation, *, scope: Scope | None = None, until: datetime | None = None) -> contracts.Organisation:
    """The contract of a row, with the bounds of whoever asks."""
    code = parse_tax_code(row.tax_code or row.personal_code)
    return contracts.Organisation(
        uuid=row.uuid, tax_code=code.code, name=row.name, kind=rules.kind_of(code), scope=scope, until=until
    )


def to_authorisation(row: models.Authorisation, *, now: datetime) -> contracts.Authorisation:
    """The contract of a row."""
    return contracts.Authorisation(
        uuid=row.uuid, organisation=to_organisation(row.organisation), person_id=row.person.uuid if row.person else None, name=row.name,
        masked_number=f"{row.number[:3]}••••••{row.number[-3:]}", scope=_scope(row), valid_from=row.valid_from, valid_to=row.valid_to,
        basis_number=row.basis_number, basis_on=row.basis_on, given_by=row.given_by.full_name, given_at=row.given_at,
        state=rules.state_of(
            valid_from=row.valid_from, valid_to=row.valid_to, accepted_at=row.accepted_at, ended_at=row.ended_at, now=now
        ),
        accepted_at=row.accepted_at, ended_at=row.ended_at,
        ended_cause=contracts.AuthorisationEnd(row.ended_cause) if row.ended_cause else None,
    )  # fmt: skip


def by_code(code: str) -> dict[str, str]:
    """How an organisation is looked up: by its public code, or by the blind index of a personal one."""
    read = parse_tax_code(code)
    if read.kind is TaxCodeKind.PERSON:
        return {"personal_index": blind_index(read.code, purpose=CODE_PURPOSE)}
    return {"tax_code": read.code}


def _told(rows: Iterable[models.Representation], *, now: datetime) -> list[models.Representation]:
    """Those that a provider told lately: who never signs in again is not a representative for ever."""
    found = list(rows)
    if not found:
        return []
    try:
        days = int(registers.rule(code=TOLD_RULE, on=local_date(now)).value)
    except registers.RuleUnknown:
        days = rules.TOLD_DAYS
    since = now - timedelta(days=days)
    return [row for row in found if (row.told_at or row.valid_from) > since]


def _in_force(now: datetime) -> QuerySet[models.Authorisation]:
    open_now = Q(ended_at=None) | Q(ended_at__gt=now)
    return models.Authorisation.objects.filter(open_now, accepted_at__lte=now, valid_from__lte=now, valid_to__gt=now)


def _not_over(rows: QuerySet[models.Authorisation], now: datetime) -> QuerySet[models.Authorisation]:
    return rows.filter(Q(ended_at=None) | Q(ended_at__gt=now), valid_to__gt=now)


def _contracts(rows: QuerySet[models.Authorisation], *, now: datetime) -> tuple[contracts.Authorisation, ...]:
    found = rows.select_related("organisation", "person", "given_by").order_by("-given_at", "-pk")
    return tuple(to_authorisation(row, now=now) for row in found)


def _scope(row: models.Authorisation) -> Scope:
    return Scope(frozenset(row.procedures), frozenset(row.fields), frozenset(row.verbs))
