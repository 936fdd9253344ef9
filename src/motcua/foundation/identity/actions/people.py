"""People: recorded from the provider's claims, signed in, told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from allauth.socialaccount.models import SocialAccount
from django.db import transaction

from motcua.foundation.identity import contracts, events, models, queries, rules
from motcua.foundation.identity.actions import links
from motcua.foundation.identity.actions.organisations import represent
from motcua.foundation.outbox import api as outbox
from motcua.kernel.actors import Actor, ActorKind
from motcua.kernel.text import fold

PROVIDER = "vneid"


def sign_in_citizen(*, claims: Mapping[str, Any], now: datetime, provider: str = PROVIDER, wanted: int = 0) -> contracts.SignedIn:
    """Record the person, her account and her organisation in one step; signing in twice changes nothing more.

    The same personal number is the same person, whichever provider vouches for her. Raises ``ClaimsInvalid``, ``LevelNotReached`` below
    ``wanted``, ``SignInClosed``, and ``PeopleDisagree``, which also leaves a note for an operator.
    """
    read = rules.read_claims(claims, provider=queries.provider(provider))
    if read.level < wanted:
        raise contracts.LevelNotReached(needed=wanted, held=read.level)
    try:
        with transaction.atomic():
            return _sign_in(read, provider=provider, now=now)
    except links.Disagreement as found:
        links.note_disagreement(found, read, provider=provider, now=now)
        raise found.named() from found


def _sign_in(read: contracts.PersonClaims, *, provider: str, now: datetime) -> contracts.SignedIn:
    index = queries.number_index(read.personal_number)
    known = models.Person.objects.select_for_update().filter(number_index=index).first()
    links.check_link(known, read, provider=provider)
    row = _upsert(read, now=now)
    if row.account is None:
        row.account = models.Account.objects.create(username=f"{provider}.{read.subject}"[:150], kind=contracts.AccountKind.CITIZEN)
        row.account.set_unusable_password()
        row.account.save(update_fields=["password"])
        row.save(update_fields=["account"])
    SocialAccount.objects.update_or_create(provider=provider, uid=read.subject, defaults={"user": row.account, "extra_data": {}})
    represent(row, tax_code=read.tax_code, name=read.organisation_name, tells=queries.provider(provider).tells_organisations, now=now)
    return contracts.SignedIn(account_id=row.account.pk, person=queries.to_person(row), level=read.level, at=now)


@transaction.atomic
def note_sign_in(*, actor: Actor, method: str, now: datetime) -> None:
    """Tell that a session was opened; anonymous actors are not told."""
    if actor.subject_id is None:
        return
    fact = events.SessionOpened(subject_id=actor.subject_id, kind=str(actor.kind), method=method, level=actor.level, opened_at=now)
    outbox.publish(event=fact, now=now, actor=actor)


def _upsert(read: contracts.PersonClaims, *, now: datetime) -> models.Person:
    facts: dict[str, Any] = {
        "personal_number": read.personal_number,
        "full_name": read.full_name,
        "sex": read.sex.value,
        "updated_at": now,
    }
    # What a narrower scope or a lower level does not tell is kept, not wiped.
    told = {name: getattr(read, name) for name in ("born_on", "phone", "email", "residence_unit_code", "residence_line")}
    facts |= {name: value for name, value in told.items() if value}
    index = queries.number_index(read.personal_number)
    known = models.Person.objects.filter(number_index=index).first()
    if known is not None and known.level and fold(known.full_name) == fold(read.full_name):
        del facts["full_name"]  # the same name in capitals, or with its tones elsewhere, is no news
    row, made = models.Person.objects.select_for_update().update_or_create(
        number_index=index, defaults=facts, create_defaults={**facts, "full_name": read.full_name, "level": read.level, "created_at": now}
    )
    if made:
        _tell_registered(row, now=now, actor=Actor(kind=ActorKind.CITIZEN, subject_id=row.uuid, level=read.level))
    elif row.level < read.level:
        row.level = read.level
        row.save(update_fields=["level"])
    return row


def _tell_registered(row: models.Person, *, now: datetime, actor: Actor) -> None:
    fact = events.PersonRegistered(person_id=row.uuid, level=row.level, residence_unit_code=row.residence_unit_code, registered_at=now)
    outbox.publish(event=fact, now=now, actor=actor)
