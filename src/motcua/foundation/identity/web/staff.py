"""The administrator's pages of officers: find, add, see posts, help after a lost second factor, see powers given and received."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from motcua.foundation.identity import api
from motcua.foundation.identity.web import words
from motcua.foundation.identity.web.delegations import heads as delegation_heads
from motcua.foundation.identity.web.delegations import row as delegation_row
from motcua.foundation.identity.web.posts import of_officer
from motcua.foundation.units import api as units
from motcua.kernel.actors import Role
from motcua.kernel.errors import NamedError
from motcua.kit import clock
from motcua.kit.web import actor_of, audience, language_of

_ADMINS = (Role.ADMIN,)
_PAGE = 25
_PASSWORD_BYTES = 12


@audience("officer", roles=_ADMINS)
@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Officers by name, code or unit, in the order of their codes."""
    wanted = {name: request.GET.get(name, "").strip()[:80] for name in ("tim", "don_vi", "sau")}
    found = api.find_officers(query=wanted["tim"], unit_code=wanted["don_vi"], after=wanted["sau"], now=clock.now(), limit=_PAGE + 1)
    shown, places = found[:_PAGE], words.places(language_of(request))
    more = urlencode({**wanted, "sau": shown[-1].code}) if len(found) > _PAGE else ""
    context = {
        "wanted": wanted,
        "columns": [_("Mã"), _("Họ và tên"), _("Chức vụ hiện giữ")],
        "rows": [[{"text": o.code, "href": reverse("identity_staff_one", args=[o.code])}, o.full_name, _posts(o, places)] for o in shown],
        "next_href": f"{reverse('identity_staff')}?{more}" if more else "",
        "narrowed": any(wanted.values()),
    }
    return render(request, "identity/staff.html", context)


@audience("officer", roles=_ADMINS)
@require_GET
def one(request: HttpRequest, code: str) -> HttpResponse:
    """One officer: posts with their periods (as a file: ``?tep=xlsx``), powers given and received, and help with the sign-in."""
    now, places = clock.now(), words.places(language_of(request))
    found = api.officer_by_code(code=code, now=now)
    more = {
        "officer": found,
        "reset": api.open_reset(officer_id=found.uuid, now=now),
        "delegation_columns": delegation_heads(),
        "given": [delegation_row(d, places) for d in api.delegations_of(officer_id=found.uuid, now=now)],
        "received": [delegation_row(d, places) for d in api.delegations_to(officer_id=found.uuid, now=now)],
    }
    return of_officer(request, officer_id=found.uuid, name=found.full_name, template="identity/staff_one.html", more=more)


@audience("officer", roles=_ADMINS)
@require_http_methods(["GET", "POST"])
@api.confirmed(act=gettext_lazy("thêm cán bộ"))
def create(request: HttpRequest) -> HttpResponse:
    """A new officer with a first post; the first password is shown once and is long and random."""
    typed = _typed(request, "ma", "ho_ten", "don_vi", "vai_tro", "chuc_danh")
    errors = _checked(typed) if request.method == "POST" else {}
    if request.method == "POST":
        errors |= {name: _("Nhập ô này.") for name in ("ma", "ho_ten") if not typed[name]}
        password = secrets.token_urlsafe(_PASSWORD_BYTES)
        try:
            if not errors:
                api.create_officer(
                    code=typed["ma"], full_name=typed["ho_ten"], unit_code=typed["don_vi"], role=Role(typed["vai_tro"]),
                    title=typed["chuc_danh"], password=password, totp_secret="", now=clock.now(), actor=actor_of(request),
                )  # fmt: skip
                return render(request, "identity/staff_made.html", {"code": typed["ma"], "password": password})
        except units.UnitUnknown as problem:
            errors["don_vi"] = problem.sentence(language_of(request))
        except NamedError as problem:
            errors["ma"] = problem.sentence(language_of(request))
    context = {"typed": typed, "errors": errors, "roles": words.role_choices(_("Chọn vai trò"))}
    return render(request, "identity/staff_create.html", context, status=422 if errors else 200)


def _posts(officer: api.Officer, places: Mapping[str, str]) -> str:
    held = "; ".join(f"{p.title or words.role_word(p.role)} ({words.place(p.unit_code, places)})" for p in officer.positions)
    return held or _("không giữ chức vụ")


def _checked(typed: dict[str, str]) -> dict[str, str]:
    errors = {}
    if not typed["don_vi"]:
        errors["don_vi"] = _("Nhập mã đơn vị, ví dụ 11329.")
    if typed["vai_tro"] not in list(Role):
        errors["vai_tro"] = _("Chọn vai trò.")
    return errors


def _typed(request: HttpRequest, *names: str) -> dict[str, str]:
    return {name: request.POST.get(name, "").strip()[:120] for name in names}
