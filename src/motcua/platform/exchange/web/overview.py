"""Pages of what takes part and how it fares: overview, members and systems, services with their rights and settings."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from motcua.kit import clock
from motcua.kit.web import actor_of, audience, language_of
from motcua.platform.exchange import api
from motcua.platform.exchange.contracts import ServiceDetail, SharingState
from motcua.platform.exchange.web import words
from motcua.platform.exchange.web.frame import MANAGE, SEE, at, field, form, tabs, typed


@audience("officer", roles=SEE)
def overview(request: HttpRequest) -> HttpResponse:
    """What an operator must know now: failing services, requests that wait, certificates that end."""
    actor, now, language = actor_of(request), clock.now(), language_of(request)
    names = {s.id: s.name(language) for s in api.services()}
    health = api.service_health(now=now)
    waiting = api.requests(actor=actor, states=[SharingState.ASKED, SharingState.REVIEW], limit=20)
    ending = [c for c in api.certificates(actor=actor, now=now) if c.state == "ending"]
    resting = api.maintenance()
    notice = {"kind": "warn", "text": resting.notice_vi if language == "vi" else resting.notice_en} if resting else None
    tables = [
        {"name": "health", "caption": _("Dịch vụ trong 24 giờ qua, lỗi nhiều trước"), "empty": _("Chưa có cuộc gọi nào trong 24 giờ qua."),
         "columns": [{"text": _("Dịch vụ")},
             *({"text": t, "numeric": True} for t in (_("Đã trả lời"), _("Bị từ chối"), _("Lỗi"), _("Trung bình, ms"))),
                     {"text": _("Lỗi gần nhất")}],
         "rows": [[{"text": names.get(h.service, words.short(h.service)), "href": _service_href(h.service)}, str(h.answered),
             str(h.refused),
                   str(h.failed), str(h.mean_ms), at(h.last_failed_at)] for h in health]},
        {"name": "waiting", "caption": _("Yêu cầu chia sẻ đang chờ quyết định"), "empty": _("Không có yêu cầu nào chờ."),
         "columns": [{"text": t} for t in (_("Mã"), _("Bên xin"), _("Dịch vụ"), _("Trạng thái"))],
         "rows": [[{"text": r.code, "href": reverse("exchange_request", args=[r.code])}, r.client_name(language), r.service_name(language),
                   words.sharing_cell(r.state)] for r in waiting]},
        {"name": "ending", "caption": _("Chứng thư sắp hết hạn"), "empty": _("Không có chứng thư nào hết hạn trong 30 ngày tới."),
         "columns": [{"text": t} for t in (_("Hệ thống thông tin"), _("Chủ thể"), _("Hết hạn"))],
         "rows": [[words.short(c.client), c.subject, at(c.not_after)] for c in ending]},
    ]  # fmt: skip
    state = words.state_notice(api.gateway_state())
    context = {"title": _("Tổng quan trục liên thông"), "tables": tables, "notice": notice or state, **tabs(request, "exchange_overview")}
    return render(request, "exchange/list.html", context)


@audience("officer", roles=SEE)
def clients(request: HttpRequest) -> HttpResponse:
    """Systems with their owners, found by words."""
    language, query = language_of(request), _asked(request, "tim")
    environment = {"production": _("Vận hành"), "sandbox": _("Thử nghiệm")}
    rows = [
        [{"text": c.name(language), "hint": c.id}, environment[c.environment], str(c.services), str(len(c.fingerprints)),
            ", ".join(c.groups) or "–"]
        for c in api.clients(actor=actor_of(request), query=query)
    ]  # fmt: skip
    table = {
        "name": "clients", "caption": _("Hệ thống, theo mã định danh"),
            "empty": _("Không có hệ thống nào phù hợp. Bỏ bớt chữ rồi tìm lại."),
        "columns": [{"text": t} for t in (_("Hệ thống thông tin"), _("Môi trường"), _("Dịch vụ"), _("Chứng thư"), _("Nhóm"))], "rows": rows,
    }  # fmt: skip
    filters = [field("text", "tim", _("Tên hoặc mã"), value=query, maxlength=100)]
    context = {"title": _("Thành viên và hệ thống"), "tables": [table], "filters": filters, **tabs(request, "exchange_clients")}
    return render(request, "exchange/list.html", context)


@audience("officer", roles=SEE)
def services(request: HttpRequest) -> HttpResponse:
    """Services, found by words and by whether they are on."""
    language, query, state = language_of(request), _asked(request, "tim"), _asked(request, "trang-thai")
    found = api.catalogue(actor=actor_of(request), query=query, state=state if state in {"on", "off"} else "")
    rows = [
        [{"text": s.name(language), "href": _service_href(s.id), "hint": words.short(s.id)}, s.provider(language), _state(s),
            str(len(s.rights)),
         s.version or "–"]
        for s in found
    ]  # fmt: skip
    table = {
        "name": "services", "caption": _("Dịch vụ, theo mã định danh"), "empty": _("Không có dịch vụ nào phù hợp. Bỏ bớt chữ rồi tìm lại."),
        "columns": [{"text": t} for t in (_("Dịch vụ"), _("Nơi cung cấp"), _("Trạng thái"), _("Quyền"), _("Phiên bản"))], "rows": rows,
    }  # fmt: skip
    states = [("on", _("Đang mở")), ("off", _("Tạm dừng"))]
    filters = [
        field("text", "tim", _("Tên hoặc mã"), value=query, maxlength=100),
            field("select", "trang-thai", _("Trạng thái"), options=states, value=state),
    ]  # fmt: skip
    context = {"title": _("Dịch vụ chia sẻ dữ liệu"), "tables": [table], "filters": filters, **tabs(request, "exchange_services")}
    return render(request, "exchange/list.html", context)


@audience("officer", roles=SEE)
def service(request: HttpRequest) -> HttpResponse:
    """One service: settings, health, who may call it, its change log."""
    language, actor, now = language_of(request), actor_of(request), clock.now()
    found = api.service(id=_asked(request, "ma"), actor=actor)
    health = next(iter(api.service_health(now=now, service=found.id)), None)
    english = language == "en"
    fared = _("trả lời %(ok)s, từ chối %(no)s, lỗi %(bad)s") % (
        {"ok": health.answered, "no": health.refused, "bad": health.failed} if health else {"ok": 0, "no": 0, "bad": 0}
    )
    breaker, canary, pace = found.breaker or {}, found.canary or {}, found.pace or {}
    facts = [
        {"name": _("Mã định danh"), "value": found.id}, {"name": _("Nơi cung cấp"), "value": found.provider(language)},
        {"name": _("Địa chỉ"), "value": found.base_url},
            {"name": _("Trạng thái"), "value": _("Đang mở") if found.enabled else f"{_('Tạm dừng')}: {found.notice}"},
        {"name": _("24 giờ qua"), "value": fared}, {"name": _("Chờ trả lời tối đa"), "value": _("%(s)s giây") % {"s": found.timeout_s}},
        {"name": _("Giới hạn mỗi bên gọi"),
            "value": _("%(s)s lượt mỗi giây, %(d)s lượt mỗi ngày") % {"s": pace.get("per_second", 0), "d": pace.get("per_day", 0)} if pace
                else _("Không giới hạn")},
        {"name": _("Cầu dao"), "value": _("ngắt sau %(n)s lỗi liên tiếp, %(s)s giây") % {"n": breaker.get("failures", 0),
            "s": breaker.get("open_s", 0)} if breaker else _("Không dùng")},
        {"name": _("Bản thử"), "value": f"{canary.get('percent', 0)}% → {canary.get('base_url', '')}" if canary else _("Không dùng")},
        {"name": _("Môi trường thử nghiệm"), "value": found.sandbox_url}, {"name": _("Phiên bản"), "value": found.version},
        {"name": _("Dữ liệu trả về"),
            "value": [f"{(f.en if english else f.vi)}{' · ' + _('dữ liệu cá nhân') if f.personal else ''}" for f in found.fields or ()]},
    ]  # fmt: skip
    rights = [
        [{"text": r.subject_en if english else r.subject_vi, "hint": f"{r.method} {r.path}"}, r.purpose,
            ", ".join(r.fields) or _("Tất cả"), at(r.valid_until),
         {"text": r.agreement, "href": reverse("exchange_request", args=[r.agreement])} if r.agreement else "–"]
        for r in found.rights
    ]  # fmt: skip
    notes = [[c.version, at(c.at), (c.text_en or c.text_vi) if english else c.text_vi] for c in found.changes]
    tables = [
        {"name": "rights", "caption": _("Ai được gọi"), "empty": _("Chưa ai được gọi."), "rows": rights,
         "columns": [{"text": t} for t in (_("Bên gọi"), _("Để làm gì"), _("Trường"), _("Đến"), _("Theo yêu cầu"))]},
        {"name": "notes", "caption": _("Nhật ký thay đổi"), "empty": _("Chưa có mục nào."), "rows": notes,
         "columns": [{"text": t} for t in (_("Phiên bản"), _("Lúc"), _("Thay đổi"))]},
    ]  # fmt: skip
    acts = []
    if actor.roles & MANAGE:
        here = f"?ma={found.id}"
        acts = [
            {"text": _("Sửa giới hạn, cầu dao, bản thử"), "href": reverse("exchange_service_change") + here, "kind": "primary"},
            {"text": _("Tạm dừng") if found.enabled else _("Mở lại"), "href": reverse("exchange_service_switch") + here,
                "kind": "secondary"},
        ]
    crumbs = [{"text": _("Dịch vụ chia sẻ dữ liệu"), "href": reverse("exchange_services")}, {"text": found.name(language)}]
    return render(request, "exchange/thing.html",
        {"title": found.name(language), "facts": facts, "tables": tables, "acts": acts, "crumbs": crumbs})


@audience("officer", roles=MANAGE)
def change(request: HttpRequest) -> HttpResponse:
    """Change how a service is called: time, bounds, breaker, canary."""
    actor = actor_of(request)
    found = api.service(id=_asked(request, "ma"), actor=actor)
    pace, breaker, canary = found.pace or {}, found.breaker or {}, found.canary or {}
    fields = [
        field("number", "timeout_s", _("Chờ trả lời tối đa (giây)"), value=found.timeout_s),
        field("number", "per_second", _("Mỗi bên gọi tối đa mấy lượt một giây"), hint=_("0: không giới hạn"),
            value=pace.get("per_second", 0)),
        field("number", "per_day", _("Mỗi bên gọi tối đa mấy lượt một ngày"), hint=_("0: không giới hạn"), value=pace.get("per_day", 0)),
        field("number", "failures", _("Ngắt sau mấy lỗi liên tiếp"), hint=_("0: không ngắt"), value=breaker.get("failures", 0)),
        field("text", "canary_url", _("Địa chỉ bản thử"), value=canary.get("base_url", ""), required=False, maxlength=500),
        field("number", "percent", _("Bản thử nhận bao nhiêu phần trăm cuộc gọi"), hint=_("0 đến 100"), value=canary.get("percent", 0)),
    ]  # fmt: skip

    def act() -> None:
        per_second, per_day, failures = typed(request, "per_second"), typed(request, "per_day"), typed(request, "failures")
        url, percent = typed(request, "canary_url", 500), typed(request, "percent")
        settings: dict[str, Any] = {
            "timeout_s": typed(request, "timeout_s").replace(",", "."),
            "pace": _numbers({**pace, "per_second": per_second, "per_day": per_day}) if (per_second, per_day) != ("0", "0") else None,
            "breaker": _numbers({**breaker, "failures": failures}) if failures != "0" else None,
            "canary": _numbers({**canary, "base_url": url, "percent": percent}) if url else None,
        }
        api.change_service(service=found.id, settings=settings, actor=actor, now=clock.now())

    title = _("Sửa %(name)s") % {"name": found.name(language_of(request))}
    return form(request, title=title, fields=fields, yes=_("Lưu"), back=_service_href(found.id), act=act)


@audience("officer", roles=MANAGE)
def switch(request: HttpRequest) -> HttpResponse:
    """Switch a service off with what callers are told, or on again."""
    actor = actor_of(request)
    found = api.service(id=_asked(request, "ma"), actor=actor)
    name = found.name(language_of(request))
    fields = [field("text", "notice", _("Báo cho bên gọi"), hint=_("Ví dụ: Bảo trì đến 18 giờ hôm nay"),
        maxlength=250)] if found.enabled else []

    def act() -> None:
        api.set_service_enabled(service=found.id, enabled=not found.enabled, notice=typed(request, "notice", 250), actor=actor,
            now=clock.now())

    return form(
        request, title=(_("Tạm dừng %(name)s?") if found.enabled else _("Mở lại %(name)s?")) % {"name": name}, fields=fields,
        yes=_("Tạm dừng") if found.enabled else _("Mở lại"), back=_service_href(found.id), act=act,
        intro=_("Mọi cuộc gọi bị từ chối ngay với lời báo này. Mở lại được bất cứ lúc nào.") if found.enabled
            else _("Các bên có quyền gọi lại được ngay."),
    )  # fmt: skip


def _numbers(values: dict[str, Any]) -> dict[str, Any]:
    """Typed numbers as numbers; what is none stays, and is refused by its name."""
    read: dict[str, Any] = {}
    for name, value in values.items():
        text = str(value).replace(",", ".")
        whole = text.lstrip("-").isascii() and text.lstrip("-").isdigit() and len(text) < 15  # noqa: PLR2004 - more is no count
        plain = text.replace(".", "", 1)
        number = isinstance(value, str) and plain.isascii() and plain.isdigit() and len(text) < 15  # noqa: PLR2004
        read[name] = int(text) if isinstance(value, str) and whole else float(text) if number else value
    return read


def _asked(request: HttpRequest, name: str) -> str:
    return request.GET.get(name, "").replace("\x00", "").strip()[:300]


def _service_href(identifier: str) -> str:
    return f"{reverse('exchange_service')}?ma={identifier}"


def _state(found: ServiceDetail) -> dict[str, str]:
    if found.enabled:
        return {"text": _("Đang mở"), "state": "done"}
    return {"text": _("Tạm dừng"), "state": "stopped", "hint": found.notice}


