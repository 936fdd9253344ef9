"""Pages of the exchange for operators: what was called, with what outcome, and the proof of one call."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from motcua.kernel.actors import Role
from motcua.kernel.clock import local
from motcua.kit.web import actor_of, audience, language_of, row_number
from motcua.platform.exchange import api
from motcua.platform.exchange.contracts import Outcome
from motcua.platform.exchange.web import words
from motcua.platform.exchange.web.frame import tabs

_PAGE = 25
_ROLES = {Role.OPERATOR, Role.ADMIN}


@audience("officer", roles=_ROLES)
def log(request: HttpRequest) -> HttpResponse:
    """The newest calls, narrowed by outcome, service or dossier; services and rights below."""
    language = language_of(request)
    services = api.services()
    asked = {key: request.GET.get(key, "").replace("\x00", "").strip() for key in ("outcome", "service", "issue")}
    cursor = row_number(request.GET.get("before", ""))
    found = api.recent(actor=actor_of(request), before=cursor, limit=_PAGE + 1, **asked)
    shown, more = found[:_PAGE], len(found) > _PAGE
    kept = {key: value for key, value in asked.items() if value}
    state = api.gateway_state()
    context = {
        "notice": words.state_notice(state),
        "state": state,
        "checked": f"{local(state.checked_at):%d/%m/%Y %H:%M:%S}" if state.checked_at else "",
        "asked": asked,
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
