"""The consent page: who asks, what for, and every claim with the value that would be told."""

from __future__ import annotations

import dataclasses
from datetime import datetime
from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from motcua.foundation.units import api as units
from motcua.kernel.clock import local_date
from motcua.kit import clock
from motcua.kit.web import audience, language_of
from motcua.platform.signon import api, rules
from motcua.platform.signon.contracts import Application, Asked, ClaimShown, PageRefused, Who
from motcua.platform.signon.web.answers import back
from motcua.platform.signon.web.facts import who as signed_in

_SALT, _WHILE = "signon.consent", 900


def page(request: HttpRequest, *, application: Application, asked: Asked, who: Who, now: datetime) -> HttpResponse:
    """Ask. Nothing is ticked beforehand; what the application cannot do without is said, not ticked."""
    english = language_of(request) == "en"
    shown = api.scopes_shown(
        application=application, scopes=asked.scopes, account_id=who.account_id, subject_id=who.subject_id, kind=who.kind, now=now
    )
    context = {
        "application": application, "name": application.name(language_of(request)), "unit": _unit(application, now),
        "why": api.consent_text(application_id=application.uuid, language=language_of(request)),
        "required": [_fact(claim, english=english) for scope in shown if scope.required for claim in scope.claims],
        "options": [
            {"value": scope.scope, "text": "; ".join(_line(claim, english=english) for claim in scope.claims)}
            for scope in shown if not scope.required
        ],
        "offline": "offline_access" in asked.scopes, "signed": _sealed(asked, who), "host": rules.origin_of(asked.redirect_uri),
    }  # fmt: skip
    answer = render(request, "signon/consent.html", context)
    answer.form_actions = (rules.origin_of(asked.redirect_uri),)  # type: ignore[attr-defined]
    return answer


@never_cache
@audience("public")
@require_POST
def answer(request: HttpRequest) -> HttpResponse:
    """The person said yes or no. The request is the one she was shown, sealed for her session."""
    who, now = signed_in(request), clock.now()
    asked = _unsealed(request.POST.get("yeu_cau", ""), who)
    application = api.by_client(client_id=asked.client_id)
    if who is None or application is None or asked.redirect_uri not in application.redirect_uris:
        raise PageRefused(why="ứng dụng vừa thay đổi hoặc đã ngừng (the application has changed)")
    if request.POST.get("tra_loi") != "dong_y":
        return back(redirect_uri=asked.redirect_uri, state=asked.state, answer={"error": "access_denied"})
    if not api.can_enter(application=application, kind=who.kind) or who.level < max(asked.level, application.min_level):
        return back(redirect_uri=asked.redirect_uri, state=asked.state, answer={"error": "unmet_authentication_requirements"})
    given = api.agree(application=application, who=who, asked=asked.scopes, ticked=request.POST.getlist("chia_se"), now=now)
    code = api.open_grant(application=application, asked=asked, who=who, scopes=given, now=now).code
    return back(redirect_uri=asked.redirect_uri, state=asked.state, answer={"code": code})


def _sealed(asked: Asked, who: Who) -> str:
    told = {**dataclasses.asdict(asked), "prompts": sorted(asked.prompts)}
    return signing.dumps({"asked": told, "who": str(who.subject_id), "session": who.session_id}, salt=_SALT)


def _unsealed(text: str, who: Who | None) -> Asked:
    """The request as it was shown to this person in this session; ``PageRefused`` for anything else."""
    try:
        told = signing.loads(text, salt=_SALT, max_age=_WHILE)
    except signing.BadSignature:
        raise PageRefused(why="trang đã hết hạn (the page has expired)") from None
    if who is None or told["who"] != str(who.subject_id) or told["session"] != who.session_id:
        raise PageRefused(why="bạn đã đăng nhập lại trong lúc này (the session has changed)")
    kept: dict[str, Any] = told["asked"]
    return Asked(**{**kept, "prompts": frozenset(kept["prompts"]), "scopes": tuple(kept["scopes"])})


def _unit(application: Application, now: datetime) -> str:
    try:
        return units.get(code=application.unit_code, on=local_date(now)).name
    except units.UnitUnknown:
        return application.unit_code


def _fact(claim: ClaimShown, *, english: bool) -> dict[str, Any]:
    return {"name": claim.label_en if english else claim.label_vi, "value": _words(claim.value)}


def _line(claim: ClaimShown, *, english: bool) -> str:
    value = _words(claim.value)
    return f"{claim.label_en if english else claim.label_vi}: {value if isinstance(value, str) else ', '.join(value)}"


def _words(value: Any) -> str | list[str]:
    """A claim's value as people read it."""
    if isinstance(value, list):
        return [_position(one) for one in value]
    if isinstance(value, dict):
        return str(value.get("formatted") or value.get("area_code") or "")
    words = {"male": _("Nam"), "female": _("Nữ")}
    text = words.get(str(value), str(value))
    parts = text.split("-")
    return "/".join(reversed(parts)) if len(parts) == 3 and text.replace("-", "").isdecimal() else text  # noqa: PLR2004 - a date


def _position(held: dict[str, Any]) -> str:
    own = f"{held['title'] or held['role']} ({held['unit']})"
    return f"{own}, {held['form']} {held['basis']}" if held.get("acting_for") else own
