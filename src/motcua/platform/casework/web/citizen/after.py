"""What the owner can do once something is decided: rate the service, appeal, sign the form."""

from __future__ import annotations

import hashlib
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from motcua.kernel.clock import local_date
from motcua.kernel.errors import Invalid, NamedError
from motcua.kit import clock
from motcua.kit.web import actor_of, audience, language_of
from motcua.platform.casework import api as casework
from motcua.platform.casework.actions import forms
from motcua.platform.casework.contracts import Dossier
from motcua.platform.casework.web.citizen import decided
from motcua.platform.signing.contracts import RemoteState

LONGEST = 2000


@audience("citizen")
@require_http_methods(["GET", "HEAD", "POST"])
def rate(request: HttpRequest, code: str) -> HttpResponse:
    """Five answers in words and room for one's own; sent once."""
    found = _found(request, code)
    typed = {"score": request.POST.get("muc", ""), "text": request.POST.get("loi", "")[:LONGEST]}
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            score = int(typed["score"]) if typed["score"].isascii() and typed["score"].isdigit() else 0
            casework.rate(
                code=found.code, score=score, text=typed["text"], actor=actor_of(request), now=clock.now(),
                idempotency_key=f"rate:{found.code}",
            )
        except Invalid as refusal:
            errors = {"muc": refusal.sentence(language_of(request))}
        else:
            messages.success(request, _("Cảm ơn bạn. Đánh giá đã được gửi tới cơ quan giải quyết."))
            return _back(found)
    scale = [
        ("5", _("Rất hài lòng")), ("4", _("Hài lòng")), ("3", _("Bình thường")), ("2", _("Không hài lòng")),
        ("1", _("Rất không hài lòng")),
    ]  # fmt: skip
    return _page(request, found, "casework/citizen/rate.html", _("Đánh giá sự phục vụ"), errors, {"scale": scale, "typed": typed})


@audience("citizen")
@require_http_methods(["GET", "HEAD", "POST"])
def appeal(request: HttpRequest, code: str) -> HttpResponse:
    """What an appeal is, to whom it goes, and the text; leads to the dossier of the appeal."""
    found = _found(request, code)
    text, errors = request.POST.get("noi-dung", "")[:LONGEST], {}
    if request.method == "POST":
        key = f"appeal:{found.code}:{hashlib.sha256(text.encode()).hexdigest()[:32]}"  # what she says stays out of keys
        try:
            made = casework.appeal(code=found.code, text=text, actor=actor_of(request), now=clock.now(), idempotency_key=key)
        except Invalid as refusal:
            errors = {"noi-dung": refusal.sentence(language_of(request))}
        else:
            messages.success(request, _("Đã gửi khiếu nại. Cơ quan đã ra quyết định phải trả lời bằng văn bản."))
            return HttpResponseRedirect(reverse("casework_status", args=[made.code]))
    more = {
        "text": text,
        "text_error": errors.get("noi-dung", ""),
        "to": found.authority_name or found.unit_name,
        "until": decided.appeal_until(request, local_date(found.resolved_at or clock.now())),
    }
    return _page(request, found, "casework/citizen/appeal.html", _("Khiếu nại"), errors, more)


@audience("citizen")
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest, code: str) -> HttpResponse:
    """Sign the form with one's own certificate: ask the device, then collect; each press is harmless when repeated."""
    found = _found(request, code)
    state, errors, digest = "", {}, ""
    if request.method == "POST":
        try:
            asked = casework.start_form_signature(code=found.code, actor=actor_of(request), now=clock.now())
            done = casework.finish_form_signature(code=found.code, request_id=asked.id, actor=actor_of(request), now=clock.now())
        except NamedError as refusal:
            errors = {"ky": refusal.sentence(language_of(request))}
        else:
            state, digest = done.state.value, done.digest[:16]
            if done.state is RemoteState.SIGNED:
                messages.success(request, _("Đã ký số tờ khai. Bản có chữ ký nằm trong giấy tờ của hồ sơ."))
                return _back(found)
    return _page(request, found, "casework/citizen/sign.html", _("Ký số tờ khai"), errors, {"state": state, "digest": digest})


def _found(request: HttpRequest, code: str) -> Dossier:
    return casework.dossier(code=code, actor=actor_of(request), language=language_of(request))


def _back(found: Dossier) -> HttpResponse:
    return HttpResponseRedirect(reverse("casework_status", args=[found.code]))


def _page(
    request: HttpRequest, found: Dossier, template: str, title: str, errors: dict[str, str], more: dict[str, Any]
) -> HttpResponse:
    context = {
        "dossier": found,
        "name": forms.short_name(found.procedure_name),
        "back_url": reverse("casework_status", args=[found.code]),
        "page_title": title,
        "errors": errors,
        **more,
    }
    return render(request, template, context, status=422 if errors else 200)
