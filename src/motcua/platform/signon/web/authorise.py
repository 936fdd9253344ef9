"""The authorisation endpoint: from the application's request to the person's sign-in, her level, her consent, and back with a code."""

from __future__ import annotations

import hashlib
from datetime import datetime
from urllib.parse import urlencode

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from motcua.foundation.identity import api as identity
from motcua.kernel.actors import ActorKind
from motcua.kernel.policy import Denied
from motcua.kit import clock
from motcua.kit.addresses import place_of
from motcua.kit.web import actor_of, audience
from motcua.platform.signon import api, conf, rules
from motcua.platform.signon.contracts import (
    AccessDenied,
    Application,
    Asked,
    Audience,
    ConsentRequired,
    InvalidRequest,
    LevelUnmet,
    LoginRequired,
    PageRefused,
    ProtocolError,
    Who,
)
from motcua.platform.signon.web import consent
from motcua.platform.signon.web.answers import back
from motcua.platform.signon.web.facts import who as signed_in

_SENT, _SALT, _WHILE = "tu", "signon.sent", 3600
_BEST = 2


@never_cache
@csrf_exempt
@audience("public")
@require_http_methods(["GET", "HEAD", "POST"])
def authorise(request: HttpRequest) -> HttpResponse:
    """Where applications send people. What cannot be answered to a registered address is said on a page; nobody is sent elsewhere."""
    if request.method == "POST":  # cookies do not come with a foreign form: the same request, as a visit
        return _seen_other(f"{reverse('signon_authorise')}?{request.POST.urlencode()}")
    now = clock.now()
    api.count(what="visitor", who=place_of(request.META.get("REMOTE_ADDR", "")), most=conf.PER_MINUTE_VISITOR, now=now)
    application, params, pushed = _addressed(request.GET, now)
    _speak(request, params.get("ui_locales", []))
    redirect_uri = rules.returned_to(params, application=application)
    state = params["state"][0] if len(params.get("state", ())) == 1 else ""
    try:
        plain = rules.singles({name: values for name, values in params.items() if name != _SENT})
        asked = rules.asked(plain, application=application, redirect_uri=redirect_uri, pushed=pushed)
        return _lead(request, application, asked, now)
    except PageRefused:
        raise
    except ProtocolError as error:
        return back(redirect_uri=redirect_uri, state=state, answer={"error": error.error, "error_description": error.why})


@never_cache
@audience("public")
@require_GET
def go_on(request: HttpRequest) -> HttpResponse:
    """After the sign-in: a page that goes on by itself, so that the way back to the application begins here and not in another's form."""
    return render(request, "signon/go_on.html", {"href": f"{reverse('signon_authorise')}?{request.GET.urlencode()}"})


def _addressed(query: QueryDict, now: datetime) -> tuple[Application, dict[str, list[str]], str]:
    """The application and its parameters, from the address or as pushed. ``PageRefused``."""
    params = {name: [str(value) for value in values] for name, values in query.lists()}
    names = params.get("client_id", [])
    application = api.by_client(client_id=names[0]) if len(names) == 1 and "\x00" not in names[0] else None
    if application is None:
        raise PageRefused(why="ứng dụng chưa được đăng ký hoặc đã ngừng (unknown client_id)")
    uris = params.get("request_uri", [])
    if not uris:
        return application, params, ""
    if len(uris) != 1:
        raise PageRefused(why="yêu cầu không đọc được (request_uri comes more than once)")
    kept = api.take_pushed(application=application, request_uri=uris[0], now=now)
    return application, {name: [value] for name, value in kept.items()}, uris[0]


def _lead(request: HttpRequest, application: Application, asked: Asked, now: datetime) -> HttpResponse:
    """The next step: sign in, a better level, consent, or the code."""
    who, sent = signed_in(request), _sent_at(request, asked)
    silent = "none" in asked.prompts
    if who is None and actor_of(request).kind == ActorKind.OFFICER:  # signing in again gives him no post
        raise AccessDenied(why="the officer holds no post now")
    if who is None or not _fresh(asked, who, sent, now):
        if silent:
            raise LoginRequired
        return _to_sign_in(request, application, asked, who, now)
    entry = api.can_enter(application=application, kind=who.kind)
    if isinstance(entry, Denied):
        raise AccessDenied(why=entry.reason_en)
    if who.level < asked.level:
        if silent or sent is not None:
            raise LevelUnmet
        return _to_level(request, asked, now)
    given = None if "consent" in asked.prompts else api.standing(application=application, subject_id=who.subject_id, scopes=asked.scopes)
    if given is None:
        if silent:
            raise ConsentRequired
        return consent.page(request, application=application, asked=asked, who=who, now=now)
    code = api.open_grant(application=application, asked=asked, who=who, scopes=given, now=now).code
    return back(redirect_uri=asked.redirect_uri, state=asked.state, answer={"code": code})


def _speak(request: HttpRequest, locales: list[str]) -> None:
    """The pages of this visit in the language the application asks for, unless the visitor chose one here."""
    wanted = [one[:2].lower() for told in locales for one in told.split()]
    language = next((one for one in wanted if one in ("vi", "en")), None)
    if language and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        translation.activate(language)
        request.language = language  # type: ignore[attr-defined]


def _fresh(asked: Asked, who: Who, sent: datetime | None, now: datetime) -> bool:
    """Whether the running sign-in is young enough: made since the application asked for a new one, or within its max_age."""
    again = sent is not None and who.auth_time >= sent
    if asked.prompts & {"login", "select_account"} and not again:
        return False
    return asked.max_age is None or again or (now - who.auth_time).total_seconds() <= asked.max_age


def _to_sign_in(request: HttpRequest, application: Application, asked: Asked, who: Who | None, now: datetime) -> HttpResponse:
    """Sign in as the application's people do; whoever is signed in authenticates again. Cancelled twice, nothing goes in circles."""
    onward = {"next": _onward(request, asked, now)}
    if who is not None and who.kind == "officer":
        return HttpResponseRedirect(f"{reverse('account_reauthenticate')}?{urlencode(onward)}")
    if who is not None:  # providers ask again at a named level only
        provider = identity.provider_of(request=request)
        return HttpResponseRedirect(f"{reverse('openid_connect_login', args=[provider])}?{urlencode({**onward, 'muc': str(_BEST)})}")
    if application.audience == Audience.OFFICERS:
        return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode(onward)}")
    if application.audience == Audience.CITIZENS:
        level = {"muc": str(_BEST)} if asked.level >= _BEST else {}
        return HttpResponseRedirect(f"{reverse('openid_connect_login', args=['vneid'])}?{urlencode({**onward, **level})}")
    return HttpResponseRedirect(f"{reverse('portal_sign_in')}?{urlencode(onward)}")


def _to_level(request: HttpRequest, asked: Asked, now: datetime) -> HttpResponse:
    """Step up (NĐ 69/2024/NĐ-CP)."""
    way = identity.require_level(request=request, level=asked.level, next_url=_onward(request, asked, now))
    if way is None:
        raise LevelUnmet
    return way


def _onward(request: HttpRequest, asked: Asked, now: datetime) -> str:
    """The address to come back to, which remembers when the person was sent."""
    query = request.GET.copy()
    query[_SENT] = signing.dumps({"at": now.isoformat(), "of": _mark(asked)}, salt=_SALT)
    return f"{reverse('signon_go_on')}?{query.urlencode()}"


def _sent_at(request: HttpRequest, asked: Asked) -> datetime | None:
    """When this very request sent the person to sign in; None when it did not, or nobody can tell."""
    try:
        told = signing.loads(request.GET.get(_SENT, ""), salt=_SALT, max_age=_WHILE)
        return datetime.fromisoformat(told["at"]) if told["of"] == _mark(asked) else None
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        return None


def _mark(asked: Asked) -> str:
    """A digest of the request, so that the note of one does not serve another."""
    return hashlib.sha256(repr(asked).replace(repr(asked.prompts), repr(sorted(asked.prompts))).encode()).hexdigest()


def _seen_other(address: str) -> HttpResponse:
    if len(address) > 8000:  # noqa: PLR2004 - what servers take of an address
        raise InvalidRequest(why="the request is too long")
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return response
