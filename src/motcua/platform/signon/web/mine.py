"""The person's own page: applications she signed in to, what each got and when, and the way to withdraw."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from motcua.kernel.actors import ActorKind, Role
from motcua.kernel.clock import local
from motcua.kit import clock
from motcua.kit.web import actor_of, audience, language_of
from motcua.platform.signon import api
from motcua.platform.signon.contracts import CLAIMS, MyApplication


@never_cache
@audience("citizen", officers=tuple(Role))
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """Applications, the last used first. For citizens and officers alike."""
    actor = actor_of(request)
    assert actor.subject_id is not None
    found = api.my_applications(subject_id=actor.subject_id)
    home = "mfa_index" if actor.kind is ActorKind.OFFICER else "identity_account"
    context = {"applications": [_shown(one, language_of(request)) for one in found], "home_name": home}
    return render(request, "signon/mine.html", context)


@never_cache
@audience("citizen", officers=tuple(Role))
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Ask once, then withdraw: the application's tokens end at that instant."""
    actor = actor_of(request)
    assert actor.subject_id is not None
    found = next((one for one in api.my_applications(subject_id=actor.subject_id) if one.uuid == application_id), None)
    if found is None:
        raise api.ApplicationUnknown
    shown = _shown(found, language_of(request))
    if request.method != "POST":
        return render(request, "signon/withdraw.html", {"application": shown})
    api.withdraw(application_id=application_id, actor=actor, now=clock.now())
    messages.success(request, _("Đã rút lại. %(name)s không còn nhận được thông tin của bạn.") % {"name": shown["name"]})
    return redirect("signon_mine")


def _shown(one: MyApplication, language: str) -> dict[str, Any]:
    names = _names(language)
    shared = [names[claim] for scope in one.scopes for claim in CLAIMS.get(scope, {})]
    return {
        "id": one.uuid, "name": one.name_en if language == "en" else one.name_vi, "live": one.live,
        "facts": [
            {"name": _("Đang được nhận"), "value": "; ".join(shared) if one.live and shared else _("Không có thông tin nào")},
            {"name": _("Đồng ý lúc"), "value": _moment(one.given_at)},
            {"name": _("Đăng nhập lần cuối"), "value": _moment(one.last_sign_in_at)},
        ],
        "columns": [_("Lúc"), _("Ứng dụng đã nhận")],
        "rows": [[_moment(told.at), "; ".join(names.get(claim, claim) for claim in told.claims)] for told in one.releases],
    }  # fmt: skip


def _names(language: str) -> dict[str, str]:
    return {claim: en if language == "en" else vi for group in CLAIMS.values() for claim, (vi, en) in group.items()}


def _moment(at: datetime | None) -> str:
    return f"{local(at):%d/%m/%Y %H:%M}" if at else _("Chưa lần nào")
