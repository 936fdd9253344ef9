"""Withdrawing a dossier: said plainly what it means, done once."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from motcua.kit import clock
from motcua.kit.web import actor_of, audience, language_of
from motcua.platform.casework import api as casework
from motcua.platform.casework.actions import forms


@audience("citizen")
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """Say what it means, ask for a reason (not demanded), then withdraw."""
    actor = actor_of(request)
    found = casework.dossier(code=code, actor=actor, language=language_of(request))
    if request.method == "POST":
        reason = request.POST.get("reason", "").strip()[:1000]
        casework.withdraw(code=found.code, reason=reason, actor=actor, now=clock.now(), idempotency_key=f"withdraw:{found.code}")
        messages.success(request, _("Đã rút hồ sơ. Giấy tờ bạn đã gửi vẫn xem lại được ở trang này."))
        return HttpResponseRedirect(reverse("casework_status", args=[found.code]))
    context = {
        "dossier": found,
        "name": forms.short_name(found.procedure_name),
        "back_url": reverse("casework_status", args=[found.code]),
        "page_title": _("Rút hồ sơ"),
    }
    return render(request, "casework/citizen/withdraw.html", context)
