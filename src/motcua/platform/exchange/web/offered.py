"""Pages of services: found by words, one with its settings, health, rights and past, switched off and on."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from motcua.kit import clock
from motcua.kit.web import actor_of, audience, language_of
from motcua.platform.exchange import api
from motcua.platform.exchange.contracts import Kind, RightDetail, ServiceDetail
from motcua.platform.exchange.web import told, words
from motcua.platform.exchange.web.frame import MANAGE, SEE, asked, at, changer, field, form, listed, managers_act, place, typed
from motcua.platform.exchange.web.telling import href, past_of
from motcua.platform.exchange.web.translating import adapter_facts

NOT_YET = "Đang đăng ký, chưa mở · Being registered, not open yet"


@audience("officer", roles=SEE)
def services(request: HttpRequest) -> HttpResponse:
    """Services, found by words, by whether they are on, and by what nobody has described yet."""
    language, actor = language_of(request), actor_of(request)
    query, state, told_of = asked(request, "tim", 100), asked(request, "trang-thai", 10), asked(request, "mo-ta", 10)
    found = api.catalogue(actor=actor, query=query, state=state if state in {"on", "off"} else "")
    rows = [
        [{"text": s.name(language), "href": href(Kind.SERVICE, s.id), "hint": words.short(s.id)}, s.provider(language),
         words.switch_cell(s.enabled, s.notice, suspended=s.suspended), str(len(s.rights)), s.version or "–"]
        for s in found
        if told_of not in {"co", "chua"} or (s.fields is None) is (told_of == "chua")
    ]  # fmt: skip
    table = {
        "name": "services", "caption": _("Dịch vụ, theo mã định danh"), "rows": rows,
        "empty": _("Không có dịch vụ nào phù hợp. Bỏ bớt chữ rồi tìm lại.") if query or state or told_of
            else _("Chưa có dịch vụ nào. Đăng ký dịch vụ đầu tiên mà một hệ thống cung cấp."),
        "columns": [{"text": _("Dịch vụ")}, {"text": _("Nơi cung cấp")}, {"text": _("Trạng thái")}, {"text": _("Quyền"), "numeric": True},
                    {"text": _("Phiên bản")}],
    }  # fmt: skip
    filters = [
        field("text", "tim", _("Tên hoặc mã"), value=query, maxlength=100),
        field("select", "trang-thai", _("Trạng thái"), options=[("on", _("Đang mở")), ("off", _("Tạm dừng"))], value=state),
        field("select", "mo-ta", _("Trường dữ liệu"), options=[("co", _("Đã mô tả")), ("chua", _("Chưa ai mô tả"))], value=told_of),
    ]
    acts = managers_act(request, _("Đăng ký dịch vụ"), "exchange_service_new")
    return listed(request, "exchange_services", title=_("Dịch vụ chia sẻ dữ liệu"), tables=[table], filters=filters, acts=acts)


@audience("officer", roles=SEE)
def service(request: HttpRequest) -> HttpResponse:
    """One service: settings, health, who may call it, its change log, its past."""
    language, actor = language_of(request), actor_of(request)
    found = api.service(id=asked(request, "ma"), actor=actor)
    manages = bool(actor.roles & MANAGE)
    acts = [
        {"text": _("Tạm dừng") if found.enabled else _opening(found), "href": place("exchange_service_switch", ma=found.id),
         "kind": "secondary" if found.enabled else "primary"},
        {"text": _("Cấp quyền trực tiếp"), "href": place("exchange_right_give", ma=found.id), "kind": "secondary"},
    ] if manages else []  # fmt: skip
    fresh = manages and not found.enabled and found.notice == NOT_YET
    context = {
        "title": found.name(language), "facts": [*facts_of(request, found), *settings_of(request, found, manages=manages)],
        "tables": [
            rights_table(request, found, take_back="exchange_right_take_back" if manages else "",
                         change="exchange_right_give" if manages else ""),
            notes_table(request, found),
        ],
        "acts": acts,
        "ask": {"text": _("Kiểm tra lại"), "href": place("exchange_adapter_check", ma=found.id)} if found.adapter else None,
        "tasks": _tasks(found) if fresh else [], "past": past_of(request, Kind.SERVICE, found.id),
        "crumbs": [{"text": _("Dịch vụ chia sẻ dữ liệu"), "href": reverse("exchange_services")}, {"text": found.name(language)}],
    }  # fmt: skip
    return render(request, "exchange/thing.html", context)


@audience("officer", roles=MANAGE)
def switch(request: HttpRequest) -> HttpResponse:
    """Switch a service off with what callers are told, or on again."""
    actor = actor_of(request)
    found = api.service(id=asked(request, "ma"), actor=actor)
    return switch_page(request, found, back=href(Kind.SERVICE, found.id))


def switch_page(request: HttpRequest, found: ServiceDetail, *, back: str) -> HttpResponse:
    """The question whether to switch, and its answer."""
    name = found.name(language_of(request))
    fields = [field("text", "notice", _("Báo cho bên gọi"), hint=_("Ví dụ: Bảo trì đến 18 giờ hôm nay"),
        maxlength=250)] if found.enabled else []

    def act() -> None:
        notice = typed(request, "notice", 250)
        api.set_service_enabled(service=found.id, enabled=not found.enabled, notice=notice, actor=actor_of(request), now=clock.now())

    begin = _opening(found)
    opens = _("Các bên có quyền gọi được ngay.") if found.rights else _(
        "Chưa ai có quyền gọi. Mở xong, bên cần dữ liệu lập yêu cầu chia sẻ; quyền cũng cấp trực tiếp được ở trang của dịch vụ."
    )
    return form(
        request, title=f"{_('Tạm dừng') if found.enabled else begin}: {name}?", fields=fields,
        yes=_("Tạm dừng") if found.enabled else begin, back=back, act=act, past=(Kind.SERVICE, found.id),
        done=_("Đã tạm dừng dịch vụ. Bên gọi nhận được lời báo.") if found.enabled else _("Đã mở dịch vụ."),
        intro=_("Mọi cuộc gọi bị từ chối ngay với lời báo này. Mở lại được bất cứ lúc nào.") if found.enabled else opens,
    )  # fmt: skip


def _opening(found: ServiceDetail) -> str:
    """What opening is called: the first time, or again."""
    return _("Mở dịch vụ") if found.notice == NOT_YET else _("Mở lại")


def facts_of(request: HttpRequest, found: ServiceDetail) -> list[dict[str, Any]]:
    """What a service is and how it fares."""
    language = language_of(request)
    health = next(iter(api.service_health(now=clock.now(), service=found.id)), None)
    fared = _("trả lời %(ok)s, từ chối %(no)s, lỗi %(bad)s") % (
        {"ok": health.answered, "no": health.refused, "bad": health.failed} if health else {"ok": 0, "no": 0, "bad": 0}
    )
    return [
        {"name": _("Mã định danh"), "value": found.id}, {"name": _("Nơi cung cấp"), "value": found.provider(language)},
        {"name": _("Trạng thái"), "value": _state(found)},
        {"name": _("24 giờ qua"), "value": fared},
    ]


def _state(found: ServiceDetail) -> list[str]:
    """Whether it is open, and whether its provider takes part."""
    own = _("Đang mở") if found.enabled else f"{_('Tạm dừng')}: {found.notice}"
    return [own, _("Nơi cung cấp tạm ngừng tham gia, nên không ai gọi được")] if found.suspended else [own]


def settings_of(request: HttpRequest, found: ServiceDetail, *, manages: bool) -> list[dict[str, Any]]:
    """How a service is called, each setting with its way to change it."""
    breaker, canary = found.breaker or {}, found.canary or {}
    sua = changer("exchange_service_change", found.id, manages=manages)
    cut = _("ngắt sau %(n)s lỗi liên tiếp, %(s)s giây") % {"n": breaker.get("failures", 0), "s": words.number(breaker.get("open_s", 0))}
    personal = _("dữ liệu cá nhân")
    return [
        {"name": _("Tên"), "value": [found.name_vi, *filter(None, [found.name_en])], "change_href": sua("ten")},
        {"name": _("Địa chỉ"), "value": found.base_url, "change_href": sua("dia-chi")},
        *adapter_facts(request, found, manages=manages),
        {"name": _("Bản mô tả OpenAPI"), "value": found.description_url or (_("Đã có bản mô tả") if found.kind == "OPENAPI" else ""),
         "change_href": sua("mo-ta")},
        {"name": _("Thao tác được gọi"), "value": [f"{e['method']} {e['path']}" for e in found.endpoints] or _("Tất cả"),
         "change_href": sua("thao-tac")},
        {"name": _("Dữ liệu trả về"), "change_href": sua("truong"),
         "value": [f"{f.vi}{' · ' + personal if f.personal else ''}" for f in found.fields] if found.fields else _("Chưa ai mô tả")},
        {"name": _("Bí mật trình với nơi cung cấp"), "value": list(found.header_names) or _("Không dùng"),
            "change_href": place("exchange_service_secret", ma=found.id) if manages else ""},
        *([{"name": _("Bí mật của bộ chuyển đổi"), "value": words.kept_since(found),
            "change_href": place("exchange_adapter_secret", ma=found.id) if manages else ""}] if words.has_secrets(found) else []),
        {"name": _("Chờ trả lời tối đa"), "value": _("%(s)s giây") % {"s": words.number(found.timeout_s)}, "change_href": sua("gioi-han")},
        {"name": _("Giới hạn mỗi bên gọi"), "change_href": sua("gioi-han"),
         "value": words.pace(found.pace, unbound=_("Không giới hạn"))},
        *([{"name": _("Giới hạn của đơn vị chủ dịch vụ"), "value": words.pace(found.own_pace)}] if found.own_pace else []),
        {"name": _("Cầu dao"), "value": cut if breaker else _("Không dùng"), "change_href": sua("gioi-han")},
        {"name": _("Bản thử"), "value": f"{canary.get('percent', 0)}% → {canary.get('base_url', '')}" if canary else _("Không dùng"),
         "change_href": sua("gioi-han")},
        {"name": _("Nhật ký giữ nội dung"), "value": words.keep_body_word(found.keep_body), "change_href": sua("noi-dung")},
        {"name": _("Đường dẫn LGSP"), "value": list(found.contexts) or _("Không dùng"), "change_href": sua("lgsp")},
        {"name": _("Môi trường thử nghiệm"), "value": found.sandbox_url, "change_href": sua("thu-nghiem")},
    ]  # fmt: skip


def rights_table(request: HttpRequest, found: ServiceDetail, *, take_back: str = "", change: str = "") -> dict[str, Any]:
    """Who may call; ``take_back`` and ``change`` name the pages that do so to a right that was given by hand."""
    english = language_of(request) == "en"

    def act(right: RightDetail) -> list[Any]:
        if right.agreement:
            return [{"text": right.agreement, "href": reverse("exchange_request", args=[right.agreement]),
                "hint": _("Theo yêu cầu chia sẻ")}]
        if not take_back:
            return [_("Cấp trực tiếp")]
        return [{"text": _("Thu hồi"), "href": place(take_back, ma=right.service, quyen=str(right.id))}]

    def who(right: RightDetail) -> dict[str, str]:
        name = right.subject_en if english else right.subject_vi
        page = place(change, ma=right.service, quyen=str(right.id)) if change and not right.agreement else ""
        return {"text": name, "hint": f"{right.method} {right.path}", "href": page}

    known = told.told(request, found) if any(r.fields for r in found.rights) else {}
    rows = [[who(r), r.purpose, "; ".join(told.names(known, r.fields)) or _("Tất cả"), words.until(r.valid_until), words.pace(r.pace),
        *act(r)] for r in found.rights]
    return {
        "name": "rights", "caption": _("Ai được gọi"), "empty": _("Chưa ai được gọi."), "rows": rows,
        "columns": [{"text": t} for t in (_("Bên gọi"), _("Để làm gì"), _("Trường"), _("Đến"), _("Giới hạn"), _("Căn cứ, việc"))],
    }  # fmt: skip


def notes_table(request: HttpRequest, found: ServiceDetail) -> dict[str, Any]:
    """The change log for those who call."""
    english = language_of(request) == "en"
    notes = [[c.version, at(c.at), (c.text_en or c.text_vi) if english else c.text_vi] for c in found.changes]
    return {
        "name": "notes", "caption": _("Nhật ký thay đổi"), "empty": _("Chưa có mục nào."), "rows": notes,
        "columns": [{"text": t} for t in (_("Phiên bản"), _("Lúc"), _("Thay đổi"))],
    }  # fmt: skip


def _tasks(found: ServiceDetail) -> list[dict[str, Any]]:
    """What a service that was just registered still lacks before it is opened."""
    def task(text: str, part: str, *, done: bool, hint: str = "") -> dict[str, Any]:
        state = ("done", _("Xong")) if done else ("none", _("Chưa làm"))
        return {"text": text, "href": place("exchange_service_change", ma=found.id, muc=part), "state": state[0], "state_text": state[1],
            "hint": hint}

    described = bool(api.descriptions(service=found.id))
    opens = place("exchange_service_switch", ma=found.id)
    return [
        task(_("Đưa bản mô tả OpenAPI"), "mo-ta", done=described, hint=_("Để bên gọi lập trình và gọi thử được")),
        task(_("Nêu dữ liệu trả về"), "truong", done=found.fields is not None,
             hint=_("Để biết có dữ liệu cá nhân hay không; điền sẵn từ bản mô tả")),
        task(_("Đặt giới hạn, cầu dao"), "gioi-han", done=found.pace is not None or found.breaker is not None),
        {"text": _("Mở dịch vụ"), "href": opens, "state": "none", "state_text": _("Chưa làm"), "hint": _("Đến lúc đó không ai gọi được")},
    ]
