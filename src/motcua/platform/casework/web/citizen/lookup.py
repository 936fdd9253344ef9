"""The public look-up: two codes from the receipt, no log-in, nothing personal."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from motcua.kernel.dates_vi import show_date
from motcua.kernel.errors import NamedError
from motcua.kit import clock
from motcua.kit.web import audience, language_of
from motcua.platform.casework import api as casework
from motcua.platform.casework.actions import forms
from motcua.platform.casework.contracts import TrackedDossier
from motcua.platform.casework.web.citizen.edge import status_tag
from motcua.platform.casework.web.citizen.steps import steps_of

LONGEST = 60
PHONE_TAIL = 4


@never_cache
@audience("public")
@require_http_methods(["GET", "HEAD", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """The form, and the answer. The QR code of the receipt brings both codes in the address; typed codes come by POST."""
    sent = request.POST if request.method == "POST" else request.GET
    code, secret = sent.get("ma", "").strip()[:LONGEST], sent.get("bi-mat", "").strip()[:LONGEST]
    context: dict[str, Any] = {"code": code, "secret": "", "errors": {}, "secret_error": "", "page_title": _("Tra cứu hồ sơ")}
    if not secret and request.method != "POST":
        return render(request, "casework/citizen/track.html", context)
    if not code:
        context["errors"]["ma"] = _("Nhập mã hồ sơ, ví dụ H24.12-260907-0001.")
    if not secret:
        context["secret_error"] = context["errors"]["bi-mat"] = _("Nhập mã tra cứu trên giấy tiếp nhận, hoặc 4 số cuối điện thoại.")
    if context["errors"]:
        return render(request, "casework/citizen/track.html", {**context, "secret": secret}, status=422)
    by_phone = len(secret) == PHONE_TAIL and secret.isdigit()
    try:
        found = casework.track(code=code, now=clock.now(), secret="" if by_phone else secret, phone_tail=secret if by_phone else "")
    except NamedError as refusal:
        context["errors"]["ma"] = refusal.sentence(language_of(request))
        return render(request, "casework/citizen/track.html", {**context, "secret": secret}, status=refusal.status)
    return render(request, "casework/citizen/tracked.html", _answer(request, found))


@never_cache
@audience("public")
@require_http_methods(["GET", "HEAD", "POST"])
def by_number(request: HttpRequest) -> HttpResponse:
    """Look up by telephone or personal number: asks for it and sends a code, whether anybody has the number or not."""
    typed, errors, status = request.POST.get("so", "").strip()[:LONGEST], {}, 200
    if request.method == "POST":
        try:
            asked = casework.ask_lookup_code(number=typed, address=request.META.get("REMOTE_ADDR", ""), now=clock.now())
        except NamedError as refusal:
            errors, status = {"so": refusal.sentence(language_of(request))}, refusal.status
        else:
            return HttpResponseRedirect(reverse("casework_track_code", args=[asked]))
    context = {"typed": typed, "errors": errors, "page_title": _("Tra cứu bằng số điện thoại"), "back_url": reverse("casework_track")}
    return render(request, "casework/citizen/track_number.html", context, status=status)


@never_cache
@audience("public")
@require_http_methods(["GET", "HEAD", "POST"])
def by_code(request: HttpRequest, ask_id: UUID) -> HttpResponse:
    """The code that came by SMS, then the list: codes, procedures, offices and dates; no names."""
    typed, errors, status = request.POST.get("ma-mot-lan", "").strip()[:LONGEST], {}, 200
    if request.method == "POST":
        try:
            found = casework.confirm_lookup_code(ask_id=ask_id, code=typed, now=clock.now())
        except NamedError as refusal:
            errors, status = {"ma-mot-lan": refusal.sentence(language_of(request))}, refusal.status
        else:
            listed = {"rows": [_row(request, one) for one in found], "page_title": _("Hồ sơ của số này")}
            return render(request, "casework/citizen/tracked_list.html", listed)
    context = {
        "code_error": errors.get("ma-mot-lan", ""),
        "errors": errors,
        "page_title": _("Nhập mã vừa nhận"),
        "back_url": reverse("casework_track_number"),
    }
    return render(request, "casework/citizen/track_code.html", context, status=status)


def _row(request: HttpRequest, found: TrackedDossier) -> dict[str, Any]:
    language, meta = language_of(request), [found.unit_name]
    meta.append(_("Nộp ngày %(day)s") % {"day": show_date(found.submitted_on, language)})
    if found.due_on and found.resolved_on is None:
        meta.append(_("Hẹn trả %(day)s") % {"day": show_date(found.due_on, language)})
    tag = status_tag(request, found.status, found.due_state)
    return {"code": found.code, "name": forms.short_name(found.procedure_name), "tag": tag, "meta": " · ".join(meta)}


def _answer(request: HttpRequest, found: TrackedDossier) -> dict[str, Any]:
    language = language_of(request)
    days = [
        (_("Ngày nộp"), found.submitted_on),
        (_("Ngày tiếp nhận"), found.received_on),
        (_("Hẹn trả kết quả"), found.due_on),
        (_("Ngày có kết quả"), found.resolved_on),
    ]
    facts = [{"name": _("Thủ tục"), "value": forms.short_name(found.procedure_name)}]
    facts += [{"name": _("Nơi giải quyết"), "value": found.unit_name}, {"name": _("Người nộp"), "value": found.masked_name}]
    facts += [{"name": name, "value": show_date(on, language)} for name, on in days if on]
    return {
        "found": found,
        "facts": facts,
        "tag": status_tag(request, found.status, found.due_state),
        "steps": steps_of(request, found.steps, code="", sheets={}),
    }
