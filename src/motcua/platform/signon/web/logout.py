"""Log-out that an application starts (OpenID Connect RP-Initiated Logout 1.0)."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST

from motcua.kit import clock
from motcua.kit.web import audience, language_of
from motcua.platform.signon import api, rules
from motcua.platform.signon.adapters import jose
from motcua.platform.signon.contracts import Application, InvalidRequest, PageRefused, Who
from motcua.platform.signon.web.answers import issuer
from motcua.platform.signon.web.facts import who as signed_in


@dataclass(frozen=True, slots=True)
class _Leaving:
    """A checked request: who asks, whether its statement names this very session, where the person goes afterwards."""

    application: Application | None
    own: bool
    onward: str


@never_cache
@csrf_exempt
@audience("public")
@require_http_methods(["GET", "HEAD", "POST"])
def logout(request: HttpRequest) -> HttpResponse:
    """A statement that we signed for this very session ends it; without one the person is asked, so that no page can sign her out."""
    told = request.POST if request.method == "POST" else request.GET
    try:
        params = rules.singles({name: [str(one) for one in values] for name, values in told.lists()})
    except InvalidRequest as error:
        raise PageRefused(why=error.why) from error
    who = signed_in(request)
    leaving = _checked(params, who)
    if who is None or leaving.own:
        return _end(request, leaving, who)
    kept = {name: params[name] for name in ("client_id", "post_logout_redirect_uri", "state", "id_token_hint") if params.get(name)}
    name = leaving.application.name(language_of(request)) if leaving.application else _("Một ứng dụng của thành phố")
    response = render(request, "signon/logout.html", {"name": name, "kept": kept})
    if leaving.onward:
        response.form_actions = (rules.origin_of(leaving.onward),)  # type: ignore[attr-defined]
    return response


@never_cache
@csrf_protect
@audience("public")
@require_POST
def confirmed(request: HttpRequest) -> HttpResponse:
    """The person was asked: she leaves everywhere, or stays here."""
    names = ("client_id", "post_logout_redirect_uri", "state", "id_token_hint")
    who = signed_in(request)
    leaving = _checked({name: request.POST[name] for name in names if request.POST.get(name)}, who)
    if request.POST.get("tra_loi") == "o_lai":
        return HttpResponseRedirect("/")
    return _end(request, leaving, who)


def _checked(params: dict[str, str], who: Who | None) -> _Leaving:
    """``PageRefused`` for an address that is not registered, letter by letter, for the application that the statement or id names."""
    hint = params.get("id_token_hint", "")
    claims = jose.read(hint, jwks=api.jwks(now=clock.now()), algorithms=list(jose.OURS)) if hint else {}
    if claims is None or (claims and claims.get("iss") != issuer()):
        raise PageRefused(why="id_token_hint không phải của hệ thống này (it was not signed here)")
    named = str(claims.get("aud") or params.get("client_id", ""))
    if params.get("client_id", named) != named:
        raise PageRefused(why="client_id khác với id_token_hint (they name two applications)")
    application = api.by_client(client_id=named) if named and "\x00" not in named else None
    uri = params.get("post_logout_redirect_uri", "")
    if uri and (application is None or uri not in application.post_logout_uris):
        raise PageRefused(why="địa chỉ sau đăng xuất chưa được đăng ký (post_logout_redirect_uri is not registered)")
    state = params.get("state", "")
    onward = uri + ("&" if urlsplit(uri).query else "?") + urlencode({"state": state}) if uri and state else uri
    own = bool(who and claims and claims.get("sid") == rules.session_name(session_id=who.session_id, client_id=named))
    return _Leaving(application=application, own=own, onward=onward)


def _end(request: HttpRequest, leaving: _Leaving, who: Who | None) -> HttpResponse:
    """End the session here; identity tells it, and every application that it served hears."""
    if who is not None:
        if leaving.application is not None:
            api.end_sign_ins(
                subject_id=who.subject_id, application_id=leaving.application.uuid, session_id=who.session_id, why="signed_out",
                now=clock.now(),
            )  # fmt: skip
        get_adapter().logout(request)
    response = HttpResponse(status=302)
    response["Location"] = leaving.onward or "/"
    return response
