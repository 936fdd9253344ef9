"""The one question to the applicant whose form did not ask it: with whom the child will be registered as resident."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from motcua.kit import clock
from motcua.kit.web import actor_of, audience
from motcua.services.linked import api
from motcua.services.linked.contracts import FamilyNotAsked


@audience("citizen")
@require_http_methods(["GET", "HEAD", "POST"])
def residence(request: HttpRequest, code: str) -> HttpResponse:
    """The question with the parents of the dossier as answers; whoever answered it already is led back to the dossier."""
    actor, now = actor_of(request), clock.now()
    try:
        known = api.residence_choices(code=code, actor=actor)
    except FamilyNotAsked:
        return redirect("casework_status", code=code)
    who = request.POST.get("who", "")
    if who in known:
        api.answer_residence(code=code, who=who, actor=actor, now=now)
        api.run_due(now=now, code=code)
        messages.success(request, _("Đã ghi. Hệ thống đang đăng ký thường trú cho trẻ, rồi xin thẻ bảo hiểm y tế."))
        return redirect("casework_status", code=code)
    named = {"mother": _("Mẹ"), "father": _("Cha")}
    wrong = _("Chọn mẹ hoặc cha.") if request.method == "POST" else ""
    context = {
        "page_title": _("Trẻ đăng ký thường trú cùng ai?"), "code": code, "who": who, "options": [(key, named[key]) for key in known],
        "error": wrong, "errors": {"who": wrong} if wrong else {}, "back_url": reverse("casework_status", args=[code]),
    }  # fmt: skip
    return render(request, "linked/family.html", context, status=422 if wrong else 200)
