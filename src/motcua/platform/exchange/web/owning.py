"""Pages of the unit that owns services: who uses them how much, what waits for its decision, switching, taking rights back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from motcua.kernel.actors import Role
from motcua.kit import clock
from motcua.kit.web import actor_of, audience, language_of
from motcua.platform.exchange import api
from motcua.platform.exchange.contracts import Kind, SharingState
from motcua.platform.exchange.web import words
from motcua.platform.exchange.web.frame import asked, field, form, listed, place
from motcua.platform.exchange.web.offered import facts_of, notes_table, rights_table, switch_page
from motcua.platform.exchange.web.reading import Typed
from motcua.platform.exchange.web.rights import take_back_page
from motcua.platform.exchange.web.telling import past_of

LEADERS = {Role.LEADER}
_BACK = timedelta(days=30)


@audience("officer", roles=LEADERS)
def services(request: HttpRequest) -> HttpResponse:
    """The services of the reader's own units, and the requests that wait for her."""
    actor, language = actor_of(request), language_of(request)
    own = api.own_services(actor=actor)
    ids = {s.id for s in own}
    waiting = [r for r in api.requests(actor=actor, states=[SharingState.ASKED], limit=100) if r.service in ids]
    rows = [[{"text": s.name(language), "href": place("exchange_own_service", ma=s.id), "hint": words.short(s.id)},
             words.switch_cell(s.enabled, s.notice, suspended=s.suspended), str(len(s.rights))] for s in own]  # fmt: skip
    asks = [[{"text": r.code, "href": reverse("exchange_request", args=[r.code])}, r.client_name(language), r.service_name(language),
        r.purpose]
            for r in waiting]  # fmt: skip
    tables = [
        {"name": "waiting", "caption": _("Yêu cầu chờ bạn quyết định"), "empty": _("Không có yêu cầu nào chờ."), "rows": asks,
         "columns": [{"text": t} for t in (_("Mã"), _("Bên xin"), _("Dịch vụ"), _("Để làm gì"))]},
        {"name": "own", "caption": _("Dịch vụ của đơn vị bạn"), "rows": rows,
         "empty": _("Đơn vị bạn chưa cung cấp dịch vụ nào. Đề nghị quản trị đăng ký khi có dữ liệu cần chia sẻ."),
         "columns": [{"text": _("Dịch vụ")}, {"text": _("Trạng thái")}, {"text": _("Quyền"), "numeric": True}]},
    ]  # fmt: skip
    return listed(request, "exchange_own", title=_("Dịch vụ của đơn vị"), tables=tables)


@audience("officer", roles=LEADERS)
def service(request: HttpRequest) -> HttpResponse:
    """One of the unit's own services: who uses it how much within which bounds, and what the leader may do."""
    language, actor = language_of(request), actor_of(request)
    found = api.own_service(id=asked(request, "ma"), actor=actor)
    since, until = api.hours(back=_BACK, now=clock.now())
    used = [[words.short(f.client), str(f.count.calls), str(f.count.refused), str(f.count.failed)]
            for f in api.own_flows(service=found.id, since=since, until=until, actor=actor)]  # fmt: skip
    tables: list[dict[str, Any]] = [
        rights_table(request, found, take_back="exchange_own_take_back"),
        {"name": "used", "caption": _("Ai đã gọi trong 30 ngày"), "empty": _("Chưa ai gọi trong 30 ngày qua."), "rows": used,
         "columns": [{"text": _("Bên gọi")}, *({"text": t, "numeric": True} for t in (_("Lượt gọi"), _("Bị từ chối"), _("Lỗi")))]},
        notes_table(request, found),
    ]  # fmt: skip
    personal = _("dữ liệu cá nhân")
    tells = [f"{(f.en or f.vi) if language == 'en' else f.vi}{' · ' + personal if f.personal else ''}" for f in found.fields or ()]
    facts = [
        *facts_of(request, found), {"name": _("Mức quản trị trục đặt"), "value": words.pace(found.pace, unbound=_("Không giới hạn"))},
        {"name": _("Giới hạn của đơn vị"), "value": words.pace(found.own_pace, unbound=_("Không đặt riêng")),
         "change_href": place("exchange_own_pace", ma=found.id)},
        {"name": _("Dữ liệu trả về"), "value": tells or _("Chưa ai mô tả")},
    ]  # fmt: skip
    turn = _("Tạm dừng") if found.enabled else _("Mở lại")
    acts = [{"text": turn, "href": place("exchange_own_switch", ma=found.id), "kind": "secondary"}]
    context = {
        "title": found.name(language), "facts": facts, "tables": tables, "acts": acts, "past": past_of(request, Kind.SERVICE, found.id),
        "crumbs": [{"text": _("Dịch vụ của đơn vị"), "href": reverse("exchange_own")}, {"text": found.name(language)}],
    }  # fmt: skip
    return render(request, "exchange/thing.html", context)


@audience("officer", roles=LEADERS)
def switch(request: HttpRequest) -> HttpResponse:
    """Switch one of the unit's own services off with a notice, or on again."""
    found = api.own_service(id=asked(request, "ma"), actor=actor_of(request))
    return switch_page(request, found, back=place("exchange_own_service", ma=found.id))


@audience("officer", roles=LEADERS)
def pace(request: HttpRequest) -> HttpResponse:
    """Bound how much each caller may call one of the unit's own services, within what those who manage the exchange allow."""
    actor = actor_of(request)
    found = api.own_service(id=asked(request, "ma"), actor=actor)
    own, most = found.own_pace or {}, found.pace or {}
    none = _("0: không đặt riêng.")

    def hint(name: str) -> str:
        return f"{none} {_('Nhiều nhất %(n)s.') % {'n': words.number(most[name])}}" if most.get(name) else none

    fields = [
        field("number", "per_second", _("Mỗi bên gọi tối đa mấy lượt một giây"), hint=hint("per_second"),
              value=words.number(own.get("per_second", 0))),
        field("number", "per_day", _("Mỗi bên gọi tối đa mấy lượt một ngày"), hint=hint("per_day"),
              value=own.get("per_day", 0)),
    ]  # fmt: skip

    def act() -> None:
        read = Typed(request)
        given = {
            "per_second": read.number("per_second", least=0, most=most.get("per_second") or 100_000, whole=False),
            "per_day": read.number("per_day", least=0, most=most.get("per_day") or 10**8),
        }
        read.settle()
        bound = given if any(given.values()) else None
        api.change_service(service=found.id, settings={"own_pace": bound}, expected=found.tag, actor=actor, now=clock.now())

    facts = [
        {"name": _("Dịch vụ"), "value": found.name(language_of(request))},
        {"name": _("Mức quản trị trục đặt"), "value": words.pace(most, unbound=_("Không giới hạn"))},
    ]
    return form(
        request, title=_("Mỗi bên gọi được gọi nhiều đến đâu?"), fields=fields, yes=_("Lưu"), act=act, facts=facts,
        back=place("exchange_own_service", ma=found.id), past=(Kind.SERVICE, found.id),
        intro=_("Mức chặt nhất có hiệu lực, dù ghi ở quản trị trục, ở đơn vị hay ở từng quyền."),
    )  # fmt: skip


@audience("officer", roles=LEADERS)
def take_back(request: HttpRequest) -> HttpResponse:
    """Take back a right to one of the unit's own services that was given by hand."""
    found = api.own_service(id=asked(request, "ma"), actor=actor_of(request))
    return take_back_page(request, found, back=place("exchange_own_service", ma=found.id))
