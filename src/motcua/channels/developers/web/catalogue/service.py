"""One service: what it is, its operations, its changes, its days; the page and the machine's document."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from motcua.channels.developers.web.catalogue import words
from motcua.channels.developers.web.catalogue.standing import resting_now
from motcua.kernel import openapi
from motcua.kernel.actors import Role
from motcua.kernel.clock import local_date
from motcua.kit import clock
from motcua.kit.web import actor_of, audience, language_of
from motcua.platform.exchange import api as exchange
from motcua.platform.exchange.contracts import ChangeInfo, Count, Described, RightInfo, ServiceInfo, ServiceUnknown, Source

_DAYS = 90
_SEE_CALLS = {Role.OPERATOR, Role.ADMIN}
_CLIENT = "VN-HP/CLASS/MEMBER/SYSTEM"  # nobody's: whoever copies the code writes her own


def found_or_404(service: str) -> ServiceInfo:
    """The registered service. Raises ServiceUnknown (404)."""
    info = next(iter(exchange.services(id=service)), None)
    if info is None:
        raise ServiceUnknown(name=service)
    return info


def tabs_of(info: ServiceInfo, here: str) -> list[dict[str, Any]]:
    """The pages of one service."""
    pages = [
        ("developers_service", _("Tổng quan")), ("developers_service_operations", _("Các thao tác")),
        ("developers_service_try", _("Gọi thử")), ("developers_service_changes", _("Các thay đổi")),
    ]  # fmt: skip
    return [{"text": text, "href": reverse(name, args=[info.id]), "current": name == here} for name, text in pages]


def frame(request: HttpRequest, info: ServiceInfo, here: str) -> dict[str, Any]:
    """What every page of a service shows."""
    return {
        "service": info,
        "resting": resting_now(language=language_of(request), now=clock.now()),
        "name": info.name(language_of(request)),
        "tabs": tabs_of(info, here),
        "crumbs": [{"text": _("Dịch vụ dữ liệu"), "href": reverse("developers_services")}, {"text": info.name(language_of(request))}],
    }


@audience("public")
@require_safe
def overview(request: HttpRequest, service: str) -> HttpResponse:
    """Facts, state of the last 90 days, who receives what."""
    info = found_or_404(service)
    language = language_of(request)
    now = clock.now()
    since, until = exchange.hours(back=timedelta(days=_DAYS), now=now)
    days = {d.day: d.count for d in exchange.days(service=service, since=since, until=until)}
    today = local_date(now)
    line = [today - timedelta(days=n) for n in range(_DAYS - 1, -1, -1)]
    sees = bool(actor_of(request).roles & _SEE_CALLS)
    framed = frame(request, info, "developers_service")
    context = {
        **framed,
        "facts": _facts(info, exchange.description(service=service), language),
        "health": _health(info, resting=framed["resting"] is not None),
        "bars": [bar(day, days.get(day)) for day in line],
        "day_rows": [_day(d, days[d], service, known=sees) for d in reversed(line) if d in days],
        "day_columns": [{"text": _("Ngày")}, {"text": _("Lượt gọi"), "numeric": True}, {"text": _("Trả lời được"), "numeric": True}],
        "right_columns": [{"text": t} for t in (_("Hệ thống được gọi"), _("Để làm gì"), _("Trường dữ liệu nhận được"))],
        "right_rows": [_right(r, language) for r in info.rights if r.valid_until is None or now < r.valid_until],
    }
    return render(request, "developers/catalogue/service.html", context)


@audience("public")
@require_safe
def operations(request: HttpRequest, service: str) -> HttpResponse:
    """Every operation with parameters, bodies, answers and code to copy."""
    info = found_or_404(service)
    described = exchange.description(service=service)
    read = openapi.read(described.document, language=language_of(request))
    context = {
        **frame(request, info, "developers_service_operations"),
        "description": read, "made": described.source is Source.DECLARED,
        "openapi_href": reverse("developers_service_openapi", args=[info.id]),
        "operations": [_operation(info, number, op) for number, op in enumerate(read.operations)],
        "parameter_columns": [{"text": t} for t in (_("Tham số"), _("Ở đâu"), _("Kiểu"), _("Ý nghĩa"))],
        "field_columns": [{"text": t} for t in (_("Trường"), _("Kiểu"), _("Ý nghĩa"))],
    }  # fmt: skip
    return render(request, "developers/catalogue/operations.html", context)


@audience("public")
@require_safe
def document(request: HttpRequest, service: str) -> JsonResponse:
    """The OpenAPI document with the gateway's address of the service as its server."""
    info = found_or_404(service)
    text = dict(exchange.description(service=service).document)
    text["servers"] = [{"url": f"{settings.MOTCUA_GATEWAY_URL}/r1/{info.id}"}]
    return JsonResponse(text, json_dumps_params={"ensure_ascii": False})


@audience("public")
@require_safe
def changes(request: HttpRequest, service: str) -> HttpResponse:
    """What those who run the service told its callers, and what changed from description to description; the newest first."""
    info = found_or_404(service)
    language = language_of(request)
    described = [(v.made_at, _version(v)) for v in exchange.descriptions(service=service)]
    told = [(c.at, _told(c, language)) for c in exchange.offered(id=service).changes]
    newest_first = sorted((*told, *described), key=lambda pair: pair[0] or datetime.min.replace(tzinfo=UTC), reverse=True)
    context = {**frame(request, info, "developers_service_changes"), "entries": [entry for _at, entry in newest_first]}
    return render(request, "developers/catalogue/changes.html", context)


def code_of(info: ServiceInfo, operation: openapi.Operation, *, path: str = "", query: str = "", body: Any = None) -> list[dict[str, str]]:
    """The request in every language; without ``path`` the operation's own with its examples."""
    filled = path or operation.path
    for parameter in operation.parameters:
        if parameter.place == "path":
            filled = filled.replace(f"{{{parameter.name}}}", str(parameter.example or parameter.name))
    filled = filled if filled != "/" else ""  # a path of OpenAPI begins with a slash, the service itself has none after it
    url = f"{settings.MOTCUA_GATEWAY_URL}/r1/{info.id}{filled}" + (f"?{query}" if query else "")
    sent = openapi.Sent(
        method=operation.method, url=url, headers={"X-Road-Client": _CLIENT, "Accept": "application/json"},
        body=body if body is not None else operation.body_example,
    )  # fmt: skip
    return [{"name": name, "text": openapi.sample(sent, language=key)} for key, name in openapi.LANGUAGES.items()]


def _facts(info: ServiceInfo, described: Described, language: str) -> list[dict[str, Any]]:
    sources = {
        Source.PROVIDER: _("nơi cung cấp công bố"), Source.GIVEN: _("quản trị nạp"), Source.DECLARED: _("lập từ khai báo của dịch vụ"),
    }  # fmt: skip
    personal = info.personal
    told = _("Chưa khai") if personal is None else (", ".join(en if language == "en" else vi for vi, en in personal) or _("Không có"))
    provider = (info.provider_en or info.provider_vi) if language == "en" else info.provider_vi
    return [
        {"name": _("Cơ quan cung cấp"), "value": provider},
        {"name": _("Mã dịch vụ"), "value": info.id},
        {"name": _("Đường dẫn LGSP"), "value": list(info.contexts) or _("Chưa mở cho cách gọi LGSP")},
        {"name": _("Bản mô tả"), "value": f"{described.version or described.number or '–'} · {sources[described.source]}"},
        {"name": _("Dữ liệu cá nhân"), "value": told},
        {"name": _("Chờ trả lời tối đa"), "value": _("{seconds} giây").format(seconds=f"{info.timeout_s:g}".replace(".", ","))},
    ]


def _health(info: ServiceInfo, *, resting: bool) -> dict[str, Any]:
    since, until = exchange.hours(back=timedelta(hours=24), now=clock.now())
    count = exchange.health(since=since, until=until).get(info.id)
    numbers = [
        {"name": _("Lượt gọi 24 giờ qua"), "value": words.calls_text(count)},
        {"name": _("Trả lời được"), "value": words.share_text(count)},
        {"name": _("Thời gian trung bình"), "value": f"{count.average_ms} ms" if count and count.calls else "–"},
        {"name": _("Lần trả lời gần nhất"), "value": words.moment(count.last_ok_at if count else None)},
        {"name": _("Lần lỗi gần nhất"), "value": words.moment(count.last_failed_at if count else None)},
    ]
    return {"tag": words.state_cell(info, count, resting=resting), "numbers": numbers}


def bar(day: date, count: Count | None) -> dict[str, str]:
    """One day in the row of days: its state and what stands behind it."""
    state = exchange.state_of(count=count or Count())
    return {"state": str(state), "title": f"{day:%d/%m/%Y}: {words.state_text(state)} ({words.calls_text(count)})"}


def _day(day: date, count: Count, service: str, *, known: bool) -> list[Any]:
    """One day's numbers; for those who may see the log they lead to the calls behind them."""
    asked = {"service": service, "since": f"{day:%d/%m/%Y}", "until": f"{day:%d/%m/%Y}"}
    log = f"{reverse('exchange_log')}?{urlencode(asked, safe='/:')}" if known else ""
    failed = f"{log}&outcome=failed" if log and count.failed else ""
    return [f"{day:%d/%m/%Y}", {"text": words.calls_text(count), "href": log}, {"text": words.share_text(count), "href": failed}]


def _right(right: RightInfo, language: str) -> list[Any]:
    name = right.client_en if language == "en" else right.client_vi
    fields = ", ".join(right.fields) or _("tất cả")
    return [{"text": name, "hint": right.client}, right.purpose, fields]


def _operation(info: ServiceInfo, number: int, op: openapi.Operation) -> dict[str, Any]:
    return {
        "op": op, "id": f"thao-tac-{number}", "code": code_of(info, op),
        "try_href": f"{reverse('developers_service_try', args=[info.id])}?op={number}",
        "parameters": [[f"{p.name}{' *' if p.required else ''}", p.place, p.kind, p.text] for p in op.parameters],
        "body": [[f"{f.path}{' *' if f.required else ''}", f.kind, f.text] for f in op.body],
        "answers": [{"answer": a, "fields": [[f.path, f.kind, f.text] for f in a.fields]} for a in op.answers],
    }  # fmt: skip


def _told(one: ChangeInfo, language: str) -> dict[str, Any]:
    return {"told": (one.text_en or one.text_vi) if language == "en" else one.text_vi, "version": one.version, "at": words.moment(one.at)}


def _version(one: Described) -> dict[str, Any]:
    told = [{"text": words.change_text(kind, place), "breaking": breaking} for kind, place, breaking in one.changes]
    return {"number": one.number, "version": one.version, "at": words.moment(one.made_at), "breaking": one.breaking, "changes": told}
