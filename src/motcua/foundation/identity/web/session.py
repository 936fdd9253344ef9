"""What a session knows beyond its account: level of the sign-in, organisation acted for."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from allauth.account.authentication import get_authentication_records
from django.http import HttpRequest

from motcua.foundation.identity import api, rules
from motcua.foundation.identity.contracts import AccountKind, NotRepresentative
from motcua.kernel.actors import ANONYMOUS, Actor, ActorKind

LEVEL, ORGANISATION = "identity.level", "identity.organisation"


def actor_for(request: HttpRequest, *, now: datetime) -> Actor:
    """Who acts in this request.

    An officer without a second factor in this session is nobody; a citizen has the level she signed in with.
    """
    user: Any = request.user
    if not user.is_authenticated:
        return ANONYMOUS
    actor = api.actor_of(account_id=user.pk, now=now)
    if actor.kind == ActorKind.OFFICER:
        return actor if rules.has_second_factor(get_authentication_records(request, user)) else ANONYMOUS
    if actor.kind != ActorKind.CITIZEN:
        return ANONYMOUS
    level = min(actor.level, int(request.session.get(LEVEL, 0)))
    return replace(actor, level=level, organisation_id=_organisation(request, actor, now=now))


def open_citizen_session(request: HttpRequest, *, login: Any, now: datetime) -> None:
    """Keep the level of this sign-in and tell that the session opened."""
    signed_in = getattr(login, "motcua", None)
    if signed_in is None:
        return
    request.session[LEVEL] = signed_in.level
    request.session.pop(ORGANISATION, None)
    actor = Actor(kind=ActorKind.CITIZEN, subject_id=signed_in.person.uuid, level=signed_in.level)
    api.note_sign_in(actor=actor, method="vneid", now=now)


def is_officer_account(request: HttpRequest) -> bool:
    """Whether the session belongs to an officer, with or without a second factor yet."""
    user: Any = request.user
    return bool(user.is_authenticated and user.kind == AccountKind.OFFICER)


def _organisation(request: HttpRequest, actor: Actor, *, now: datetime) -> UUID | None:
    chosen = request.session.get(ORGANISATION)
    if not chosen or actor.subject_id is None:
        return None
    try:
        return api.must_represent(person_id=actor.subject_id, organisation_id=UUID(chosen), now=now).uuid
    except NotRepresentative:
        del request.session[ORGANISATION]
        return None
