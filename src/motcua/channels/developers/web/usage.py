"""Who uses the exchange how much, for administrators: by client and service, on the page and as CSV."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from motcua.channels.developers import api
from motcua.channels.developers.web.catalogue import words
from motcua.channels.developers.web.managing import tabs
from motcua.kernel.clock import local
from motcua.kit import clock
from motcua.kit.sheets import csv_bytes
from motcua.kit.ui.numbers import shown
from motcua.kit.web import actor_of, audience, language_of
from motcua.platform.exchange import api as exchange
from motcua.platform.exchange.contracts import Flow

_DAYS = {"1": 1, "7": 7, "30": 30, "90": 90}
_SHOWN = 200
_HEAD = (
    "client", "service", "calls", "failed", "refused", "average_ms", "longest_ms", "bytes_in", "bytes_out", "last_ok_at", "last_failed_at",
)  # fmt: skip


@audience("officer", roles=api.ROLES)
@require_safe
def usage(request: HttpRequest) -> HttpResponse:
    """Calls of every client in the last days; ``dang=csv`` gives the same as a file."""
    language = language_of(request)
    asked = {key: request.GET.get(key, "").replace("\x00", "").strip()[:300] for key in ("client", "days")}
    days = asked["days"] if asked["days"] in _DAYS else "30"
    since, until = exchange.hours(back=timedelta(days=_DAYS[days]), now=clock.now())
    everything = exchange.flows(since=since, until=until, actor=actor_of(request))
    found = [f for f in everything if not asked["client"] or f.client == asked["client"]]
    if request.GET.get("dang") == "csv":
        return _csv(found)
    names = {s.id: s.name(language) for s in exchange.services()}
    kept = {"days": days, **({"client": asked["client"]} if asked["client"] else {})}
    context = {
        "tabs": tabs("developers_usage"), "asked": asked, "days": days,
        "clients": [("", _("Mọi hệ thống")), *((c, c) for c in sorted({f.client for f in everything}))],
        "periods": [(key, _("{days} ngày qua").format(days=n)) for key, n in _DAYS.items()],
        "columns": [
            {"text": _("Hệ thống gọi")}, {"text": _("Dịch vụ")}, *({"text": text, "numeric": True} for text in (
                _("Lượt gọi"), _("Trả lời được"), _("Bị từ chối"), _("Trung bình (ms)"), _("Lâu nhất (ms)"),
            )),
        ],
        "rows": [_row(f, names, since) for f in found[:_SHOWN]], "cut": len(found) > _SHOWN, "shown": _SHOWN,
        "csv_href": f"{reverse('developers_usage')}?{urlencode({**kept, 'dang': 'csv'})}",
    }  # fmt: skip
    return render(request, "developers/usage.html", context)


def _row(flow: Flow, names: dict[str, str], since: datetime) -> list[Any]:
    """One client and service; each number of calls leads to them in the log."""
    count, asked = flow.count, {"client": flow.client, "service": flow.service, "since": f"{local(since):%d/%m/%Y %H:%M}"}
    log = f"{reverse('exchange_log')}?{urlencode(asked, safe='/:')}"
    told = {"text": names.get(flow.service, flow.service), "hint": flow.service, "breaks": True}
    numbers: list[Any] = [
        {"text": words.calls_text(count), "href": log if count.calls else ""},
        {"text": words.share_text(count), "href": f"{log}&outcome=failed" if count.failed else ""},
        {"text": shown(count.refused), "href": f"{log}&outcome=refused" if count.refused else ""},
        shown(count.average_ms), shown(count.longest_ms),
    ]  # fmt: skip
    return [{"text": flow.client, "breaks": True}, told, *numbers]


def _csv(flows: list[Flow]) -> HttpResponse:
    """The counts as a file for spreadsheets."""
    rows = ([flow.client, flow.service, *(getattr(flow.count, name) for name in _HEAD[2:])] for flow in flows)
    response = HttpResponse(csv_bytes(_HEAD, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="luot-goi-truc-lien-thong.csv"'
    return response
