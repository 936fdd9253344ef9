"""Organisations: recorded from the provider's claims; what their representatives let others do, accepted, given back, ended."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from motcua.foundation.identity import contracts, events, models, queries
from motcua.foundation.identity.queries.organisations import by_code
from motcua.foundation.identity.rules import organisations as rules
from motcua.foundation.outbox import api as outbox
from motcua.foundation.registers import api as registers
from motcua.kernel.actors import Actor, Scope
from motcua.kernel.clock import local_date
from motcua.kernel.identifiers import TaxCodeKind, parse_personal_number, parse_tax_code
from motcua.kernel.text import squeeze

RULE = "identity.authorisation_days_most"


def represent(row: models.Person, *, tax_code: str, name: str, tells: bool, now: datetime) -> models.Organisation | None:
    """Open or close representations so that they say what the provider says today; None when it told no organisation.

    ``tells``: this provider speaks of organisations, so that its silence ends what was told before. Another person's stays: an
    organisation may have several representatives (Bộ luật Dân sự 91/2015/QH13 Điều 137).
    """
    current = models.Representation.objects.filter(person=row, valid_to=None)
    if not tax_code or not name:
        if tells:
            current.filter(valid_from__lt=now).update(valid_to=now)
        return None
    found, _ = models.Organisation.objects.update_or_create(
        **by_code(tax_code), defaults={"name": name}, create_defaults={**_code_columns(tax_code), "name": name, "created_at": now}
    )
    current.exclude(organisation=found).filter(valid_from__lt=now).update(valid_to=now)
    if not current.filter(organisation=found).update(told_at=now):
        models.Representation.objects.create(person=row, organisation=found, valid_from=now, told_at=now)
    return found


@transaction.atomic
def authorise(
    *, organisation_id: UUID, personal_number: str, full_name: str, scope: Scope, valid_from: datetime, valid_to: datetime,
    basis_number: str, basis_on: date, actor: Actor, now: datetime, idempotency_key: str = "",
) -> contracts.Authorisation:  # fmt: skip
    """Let a person act for an organisation within ``scope`` (verbs of ``ActFor``); it counts once she accepts it.

    Only a legal representative who acts for the organisation gives. One that waits is replaced at once, an accepted one when the
    person accepts the new one. Errors: ``NotRepresentative``, ``AuthorisationWrong``, ``InvalidPersonalNumber``, ``KeyReused``.
    """
    giver = _representative(actor, organisation_id, now=now)
    number, name, paper = parse_personal_number(personal_number).number, squeeze(full_name), squeeze(basis_number)[:80]
    body = {
        "organisation": str(organisation_id), "number": queries.number_index(number), "from": local_date(valid_from),
        "until": local_date(valid_to), "basis": [paper, basis_on], **scope.lists(),
    }  # fmt: skip
    key = f"identity.authorise:{actor.ref}"
    claimed = outbox.once(scope=key, key=idempotency_key, body=body, now=now) if idempotency_key else None
    if claimed is not None and claimed.result is not None:
        return queries.to_authorisation(_row(UUID(claimed.result["authorisation"])), now=now)
    rules.check_receiver(number=number, name=name, giver=giver.personal_number)
    rules.check(
        scope=scope, valid_from=valid_from, valid_to=valid_to, basis_number=paper, basis_on=basis_on, now=now, days_most=_days_most(now=now)
    )
    organisation = models.Organisation.objects.select_for_update().get(uuid=organisation_id)
    index = queries.number_index(number)
    _replace(organisation, index, actor=actor, now=now, accepted_at=None)
    row = models.Authorisation.objects.create(
        organisation=organisation, number=number, number_index=index, name=name, **scope.lists(), valid_from=valid_from, valid_to=valid_to,
        basis_number=paper, basis_on=basis_on, given_by=giver, given_at=now,
    )  # fmt: skip
    if claimed is not None:
        claimed.keep({"authorisation": str(row.uuid)})
    fact = events.AuthorisationGiven(
        authorisation_id=row.uuid, organisation_id=organisation_id, verbs=row.verbs, valid_from=valid_from, valid_to=valid_to, at=now
    )
    outbox.publish(event=fact, now=now, actor=actor)
    return queries.to_authorisation(row, now=now)


@transaction.atomic
def accept_authorisation(*, authorisation_id: UUID, actor: Actor, now: datetime) -> contracts.Authorisation:
    """The person agrees to act for the organisation; from now on it counts, and the one she had is over.

    ``AuthorisationUnknown``, ``AuthorisationSettled``.
    """
    row = _received(authorisation_id, actor)
    found = queries.to_authorisation(row, now=now)
    if found.state is not contracts.AuthorisationState.WAITING:
        raise contracts.AuthorisationSettled
    _replace(row.organisation, row.number_index, actor=actor, now=now, accepted_at__isnull=False)
    row.person = models.Person.objects.get(number_index=row.number_index)
    row.accepted_at = now
    row.save(update_fields=["person", "accepted_at"])
    fact = events.AuthorisationAccepted(
        authorisation_id=row.uuid, organisation_id=row.organisation.uuid, person_id=row.person.uuid, at=now
    )
    outbox.publish(event=fact, now=now, actor=actor)
    return queries.to_authorisation(row, now=now)


@transaction.atomic
def end_authorisation(*, authorisation_id: UUID, actor: Actor, now: datetime) -> contracts.Authorisation:
    """End it at ``now``: the representative revokes, the receiver declines or gives it back. One that is over stays as it is.

    ``AuthorisationUnknown`` for everybody else.
    """
    row = _row(authorisation_id, lock=True)
    mine = actor.subject_id is not None and row.number_index == _own_index(actor)
    if not mine:
        _representative_or_unknown(actor, row, now=now)
    if row.ended_at is None and row.valid_to > now:
        causes = contracts.AuthorisationEnd
        cause = causes.REVOKED if not mine else causes.RETURNED if row.accepted_at is not None else causes.DECLINED
        _end(row, cause=cause, actor=actor, now=now)
    return queries.to_authorisation(row, now=now)


@transaction.atomic
def note_acting(*, actor: Actor, organisation_id: UUID | None, now: datetime) -> None:
    """Tell that a person began to act for an organisation, or acts for herself again (None)."""
    if actor.subject_id is None:
        return
    outbox.publish(event=events.ActingSwitched(person_id=actor.subject_id, organisation_id=organisation_id, at=now), now=now, actor=actor)


def _replace(organisation: models.Organisation, index: str, *, actor: Actor, now: datetime, **which: bool | None) -> None:
    """End the person's open ones of that kind; the lock lets one that is being accepted be."""
    rows = models.Authorisation.objects.filter(organisation=organisation, number_index=index, ended_at=None, **which)
    for before in rows.select_related("organisation").select_for_update(of=("self",)):
        _end(before, cause=contracts.AuthorisationEnd.REPLACED, actor=actor, now=now)


def _end(row: models.Authorisation, *, cause: contracts.AuthorisationEnd, actor: Actor, now: datetime) -> None:
    row.ended_at, row.ended_cause = now, cause.value
    row.save(update_fields=["ended_at", "ended_cause"])
    fact = events.AuthorisationEnded(
        authorisation_id=row.uuid, organisation_id=row.organisation.uuid, cause=cause.value, ended_at=now
    )
    outbox.publish(event=fact, now=now, actor=actor)


def _representative(actor: Actor, organisation_id: UUID, *, now: datetime) -> models.Person:
    """The person of an actor who represents the organisation by law and speaks for it in this session."""
    person_id = actor.subject_id
    if person_id is None or actor.organisation_id != organisation_id:
        raise contracts.NotRepresentative
    if queries.must_represent(person_id=person_id, organisation_id=organisation_id, now=now).scope is not None:
        raise contracts.NotRepresentative
    return models.Person.objects.get(uuid=person_id)


def _representative_or_unknown(actor: Actor, row: models.Authorisation, *, now: datetime) -> None:
    try:
        _representative(actor, row.organisation.uuid, now=now)
    except contracts.NotRepresentative as error:
        raise contracts.AuthorisationUnknown from error


def _received(authorisation_id: UUID, actor: Actor) -> models.Authorisation:
    row = _row(authorisation_id, lock=True)
    if actor.subject_id is None or row.number_index != _own_index(actor):
        raise contracts.AuthorisationUnknown
    return row


def _own_index(actor: Actor) -> str | None:
    if actor.subject_id is None:
        return None
    return models.Person.objects.filter(uuid=actor.subject_id).values_list("number_index", flat=True).first()


def _row(authorisation_id: UUID, *, lock: bool = False) -> models.Authorisation:
    rows = models.Authorisation.objects.select_related("organisation", "person", "given_by")
    row = (rows.select_for_update(of=("self",)) if lock else rows).filter(uuid=authorisation_id).first()
    if row is None:
        raise contracts.AuthorisationUnknown
    return row


def _code_columns(tax_code: str) -> dict[str, str]:
    read = parse_tax_code(tax_code)
    personal = {"personal_code": read.code} if read.kind is TaxCodeKind.PERSON else {}
    return {**by_code(tax_code), **personal}


def _days_most(*, now: datetime) -> int:
    try:
        return int(registers.rule(code=RULE, on=local_date(now)).value)
    except registers.RuleUnknown:
        return rules.DAYS_MOST
