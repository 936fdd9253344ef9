"""The administrator's pages: find, register, change, new secret, disable. A secret is on the answer's page, once."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from motcua.foundation.identity import api as identity
from motcua.kernel.clock import local
from motcua.kernel.text import squeeze
from motcua.kit import clock
from motcua.kit.web import actor_of, audience, language_of
from motcua.platform.signon import api
from motcua.platform.signon.actions.checking import SCOPES
from motcua.platform.signon.adapters.jose import OURS
from motcua.platform.signon.contracts import CLAIMS, Application

_PAGE = 25
_WAYS = {
    "client_secret_basic": ("Khoá bí mật", "A secret"),
    "private_key_jwt": ("Khoá riêng, lời chứng có ký", "A private key, signed statements"),
    "none": ("Không giữ được bí mật (ứng dụng trên máy người dùng)", "Cannot keep a secret (runs at the person's)"),
}
_PEOPLE = {"citizens": ("Người dân", "Citizens"), "officers": ("Cán bộ", "Officers"), "both": ("Cả hai", "Both")}
_SCOPES = {
    "openid": ("Bí danh và cách đăng nhập", "The pairwise name and how the sign-in was"),
    "profile": ("Họ tên, ngày sinh, giới tính", "Name, date of birth, sex"),
    "personal_number": ("Số định danh cá nhân", "Personal number"),
    "phone": ("Điện thoại", "Telephone"), "email": ("Thư điện tử", "E-mail"),
    "address": ("Nơi thường trú", "Residence"), "positions": ("Chức vụ của cán bộ", "Posts of the officer"),
    "offline_access": ("Dùng tiếp khi người dùng vắng mặt", "Go on when the person is away"),
}  # fmt: skip


@never_cache
@audience("officer", roles=api.ROLES)
@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Applications by name, unit or client id."""
    wanted = {name: request.GET.get(name, "").strip()[:120].replace("\x00", "") for name in ("tim", "sau")}
    found = api.applications(actor=actor_of(request), query=wanted["tim"], after=wanted["sau"], limit=_PAGE + 1)
    shown, english = found[:_PAGE], language_of(request) == "en"
    more = urlencode({**wanted, "sau": shown[-1].name_vi}) if len(found) > _PAGE else ""
    context = {
        "wanted": wanted, "next_href": f"?{more}" if more else "",
        "columns": [_("Tên hệ thống"), _("Đơn vị"), _("Dành cho"), _("Trạng thái")],
        "rows": [
            [{"text": a.name(language_of(request)), "href": reverse("signon_application", args=[a.uuid]), "hint": a.client_id}, a.unit_code,
             _PEOPLE[a.audience][english],
             {"text": _("Ngừng dùng") if a.disabled_at else _("Đang dùng"), "state": "stopped" if a.disabled_at else "done"}]
            for a in shown
        ],
    }  # fmt: skip
    return render(request, "signon/applications.html", context)


@never_cache
@audience("officer", roles=api.ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
@identity.confirmed(act=gettext_lazy("đăng ký ứng dụng đăng nhập"))
def create(request: HttpRequest) -> HttpResponse:
    """Register an application."""
    if request.method != "POST":
        return _form(request, typed={"min_level": "1", "signing_alg": "RS256", "scopes": ["openid", "profile"]}, errors={})
    try:
        made = api.register(draft=_draft(request), actor=actor_of(request), now=clock.now())
    except api.DraftWrong as wrong:
        return _form(request, typed=_typed(request), errors=_said(request, wrong))
    return render(request, "signon/secret.html", {"made": made, "first": True})


@never_cache
@audience("officer", roles=api.ROLES)
@require_GET
def one(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """One application and what can be done with it."""
    found = api.application(application_id=application_id, actor=actor_of(request))
    context = {"application": found, "name": found.name(language_of(request)), "facts": _facts(found, language_of(request) == "en")}
    return render(request, "signon/application.html", context)


@never_cache
@audience("officer", roles=api.ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
@identity.confirmed(act=gettext_lazy("sửa ứng dụng đăng nhập"))
def change(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Change it; its sector stays."""
    actor = actor_of(request)
    found = api.application(application_id=application_id, actor=actor)
    if request.method != "POST":
        return _form(request, typed=_kept(found), errors={}, application=found)
    try:
        made = api.change(application_id=application_id, draft=_draft(request), actor=actor, now=clock.now())
    except api.DraftWrong as wrong:
        return _form(request, typed=_typed(request), errors=_said(request, wrong), application=found)
    if made.secret:
        return render(request, "signon/secret.html", {"made": made})
    messages.success(request, _("Đã lưu thay đổi."))
    return redirect("signon_application", application_id=application_id)


@never_cache
@audience("officer", roles=api.ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, application_id: UUID, what: str) -> HttpResponse:
    """A new secret, the end, or use again: each asked once more before it is done."""
    actor, now = actor_of(request), clock.now()
    found = api.application(application_id=application_id, actor=actor)
    if request.method != "POST":
        context = {"application": found, "name": found.name(language_of(request)), "what": what}
        return render(request, "signon/confirm.html", context)
    if what != "ngung" and (ask := identity.confirm(request=request, act=_("đổi khoá hoặc dùng lại ứng dụng đăng nhập"))):
        return ask  # stopping one waits for nobody
    if what == "khoa":
        return render(request, "signon/secret.html", {"made": api.rotate_secret(application_id=application_id, actor=actor, now=now)})
    if what == "ngung":
        api.disable(application_id=application_id, actor=actor, now=now)
        messages.success(request, _("Đã ngừng ứng dụng. Không ai đăng nhập vào đó qua Một Cửa được nữa."))
    else:
        api.enable(application_id=application_id, actor=actor, now=now)
        messages.success(request, _("Ứng dụng được dùng lại."))
    return redirect("signon_application", application_id=application_id)


_LINES = ("redirect_uris", "post_logout_uris")
_TEXTS = ("name_vi", "name_en", "unit_code", "contact", "sector", "audience", "auth_method", "logout_uri", "jwks", "jwks_uri", "min_level",
          "signing_alg", "consent_vi", "consent_en")  # fmt: skip
_LISTS = ("scopes", "required_scopes")


def _typed(request: HttpRequest) -> dict[str, Any]:
    texts = {name: request.POST.get(name, "").replace("\x00", "") for name in (*_TEXTS, *_LINES)}
    return {**texts, **{name: request.POST.getlist(name) for name in _LISTS}}


def _draft(request: HttpRequest) -> api.Draft:
    typed = _typed(request)
    if typed["audience"] not in list(api.Audience) or typed["auth_method"] not in list(api.AuthMethod):
        raise api.DraftWrong(fields={"audience": ("Chọn một mục trong danh sách.", "Choose one of the list.")})
    words: dict[str, Any] = {name: squeeze(typed[name]) for name in ("name_vi", "name_en", "unit_code", "contact", "sector")}
    lines: dict[str, Any] = {name: tuple(dict.fromkeys(typed[name].split())) for name in _LINES}
    level = int(typed["min_level"]) if typed["min_level"] in ("0", "1", "2") else -1
    by_key = typed["auth_method"] == api.AuthMethod.KEY
    return api.Draft(
        **words, **lines, audience=api.Audience(typed["audience"]), auth_method=api.AuthMethod(typed["auth_method"]),
        scopes=tuple({"openid": 0} | dict.fromkeys(typed["scopes"])), required_scopes=tuple(typed["required_scopes"]),
        consent_vi=typed["consent_vi"].strip(), consent_en=typed["consent_en"].strip(), min_level=level,
        logout_uri=typed["logout_uri"].strip(), jwks=_json(typed["jwks"]) if by_key else None,
        jwks_uri=typed["jwks_uri"].strip() if by_key else "", signing_alg=typed["signing_alg"],
    )  # fmt: skip


def _json(text: str) -> Any:
    if not text.strip():
        return None
    try:
        return json.loads(text[:20_000])
    except (ValueError, RecursionError):
        return {"unreadable": True}


def _kept(found: Application) -> dict[str, Any]:
    kept = {name: getattr(found, name) for name in _TEXTS}
    lines = {name: "\n".join(getattr(found, name)) for name in _LINES}
    lists = {name: list(getattr(found, name)) for name in _LISTS}
    return {**kept, **lines, **lists, "min_level": str(found.min_level), "jwks": json.dumps(found.jwks, indent=1) if found.jwks else ""}


def _form(request: HttpRequest, *, typed: dict[str, Any], errors: dict[str, str], application: Application | None = None) -> HttpResponse:
    english = language_of(request) == "en"

    def options(words: dict[str, tuple[str, str]], only: tuple[str, ...] = ()) -> list[dict[str, str]]:
        return [{"value": key, "text": pair[english]} for key, pair in words.items() if not only or key in only]

    levels = {"0": ("Mọi tài khoản", "Any account"), "1": ("Mức 1", "Level 1"), "2": ("Mức 2", "Level 2")}
    context = {
        "typed": typed, "errors": errors, "application": application, "ways": options(_WAYS), "people": options(_PEOPLE),
        "scopes": options(_SCOPES, SCOPES[1:]), "required": options(_SCOPES, tuple(CLAIMS)), "levels": options(levels),
        "algorithms": [{"value": alg, "text": alg} for alg in OURS],
    }  # fmt: skip
    return render(request, "signon/application_form.html", context, status=422 if errors else 200)


def _said(request: HttpRequest, wrong: api.DraftWrong) -> dict[str, str]:
    return {name: told[language_of(request) == "en"] for name, told in wrong.fields.items()}


def _facts(found: Application, english: bool) -> list[dict[str, Any]]:
    names = [_SCOPES[scope][english] for scope in found.scopes]
    needed = [_SCOPES[scope][english] for scope in found.required_scopes]
    return [
        {"name": _("Mã ứng dụng (client_id)"), "value": found.client_id}, {"name": _("Đơn vị"), "value": found.unit_code},
        {"name": _("Đầu mối liên hệ"), "value": found.contact}, {"name": _("Dành cho"), "value": _PEOPLE[found.audience][english]},
        {"name": _("Cách ứng dụng chứng minh mình"), "value": _WAYS[found.auth_method][english]},
        {"name": _("Nhóm bí danh"), "value": found.sector}, {"name": _("Mức định danh cần có"), "value": str(found.min_level)},
        {"name": _("Địa chỉ quay về"), "value": list(found.redirect_uris)},
        {"name": _("Địa chỉ sau đăng xuất"), "value": list(found.post_logout_uris)},
        {"name": _("Nơi nghe báo đăng xuất"), "value": found.logout_uri}, {"name": _("Được xin"), "value": names},
        {"name": _("Bắt buộc"), "value": needed},
        {"name": _("Lời xin chia sẻ"), "value": found.consent_en if english else found.consent_vi},
        {"name": _("Dùng lần cuối"), "value": f"{local(found.last_used_at):%d/%m/%Y %H:%M}" if found.last_used_at else ""},
    ]  # fmt: skip
