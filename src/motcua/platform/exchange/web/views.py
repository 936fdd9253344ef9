"""Pages of the exchange for operators: what was called, with what outcome, the same as a file, and the proof of one call."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from motcua.kernel.actors import Role
from motcua.kernel.clock import local
from motcua.kernel.text import fold
from motcua.kit import clock
from motcua.kit.sheets import csv_bytes
from motcua.kit.web import actor_of, audience, language_of, row_number
from motcua.platform.exchange import api
from motcua.platform.exchange.contracts import CallsAsked, Outcome, ServiceInfo
from motcua.platform.exchange.queries.log import MOST_COUNTED
from motcua.platform.exchange.web import words
from motcua.platform.exchange.web.calls import read_calls
from motcua.platform.exchange.web.frame import tabs
from motcua.platform.exchange.web.standing import state_notice

_PAGE = 25
MOST_CSV = 10_000
_HEAD = (
    "at", "client", "service", "method", "outcome", "status", "fault", "took_ms", "issue", "purpose", "request_size", "response_size",
    "message_id", "request_id", "key_id", "seq", "request_hash", "seal_first", "seal_last", "seal_root",
)  # fmt: skip
_ROLES = {Role.OPERATOR, Role.ADMIN}


@audience("officer", roles=_ROLES)
def log(request: HttpRequest) -> HttpResponse:
    """The newest calls, narrowed by outcome, service, caller, dossier and time, with their number; services and rights below."""
    language, actor = language_of(request), actor_of(request)
    asked, typed, wrong = read_calls(request)
    if request.GET.get("dang") == "csv" and not wrong:
        return _csv(request, asked)
    services = api.services()
    cursor = row_number(request.GET.get("before", ""))
    found = api.recent(actor=actor, before=cursor, limit=_PAGE + 1, asked=asked)
    shown, more = found[:_PAGE], len(found) > _PAGE
    kept = {key: value for key, value in typed.items() if value}
    state = api.gateway_state()
    context = {
        "notice": state_notice(state),
        "state": state,
        "checked": f"{local(state.checked_at):%d/%m/%Y %H:%M:%S}" if state.checked_at else "",
        "asked": typed,
        "wrong": wrong,
        "count": api.count_calls(actor=actor, asked=asked),
        "most": MOST_COUNTED,
        "most_csv": MOST_CSV,
        "csv_href": f"?{urlencode({**kept, 'dang': 'csv'})}",
        "client_choices": [("", _("Mọi bên gọi")), *_clients(services, asked, language)],
        "outcomes": [("", _("Mọi kết quả")), *((str(o), words.outcome_word(o)) for o in Outcome)],
        "service_choices": [("", _("Mọi dịch vụ")), *((s.id, s.name(language)) for s in services)],
        "columns": words.call_columns(),
        "rows": words.call_rows(shown, {s.id: s for s in services}, language),
        "next_href": f"?{urlencode({**kept, 'before': shown[-1].id})}" if more else "",
        "first_href": f"?{urlencode(kept)}" if cursor else "",
        "service_columns": [{"text": t} for t in (_("Dịch vụ"), _("Nơi cung cấp"), _("Trạng thái"), _("Ai được gọi, để làm gì"))],
        "service_rows": words.service_rows(services, language),
        "narrowed": bool(kept),
        **tabs(request, "exchange_log"),
    }
    return render(request, "exchange/log.html", context)


def _clients(services: tuple[ServiceInfo, ...], asked: CallsAsked, language: str) -> list[tuple[str, str]]:
    """Who may be chosen: those who have a right, and whoever is asked for."""
    names = {r.client: (r.client_en or r.client_vi) if language == "en" else r.client_vi for s in services for r in s.rights}
    names |= {asked.client: names.get(asked.client, asked.client)} if asked.client else {}
    return sorted(((client, f"{name} ({words.short(client)})") for client, name in names.items()), key=lambda pair: fold(pair[1]))


def _csv(request: HttpRequest, asked: CallsAsked) -> HttpResponse:
    """The same calls as a file, each with what finds and proves it in the signed log; taking it is written into the audit log."""
    found = api.export_calls(actor=actor_of(request), asked=asked, now=clock.now(), limit=MOST_CSV)
    rows = ([getattr(m, name) for name in _HEAD] for m in found)
    response = HttpResponse(csv_bytes(_HEAD, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="cuoc-goi-truc-lien-thong.csv"'
    return response


@audience("officer", roles=_ROLES)
def message(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """One call with what proves it."""
    language = language_of(request)
    found = api.message(request_id=str(request_id), actor=actor_of(request))
    service = next((s for s in api.services() if s.id == found.service), None)
    context = {
        "message": found,
        "facts": words.facts(found, service, language),
        "evidence": words.evidence(found),
        "crumbs": [{"text": _("Trục liên thông dữ liệu"), "href": reverse("exchange_log")}, {"text": str(found.request_id)}],
    }
    return render(request, "exchange/message.html", context)
