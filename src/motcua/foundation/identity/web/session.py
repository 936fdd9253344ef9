"""What a session knows beyond its account: its id, how surely the person is known, the organisation acted for."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from allauth.account.authentication import get_authentication_records
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest

from motcua.foundation.identity import actions, api, queries, rules
from motcua.foundation.identity.contracts import AccountKind, NotRepresentative, Organisation, SessionEnd, SignInProof
from motcua.foundation.identity.queries.sessions import AMR, AUTH_TIME, LEVEL, PROVIDER_KEY, SID
from motcua.foundation.identity.web import words
from motcua.kernel.actors import ANONYMOUS, Actor, ActorKind
from motcua.kernel.clock import SystemClock
from motcua.kit.fields import Unreadable, decrypt, encrypt
from motcua.kit.web.middleware import wants_json

ORGANISATION = "identity.organisation"
BEST = 2
LOGOUT = "identity.logout"
_BEFORE, _INTO, _AGAIN = "motcua_session_before", "motcua_signs_into", "motcua_signs_in_again"
machine = SystemClock()


def actor_for(request: HttpRequest, *, now: datetime) -> Actor:
    """Who acts in this request.

    An officer without a second factor in this session is nobody; a citizen has the level she signed in with. A session that was ended
    elsewhere or lapsed is emptied here, whatever the cookie says.
    """
    user: Any = request.user
    if not user.is_authenticated:
        return ANONYMOUS
    sid, at = queries.session_id(request=request), machine.now()
    live = queries.live_session(account_id=user.pk, session_id=sid, now=now, machine_now=at)
    if live is None:
        ended = queries.why_ended(account_id=user.pk, session_id=sid, machine_now=at)
        logout(request)
        _say_why(request, ended, officer=user.kind == AccountKind.OFFICER)
        return ANONYMOUS
    idle = actions.idle_time(user.kind)
    if rules.needs_touch(lapses_at=live.lapses_at, dies_at=live.dies_at, machine_now=at, idle=idle):
        actions.touch_session(session_id=UUID(sid), kind=user.kind, now=now, machine_now=at)
    actor = live.actor
    if actor.kind == ActorKind.OFFICER:
        return actor if rules.has_second_factor(get_authentication_records(request, user)) else ANONYMOUS
    if actor.kind != ActorKind.CITIZEN:
        return ANONYMOUS
    level = min(actor.level, int(request.session.get(LEVEL, 0)))
    body = _organisation(request, actor, now=now)
    request.acting_for = body  # type: ignore[attr-defined]
    return replace(actor, level=level, organisation_id=body.uuid if body else None, organisation_scope=body.scope if body else None)


def _say_why(request: HttpRequest, ended: SessionEnd | None, *, officer: bool) -> None:
    """Tell whoever held the session why it is over and what to do: on this page, or on the one she is sent to. Programs get their 401."""
    said = words.end_of_session(ended, officer=officer)
    if said and not wants_json(request):
        messages.warning(request, said)


def remember_before(request: HttpRequest) -> None:
    """Keep the id of the session in which somebody signs in again, before it is emptied."""
    setattr(request, _BEFORE, queries.session_id(request=request))


def sign_in_as(request: HttpRequest, *, account_id: int) -> None:
    """A provider has vouched for this account: what follows in this request is a sign-in, or a step-up of whoever is signed in."""
    user: Any = request.user
    setattr(request, _INTO, account_id)
    setattr(request, _AGAIN, bool(user.is_authenticated and user.pk == account_id))
    remember_before(request)


def is_signing_in(request: HttpRequest) -> bool:
    """Whether this request ends a sign-in at a provider."""
    return hasattr(request, _INTO)


def signs_in_again(request: HttpRequest) -> bool:
    """Whether that sign-in is of the account that is signed in already."""
    return bool(getattr(request, _AGAIN, False))


def provider_logout(request: HttpRequest) -> str:
    """Where the person signs out at her provider too (RP-Initiated Logout 1.0); empty for officers and providers without it."""
    kept = request.session.get(LOGOUT)
    if not kept:
        return ""
    try:
        hint = decrypt(kept["hint"])
    except Unreadable:  # its key was taken away since: signing out here must go on
        return ""
    asked = {
        "id_token_hint": hint,
        "client_id": kept["client"],
        "post_logout_redirect_uri": request.build_absolute_uri("/"),
    }
    return f"{kept['address']}{'&' if '?' in kept['address'] else '?'}{urlencode(asked)}"


def begin(request: HttpRequest, *, account_id: int, proof: SignInProof, now: datetime) -> None:
    """A sign-in or step-up succeeded: the browser gets a new session key, the session its id and its facts.

    Somebody who authenticates again in her own open session keeps its id; another's session in this browser is over.
    """
    request.session.cycle_key()
    before = str(getattr(request, _BEFORE, "") or queries.session_id(request=request))
    if not (before and actions.strengthen_session(session_id=UUID(before), account_id=account_id, proof=proof, now=now)):
        if before:
            actions.end_session(session_id=UUID(before), now=now, cause=SessionEnd.REPLACED)
        opened = actions.open_session(
            account_id=account_id,
            proof=proof,
            device=rules.device_of(request.headers.get("User-Agent", "")),
            address=str(request.META.get("REMOTE_ADDR", "")),
            now=now,
            machine_now=machine.now(),
        )
        request.session[SID] = str(opened)
    else:
        request.session[SID] = before
    request.session[LEVEL], request.session[AMR] = proof.level, list(proof.amr)
    request.session[AUTH_TIME], request.session[PROVIDER_KEY] = now.isoformat(), proof.provider


def begin_citizen(request: HttpRequest, *, login: Any, now: datetime) -> None:
    """Open a citizen's session as her provider vouched for her, and tell it. Without the provider's proof there is no session."""
    signed_in, proof = getattr(login, "motcua", None), getattr(login, "motcua_proof", None)
    if signed_in is None or proof is None:
        return
    begin(request, account_id=signed_in.account_id, proof=proof, now=now)
    if not signs_in_again(request):
        request.session.pop(ORGANISATION, None)
    kept = getattr(login, "motcua_logout", None)
    if kept:
        request.session[LOGOUT] = {**kept, "hint": encrypt(kept["hint"])}
    else:
        request.session.pop(LOGOUT, None)
    actor = Actor(kind=ActorKind.CITIZEN, subject_id=signed_in.person.uuid, level=signed_in.level)
    api.note_sign_in(actor=actor, method=proof.provider, now=now)


def begin_officer(request: HttpRequest, *, account_id: int, now: datetime) -> bool:
    """Open an officer's session by the methods used in it; told only with a second factor. Returns whether there was one."""
    records = get_authentication_records(request, request.user)
    full = rules.has_second_factor(records)
    proof = SignInProof(provider=rules.method_of(records), level=BEST if full else 0, amr=rules.amr_of(records))
    begin(request, account_id=account_id, proof=proof, now=now)
    if full:
        api.note_sign_in(actor=api.actor_of(account_id=account_id, now=now), method=proof.provider, now=now)
    return full


def close(request: HttpRequest, *, now: datetime) -> None:
    """The person signs out here."""
    sid = queries.session_id(request=request)
    if sid:
        actions.end_session(session_id=UUID(sid), now=now, cause=SessionEnd.SIGNED_OUT, actor=request.actor)  # type: ignore[attr-defined]


def is_officer_account(request: HttpRequest) -> bool:
    """Whether the session belongs to an officer, with or without a second factor yet."""
    user: Any = request.user
    return bool(user.is_authenticated and user.kind == AccountKind.OFFICER)


def _organisation(request: HttpRequest, actor: Actor, *, now: datetime) -> Organisation | None:
    chosen = request.session.get(ORGANISATION)
    if not chosen or actor.subject_id is None:
        return None
    try:
        return api.must_represent(person_id=actor.subject_id, organisation_id=UUID(chosen), now=now)
    except NotRepresentative:
        del request.session[ORGANISATION]
        return None
