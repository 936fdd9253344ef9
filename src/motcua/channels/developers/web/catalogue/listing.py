"""The list of services: searched, narrowed, with the state of each."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from motcua.channels.developers.web.catalogue import words
from motcua.channels.developers.web.catalogue.standing import resting_now
from motcua.kernel.text import fold
from motcua.kit import clock
from motcua.kit.web import audience, language_of, row_number
from motcua.platform.exchange import api as exchange
from motcua.platform.exchange.contracts import ServiceInfo

_PAGE = 30
_DAY = timedelta(hours=24)


@audience("public")
@require_safe
def services(request: HttpRequest) -> HttpResponse:
    """Services that match, by name; every one with the state of its last 24 hours."""
    language = language_of(request)
    asked = {key: request.GET.get(key, "").replace("\x00", "").strip()[:100] for key in ("q", "provider", "personal")}
    everything = exchange.services()
    found = sorted((s for s in everything if _fits(s, asked)), key=lambda s: (fold(s.name(language)), s.id))
    start = min(row_number(request.GET.get("from", "")) or 0, len(found))
    shown = found[start : start + _PAGE]
    since, until = exchange.hours(back=_DAY, now=clock.now())
    health = exchange.health(since=since, until=until)
    resting = resting_now(language=language, now=clock.now())
    kept = {key: value for key, value in asked.items() if value}
    context = {
        "asked": asked,
        "resting": resting,
        "providers": [("", _("Mọi cơ quan")), *sorted({(s.provider_vi, _provider(s, language)) for s in everything})],
        "personal": [("", _("Mọi dịch vụ")), ("yes", _("Có dữ liệu cá nhân")), ("no", _("Không có dữ liệu cá nhân"))],
        "columns": [
            {"text": _("Dịch vụ")}, {"text": _("Cơ quan cung cấp")}, {"text": _("Trạng thái")},
            {"text": _("Lượt gọi 24 giờ"), "numeric": True}, {"text": _("Trả lời được"), "numeric": True},
        ],
        "rows": [_row(s, health.get(s.id), language, resting=resting is not None) for s in shown],
        "total": len(found), "everything": len(everything), "narrowed": bool(kept),
        "next_href": f"?{urlencode({**kept, 'from': start + _PAGE})}" if start + _PAGE < len(found) else "",
        "previous_href": f"?{urlencode({**kept, 'from': max(start - _PAGE, 0)})}" if start else "",
        "place": f"{start + 1}–{start + len(shown)} / {len(found)}" if shown else "",
    }  # fmt: skip
    return render(request, "developers/catalogue/services.html", context)


def _fits(service: ServiceInfo, asked: dict[str, str]) -> bool:
    text = fold(f"{service.name_vi} {service.name_en} {service.provider_vi} {service.provider_en} {service.id}")
    if any(word not in text for word in fold(asked["q"]).split()):
        return False
    if asked["provider"] and service.provider_vi != asked["provider"]:
        return False
    return not asked["personal"] or bool(service.personal) is (asked["personal"] == "yes")


def _provider(service: ServiceInfo, language: str) -> str:
    return (service.provider_en or service.provider_vi) if language == "en" else service.provider_vi


def _row(service: ServiceInfo, count: Any, language: str, *, resting: bool) -> list[Any]:
    told = {"text": service.name(language), "href": reverse("developers_service", args=[service.id]), "hint": service.id}
    state = words.state_cell(service, count, resting=resting)
    return [told, _provider(service, language), state, words.calls_text(count), words.share_text(count)]
