"""The picture of today's calls through the exchange: who asks whom, how much, with what success."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from motcua.kernel.actors import Role
from motcua.kernel.clock import local, local_date
from motcua.kit import clock
from motcua.kit.ui.numbers import shown
from motcua.kit.web import actor_of, audience, language_of
from motcua.operations.ioc import api as ioc
from motcua.platform.exchange import api as exchange
from motcua.platform.exchange.contracts import Count, Outcome

_DRAWN = 40
_SEE_CALLS = {Role.OPERATOR, Role.ADMIN}
_WORDS = {"good": "done", "troubled": "waiting", "down": "late"}
STREAM = "/dieu-hanh/luong/?trang=luong"


@never_cache
@audience("officer", roles=(Role.OPERATOR, Role.LEADER))
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """The picture with its table, live."""
    return render(request, "ioc/flows.html", {**context(request), "stream": f"{settings.MOTCUA_LIVE_URL}{STREAM}"})


def context(request: HttpRequest) -> dict[str, Any]:
    """What the picture and its table show."""
    found = ioc.flows(actor=actor_of(request), now=clock.now())
    names = _names(language_of(request))
    day = _day(local_date(clock.now())) if actor_of(request).roles & _SEE_CALLS else None
    streams = [_stream(s, names, day) for s in found.streams]
    return {
        "flows": found,
        "as_of": "" if found.as_of is None else local(found.as_of).strftime("%H:%M:%S %d/%m/%Y"),
        "streams": [one["drawn"] for one in streams[:_DRAWN]],
        "rows": [one["row"] for one in streams],
        "total": found.total,
        "columns": [
            {"text": _("Hệ thống gọi")}, {"text": _("Dịch vụ")}, {"text": _("Tình trạng")}, {"text": _("Lượt gọi"), "numeric": True},
            {"text": _("Lượt lỗi"), "numeric": True},
            {"text": _("Bị từ chối"), "numeric": True}, {"text": _("Trung bình (ms)"), "numeric": True},
        ],
    }  # fmt: skip


def _names(language: str) -> dict[str, str]:
    """Names of systems and services by identifier, as the exchange registers them."""
    services = exchange.services()
    names = {right.client: (right.client_en if language == "en" else right.client_vi) for s in services for right in s.rights}
    return names | {s.id: s.name(language) for s in services}


def _day(day: date) -> dict[str, str]:
    """The bounds of a day as the page of calls reads them."""
    return {"since": f"{day:%d/%m/%Y}", "until": f"{day:%d/%m/%Y}"}


def _number(number: int, asked: dict[str, str] | None) -> dict[str, str]:
    """A number that leads to the calls behind it, for those who may see them."""
    href = f"{reverse('exchange_log')}?{urlencode(asked, safe='/:')}" if asked and number else ""
    return {"text": shown(number), "href": href}


def _stream(stream: ioc.Stream, names: dict[str, str], day: dict[str, str] | None) -> dict[str, Any]:
    state = str(exchange.state_of(count=Count(calls=stream.messages, failed=stream.failed, refused=stream.refused)))
    said = {"good": _("Chạy tốt"), "troubled": _("Đang có lỗi"), "down": _("Không trả lời")}[state]
    source, target = names.get(stream.client, stream.client), names.get(stream.service, stream.service)
    title = _("{source} gọi {target}: {messages} lượt, {failed} lỗi").format(
        source=source, target=target, messages=shown(stream.messages), failed=shown(stream.failed)
    )
    rows = None if day is None else {"client": stream.client, "service": stream.service, **day}
    numbers: list[Any] = [
        _number(stream.messages, rows), _number(stream.failed, rows and {**rows, "outcome": Outcome.FAILED}),
        _number(stream.refused, rows and {**rows, "outcome": Outcome.REFUSED}), shown(stream.took_ms),
    ]  # fmt: skip
    return {
        "drawn": {"source": source, "target": target, "amount": stream.messages, "state": state, "title": title},
        "row": [
            {"text": source, "hint": stream.client}, {"text": target, "hint": stream.service}, {"text": said, "state": _WORDS[state]},
            *numbers,
        ],
    }  # fmt: skip
