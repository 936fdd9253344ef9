"""Who uses this field: a field of any service, and every system that receives it, on which ground."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from motcua.kernel.text import fold
from motcua.kit import clock
from motcua.kit.web import audience, language_of
from motcua.platform.exchange import api as exchange
from motcua.platform.exchange.contracts import FieldUse

_MOST = 100


@audience("public")
@require_safe
def fields(request: HttpRequest) -> HttpResponse:
    """Fields whose name or meaning holds the words, with their receivers."""
    language = language_of(request)
    asked = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    everything = exchange.field_uses(now=clock.now())
    found = [use for use in everything if all(word in _text(use) for word in fold(asked).split())]
    context = {
        "asked": asked, "total": len(found), "cut": len(found) > _MOST, "most": _MOST,
        "columns": [{"text": t} for t in (_("Trường"), _("Dịch vụ"), _("Hệ thống nhận được, để làm gì"))],
        "rows": [_row(use, language) for use in found[:_MOST]],
    }  # fmt: skip
    return render(request, "developers/catalogue/fields.html", context)


def _text(use: FieldUse) -> str:
    return fold(f"{use.path} {use.meaning_vi} {use.meaning_en}")


def _row(use: FieldUse, language: str) -> list[Any]:
    meaning = (use.meaning_en or use.meaning_vi) if language == "en" else use.meaning_vi
    personal = _("dữ liệu cá nhân") if use.personal else ""
    receivers = [f"{r.client_en if language == 'en' else r.client_vi}: {r.purpose}" for r in use.receivers]
    return [
        {"text": use.path, "hint": " · ".join(filter(None, (meaning, personal))), "breaks": True},
        {"text": use.service_name(language), "href": reverse("developers_service", args=[use.service])},
        "; ".join(receivers) or _("Chưa hệ thống nào được nhận"),
    ]
