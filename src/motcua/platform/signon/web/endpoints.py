"""Addresses that applications call: token, userinfo, introspection, revocation, pushed requests."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from motcua.kit import clock
from motcua.kit.addresses import place_of
from motcua.kit.web import audience
from motcua.platform.signon import api, conf, rules
from motcua.platform.signon.actions.authenticating import ASSERTION
from motcua.platform.signon.contracts import (
    Application,
    AuthMethod,
    InvalidClient,
    InvalidRequest,
    InvalidToken,
    Tokens,
    UnauthorizedClient,
    UnsupportedGrant,
    machine_clients,
)
from motcua.platform.signon.web.answers import basic_of, endpoint, form_of, issuer, told


@csrf_exempt
@audience("machine")
@require_POST
@endpoint
def token(request: HttpRequest) -> HttpResponse:
    """A code, a refresh token or a machine's credentials become tokens (RFC 6749 §3.2)."""
    form, now = form_of(request), clock.now()
    grant = form.get("grant_type", "")
    if grant == "client_credentials":
        return _machine_token(request, form, now)
    if grant not in ("authorization_code", "refresh_token"):
        raise UnsupportedGrant
    application = _caller(request, form, now)
    if grant == "refresh_token":
        scopes = form.get("scope", "").split()
        return _answer(api.refresh(application=application, token=form.get("refresh_token", ""), scopes=scopes, issuer=issuer(), now=now))
    return _answer(
        api.redeem(
            application=application, code=form.get("code", ""), redirect_uri=form.get("redirect_uri", ""),
            verifier=form.get("code_verifier", ""), issuer=issuer(), now=now,
        )
    )  # fmt: skip


@csrf_exempt
@audience("machine")
@require_http_methods(["GET", "HEAD", "POST"])
@endpoint
def userinfo(request: HttpRequest) -> HttpResponse:
    """The claims that the person agreed to (OpenID Connect Core §5.3). The token comes in the header, never in the address."""
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        raise InvalidToken(why="the access token is missing")
    return told(api.release(token=given.strip(), now=clock.now()))


@csrf_exempt
@audience("machine")
@require_POST
@endpoint
def introspect(request: HttpRequest) -> HttpResponse:
    """What a token is, told to whom it was given and to nobody else (RFC 7662)."""
    form, now = form_of(request), clock.now()
    client_id = _owner(request, form, now)
    found = api.introspect(token=form.get("token", ""), client_id=client_id, now=now)
    if found is None:
        return told({"active": False})
    body = {
        "active": True, "client_id": found.client_id, "scope": " ".join(found.scopes), "iat": int(found.issued_at.timestamp()),
        "exp": int(found.expires_at.timestamp()), "iss": issuer(), "aud": issuer(), "token_type": "Bearer", "token_use": found.kind,
    }  # fmt: skip
    return told(body | ({"sub": found.subject} if found.subject else {}))


@csrf_exempt
@audience("machine")
@require_POST
@endpoint
def revoke(request: HttpRequest) -> HttpResponse:
    """End a token (RFC 7009); the answer is the same whether it existed or not."""
    form, now = form_of(request), clock.now()
    client_id = _machine_of(request, form, now)
    application = None if client_id else _caller(request, form, now)
    api.revoke(application=application, client_id=client_id, token=form.get("token", ""), now=now)
    return told({})


@csrf_exempt
@audience("machine")
@require_POST
@endpoint
def push(request: HttpRequest) -> HttpResponse:
    """Take an authorisation request from the application itself (RFC 9126); the browser then carries its name only."""
    form, now = form_of(request), clock.now()
    application = _caller(request, form, now)
    if "request_uri" in form:
        raise InvalidRequest(why="request_uri cannot be pushed")
    uri = rules.returned_to({name: [value] for name, value in form.items()}, application=application)
    rules.asked(form, application=application, redirect_uri=uri)
    kept = {name: value for name, value in form.items() if not name.startswith("client_")} | {"client_id": application.client_id}
    name, seconds = api.push(application=application, params=kept, now=now)
    return told({"request_uri": name, "expires_in": seconds}, status=201)


def _caller(request: HttpRequest, form: Mapping[str, str], now: datetime) -> Application:
    """The application that proved itself, by exactly one way. ``InvalidClient``, ``RateReached``."""
    basic, assertion = basic_of(request), form.get("client_assertion")
    if "client_secret" in form or (basic and assertion is not None):
        raise InvalidRequest(why="use one way to authenticate: HTTP Basic, or private_key_jwt")
    if assertion is not None and form.get("client_assertion_type") != ASSERTION:
        raise InvalidClient(why="client_assertion_type is not understood")
    client_id = basic[0] if basic else form.get("client_id", "")
    if basic and form.get("client_id", client_id) != client_id:
        raise InvalidRequest(why="two different client ids")
    _hold_back(request, now)
    try:
        found = api.authenticate(
            client_id=client_id, secret=basic[1] if basic else None, assertion=assertion, audiences=_audiences(request), now=now
        )
    except InvalidClient:
        _count_refusal(request, now)
        raise
    anybody = found.auth_method == AuthMethod.NONE  # a name is no proof: who uses it elsewhere must not use up this one's calls
    who = f"{found.client_id} {_address(request)}" if anybody else found.client_id
    api.count(what="client", who=who, most=conf.PER_MINUTE_CLIENT, now=now)
    return found


def _owner(request: HttpRequest, form: Mapping[str, str], now: datetime) -> str:
    """Who asks about a token: a machine client, or an application that can keep a secret."""
    client_id = _machine_of(request, form, now)
    if client_id:
        return client_id
    application = _caller(request, form, now)
    if application.auth_method == AuthMethod.NONE:
        raise InvalidClient(why="a public application cannot ask about tokens")
    return application.client_id


def _machine_of(request: HttpRequest, form: Mapping[str, str], now: datetime) -> str:
    """The machine client that proved itself; empty when the name is no machine's. ``InvalidClient``."""
    client_id, secret = _credentials(request, form)
    source = next((one for one in machine_clients if client_id and one.knows(client_id=client_id)), None)
    if source is None:
        return ""
    _hold_back(request, now)
    if not source.proves(client_id=client_id, secret=secret):
        _count_refusal(request, now)
        raise InvalidClient
    api.count(what="client", who=client_id, most=conf.PER_MINUTE_CLIENT, now=now)
    return client_id


def _machine_token(request: HttpRequest, form: Mapping[str, str], now: datetime) -> HttpResponse:
    """Client credentials: the machine clients that other rooms keep; people's applications act for people only."""
    client_id, secret = _credentials(request, form)
    source = next((one for one in machine_clients if client_id and one.knows(client_id=client_id)), None)
    if source is None:
        if api.by_client(client_id=client_id) is not None:
            _caller(request, form, now)
            raise UnauthorizedClient
        _count_refusal(request, now)
        raise InvalidClient
    _hold_back(request, now)
    if not source.proves(client_id=client_id, secret=secret):
        _count_refusal(request, now)
        raise InvalidClient
    given = source.issue(client_id=client_id, secret=secret, scopes=form.get("scope", "").split(), now=now)
    return told(
        {"access_token": given.access_token, "token_type": "Bearer", "expires_in": given.expires_in, "scope": " ".join(given.scopes)}
    )


def _credentials(request: HttpRequest, form: Mapping[str, str]) -> tuple[str, str]:
    return basic_of(request) or (form.get("client_id", ""), form.get("client_secret", ""))


def _count_refusal(request: HttpRequest, now: datetime) -> None:
    api.count(what="refused", who=_address(request), most=conf.PER_MINUTE_REFUSED, now=now)


def _hold_back(request: HttpRequest, now: datetime) -> None:
    """No proof is looked at while its address guesses: checking a secret is slow on purpose."""
    api.hold_back(what="refused", who=_address(request), most=conf.PER_MINUTE_REFUSED, now=now)


def _address(request: HttpRequest) -> str:
    return place_of(request.META.get("REMOTE_ADDR", ""))


def _audiences(request: HttpRequest) -> frozenset[str]:
    """What a statement may be addressed to: this provider, its token endpoint, the address that is called."""
    return frozenset({issuer(), issuer() + reverse("signon_token"), issuer() + request.path})


def _answer(given: Tokens) -> HttpResponse:
    body = {
        "access_token": given.access_token, "token_type": "Bearer", "expires_in": given.expires_in, "scope": " ".join(given.scopes),
    }  # fmt: skip
    more = {"id_token": given.id_token, "refresh_token": given.refresh_token}
    return told(body | {name: value for name, value in more.items() if value})
