"""The public check: paste, a file, or a scanned code. What is given is read and forgotten."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from motcua.kit import clock
from motcua.kit.web import audience, language_of
from motcua.platform.credentials import api
from motcua.platform.credentials.web import words

_LARGEST = 262_144


@never_cache
@audience("public")
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """The form and its answer. A link carries the presentation behind ``#``, which is sent to nobody; a script puts it into the form."""
    if request.method != "POST":
        return _form(request)
    given, file = request.POST.get("van_ban", "").strip(), request.FILES.get("tep")
    if file is not None:
        if file.size is None or file.size > _LARGEST:
            return _form(request, error={"tep": _("Tệp lớn quá mức của một chứng nhận (256 kB).")}, status=413)
        given = file.read().decode("ascii", errors="replace").strip()
    if not given:
        return _form(request, error={"van_ban": _("Dán văn bản của chứng nhận, hoặc chọn tệp.")}, status=422)
    looking = request.POST.get("khong_trinh") == "1"
    return _answer(request, api.verify(presentation=given[: _LARGEST + 1], now=clock.now(), binding_needed=not looking))


@never_cache
@audience("public")
@require_safe
def by_code(request: HttpRequest, code: str) -> HttpResponse:
    """Where the QR code leads that a holder shows: the same answer, while her presentation lasts."""
    now = clock.now()
    try:
        text = api.shown(code=code[:40], now=now)
    except api.CredentialUnknown:
        context = {"page_title": _("Kiểm tra chứng nhận số")}
        return render(request, "credentials/gone.html", context, status=404)
    return _answer(request, api.verify(presentation=text, now=now))


def _form(request: HttpRequest, *, error: dict[str, str] | None = None, status: int = 200) -> HttpResponse:
    context = {"errors": error or {}, "page_title": _("Kiểm tra chứng nhận số"), "given": request.POST.get("van_ban", "")[:_LARGEST]}
    return render(request, "credentials/check.html", context, status=status)


def _answer(request: HttpRequest, found: api.Verdict) -> HttpResponse:
    language = language_of(request)
    verdict, kind = words.headline(found)
    context: dict[str, Any] = {
        "verdict": verdict, "kind": kind, "reasons": [p.sentence(language) for p in (*found.problems, *found.doubts)],
        "claims": words.claims(found.claims, words.labels_of(found.kind), language), "facts": words.facts(found, language),
        "hidden": found.hidden, "only_unbound": [p.code for p in found.problems] == ["binding_missing"],
    }  # fmt: skip
    return render(request, "credentials/checked.html", context)
