"""Pages of systems: where they may call from, what they may call and offer."""

from __future__ import annotations

from datetime import datetime
from ipaddress import ip_network
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from motcua.kit import clock
from motcua.kit.web import actor_of, audience, language_of
from motcua.platform.exchange import api
from motcua.platform.exchange.contracts import ClientInfo, Kind
from motcua.platform.exchange.web import words
from motcua.platform.exchange.web.frame import MANAGE, SEE, asked, at, changer, field, form, listed, managers_act, place, told
from motcua.platform.exchange.web.members import CODE, name_of, names_of
from motcua.platform.exchange.web.networks import end_act
from motcua.platform.exchange.web.reading import Typed
from motcua.platform.exchange.web.telling import href, past_of, resting_notice, suspending_act


@audience("officer", roles=SEE)
def clients(request: HttpRequest) -> HttpResponse:
    """Systems with their owners, found by words and by environment."""
    actor, language = actor_of(request), language_of(request)
    query, place = asked(request, "tim", 100), asked(request, "moi-truong", 12)
    rows = [
        [{"text": c.name(language), "href": href(Kind.CLIENT, c.id), "hint": c.id}, words.environment_word(c.environment), str(c.services),
         str(len(c.fingerprints)), ", ".join(c.groups) or "–",
         words.taking_part_cell(c.suspended_at, c.suspended_why, member=c.member_suspended)]
        for c in api.clients(actor=actor, query=query)
        if place in {"", c.environment}
    ]  # fmt: skip
    numeric = [{"text": t, "numeric": True} for t in (_("Dịch vụ"), _("Chứng thư"))]
    table = {
        "name": "clients", "caption": _("Hệ thống, theo mã định danh"), "rows": rows,
        "empty": _("Không có hệ thống nào phù hợp. Bỏ bớt chữ rồi tìm lại.") if query or place
            else _("Chưa có hệ thống nào. Đăng ký thành viên trước, rồi đăng ký hệ thống của thành viên."),
        "columns": [{"text": _("Hệ thống thông tin")}, {"text": _("Môi trường")}, *numeric, {"text": _("Nhóm")},
            {"text": _("Trạng thái")}],
    }  # fmt: skip
    options = [(one, words.environment_word(one)) for one in ("production", "sandbox")]
    filters = [
        field("text", "tim", _("Tên hoặc mã"), value=query, maxlength=100),
        field("select", "moi-truong", _("Môi trường"), options=options, value=place),
    ]
    acts = managers_act(request, _("Đăng ký hệ thống"), "exchange_client_new")
    return listed(request, "exchange_clients", title=_("Các hệ thống"), tables=[table], filters=filters, acts=acts)


@audience("officer", roles=SEE)
def client(request: HttpRequest) -> HttpResponse:
    """One system: where it may call from, what it may call, what it offers, its past."""
    actor, language, now = actor_of(request), language_of(request), clock.now()
    found = api.client(id=asked(request, "ma"), actor=actor)
    manages = bool(actor.roles & MANAGE)
    sua = changer("exchange_client_change", found.id, manages=manages)
    names = {s.id: s.name(language) for s in api.services()}
    facts = [
        {"name": _("Mã định danh"), "value": found.id},
        {"name": _("Thành viên"), "value": (found.member_en or found.member_vi) if language == "en" else found.member_vi,
         "href": href(Kind.MEMBER, found.member)},
        {"name": _("Tên tiếng Việt"), "value": found.name_vi, "change_href": sua("ten")},
        {"name": _("Tên tiếng Anh"), "value": found.name_en, "change_href": sua("ten")},
        {"name": _("Môi trường"), "value": words.environment_word(found.environment), "change_href": sua("moi-truong")},
        {"name": _("Mạng được gọi"), "value": list(found.networks) or _("Không mạng nào: chỉ gọi được bằng khoá truy cập hoặc chứng thư"),
         "change_href": sua("mang")},
        {"name": _("Chứng thư"), "value": _known_by(found, now)},
        {"name": _("Nhóm"), "value": list(found.groups)},
        {"name": _("Trạng thái"),
         "value": words.taking_part_cell(found.suspended_at, found.suspended_why, member=found.member_suspended)["text"]},
    ]  # fmt: skip
    offered = [[{"text": s.name(language), "href": href(Kind.SERVICE, s.id)}, words.switch_cell(s.enabled, s.notice, suspended=s.suspended),
                str(len(s.rights))] for s in api.catalogue(actor=actor, client=found.id)]  # fmt: skip
    held = [[{"text": names.get(r.service, r.service), "href": href(Kind.SERVICE, r.service), "hint": f"{r.method} {r.path}"}, r.purpose,
             words.until(r.valid_until)] for r in api.rights(actor=actor, client=found.id, now=now)]  # fmt: skip
    tables = [
        {"name": "offered", "caption": _("Dịch vụ cung cấp"), "empty": _("Chưa cung cấp dịch vụ nào."), "rows": offered,
         "columns": [{"text": _("Dịch vụ")}, {"text": _("Trạng thái")}, {"text": _("Quyền"), "numeric": True}]},
        {"name": "held", "caption": _("Được gọi"), "rows": held, "empty": _("Chưa được gọi dịch vụ nào. Lập yêu cầu chia sẻ để xin."),
         "columns": [{"text": t} for t in (_("Dịch vụ"), _("Để làm gì"), _("Đến"))]},
    ]  # fmt: skip
    new = place("exchange_service_new", **{"he-thong": found.id})
    acts = [
        {"text": _("Đăng ký dịch vụ"), "href": new, "kind": "primary"},
        {"text": _("Chứng thư, khoá"), "href": reverse("exchange_keys"), "kind": "secondary"},
        *end_act(found),
        suspending_act(Kind.CLIENT, found.id, found.suspended_at),
    ] if manages else []  # fmt: skip
    context = {
        "title": found.name(language), "facts": facts, "tables": tables, "acts": acts, "past": past_of(request, Kind.CLIENT, found.id),
        "notice": _resting(found),
        "crumbs": [{"text": _("Các hệ thống"), "href": reverse("exchange_clients")}, {"text": found.name(language)}],
    }  # fmt: skip
    return render(request, "exchange/thing.html", context)


def _known_by(found: ClientInfo, now: datetime) -> str:
    """By what the gateway knows the system."""
    if not found.fingerprints and not found.networks:
        return _("Không")
    if not found.fingerprints:
        return _("Không: mọi máy trong các mạng trên đều gọi được")
    count = {"n": len(found.fingerprints)}
    if found.networks_until is not None and now < found.networks_until:
        return _("%(n)s chứng thư; đến %(at)s vẫn nhận cuộc gọi từ các mạng trên, sau đó chỉ ai giữ khoá của chúng mới gọi được") % {
            **count, "at": at(found.networks_until),
        }
    return _("%(n)s chứng thư; chỉ ai giữ khoá của chúng mới gọi được") % count


def _resting(found: ClientInfo) -> dict[str, str] | None:
    """Why nothing passes: the system's own rest, else that of its member."""
    if found.suspended_at is None and found.member_suspended:
        return {"kind": "warn", "text": _("Cả thành viên đang tạm ngừng tham gia, nên hệ thống này không gọi và không được gọi.")}
    return resting_notice(found.suspended_at, found.suspended_why)


@audience("officer", roles=MANAGE)
def client_new(request: HttpRequest) -> HttpResponse:
    """Register a system of a member."""
    actor, language = actor_of(request), language_of(request)
    owners = [(m.id, name_of(m, language)) for m in api.members(actor=actor)]
    fields = [
        field("select", "member", _("Của thành viên nào?"), options=owners, value=asked(request, "thanh-vien")),
        field("text", "code", _("Mã hệ thống"), hint=_("Ví dụ: mot-cua. Không đổi được sau này."), maxlength=60),
        *_client_fields(None, "ten"), *_client_fields(None, "moi-truong"), *_client_fields(None, "mang"),
    ]

    def act() -> str:
        read = Typed(request)
        owner, code = read.chosen("member", {key for key, _text in owners}), read.pattern("code", *CODE, most=60)
        facts: dict[str, Any] = {**_client_read(read, "ten"), **_client_read(read, "moi-truong"), **_client_read(read, "mang")}
        if any(c.id == f"{owner}/{code}" for c in api.clients(actor=actor, member=owner)):
            read.wrong("code", "Thành viên đã có hệ thống mang mã này.", "The member has a system of this code already.")
        read.settle()
        return api.register_subsystem(member=owner, code=code, **facts, actor=actor, now=clock.now())

    def on(made: str) -> HttpResponse:
        told(request, _("Đã đăng ký hệ thống. Việc tiếp theo: thêm chứng thư hoặc cấp khoá, rồi lập yêu cầu chia sẻ."))
        return redirect(href(Kind.CLIENT, made))

    return form(request, title=_("Đăng ký hệ thống"), fields=fields, yes=_("Đăng ký hệ thống"), back=reverse("exchange_clients"), act=act,
        answer=on)


@audience("officer", roles=MANAGE)
def client_change(request: HttpRequest) -> HttpResponse:
    """Change one thing about a system: names, environment, or the networks from which it calls."""
    actor, part = actor_of(request), asked(request, "muc")
    found = api.client(id=asked(request, "ma"), actor=actor)
    part = part if part in {"moi-truong", "mang"} else "ten"

    def act() -> None:
        read = Typed(request)
        facts: dict[str, Any] = {
            "name_vi": found.name_vi, "name_en": found.name_en, "networks": found.networks, **_client_read(read, part),
        }  # fmt: skip
        read.settle()
        api.register_subsystem(member=found.member, code=found.code, **facts, actor=actor, now=clock.now())

    titles = {"ten": _("Hệ thống tên là gì?"), "moi-truong": _("Hệ thống dùng môi trường nào?"),
        "mang": _("Hệ thống gọi từ những mạng nào?")}
    return form(request, title=titles[part], fields=_client_fields(found, part), yes=_("Lưu"), back=href(Kind.CLIENT, found.id), act=act,
        past=(Kind.CLIENT, found.id))  # fmt: skip


def _client_fields(found: ClientInfo | None, part: str) -> list[dict[str, Any]]:
    if part == "ten":
        return [
            field("text", "name_vi", _("Tên tiếng Việt"), value=found.name_vi if found else "", maxlength=250),
            field("text", "name_en", _("Tên tiếng Anh"), value=found.name_en if found else "", required=False, maxlength=250),
        ]
    if part == "mang":
        told_networks = "\n".join(found.networks) if found else ""
        return [field("textarea", "networks", _("Mạng được gọi"), value=told_networks, required=False,
            hint=_("Mỗi dòng một mạng, ví dụ 10.31.4.0/24. Máy ngoài các mạng này không gọi được dù biết mã. "
                   "Để trống nếu hệ thống chỉ gọi bằng khoá truy cập hoặc chứng thư."))]  # fmt: skip
    options = [
        ("production", words.environment_word("production"), _("Cuộc gọi đến dịch vụ thật")),
        ("sandbox", words.environment_word("sandbox"), _("Cuộc gọi đến dữ liệu giả, để lập trình và thử")),
    ]
    return [field("radios", "environment", _("Môi trường"), options=options, value=found.environment if found else "production")]


def _client_read(read: Typed, part: str) -> dict[str, Any]:
    if part == "ten":
        return names_of(read)
    if part == "moi-truong":
        return {"environment": read.chosen("environment", {"production", "sandbox"})}
    networks = read.lines("networks")
    for line in networks:
        try:
            ip_network(line)
        except ValueError:
            read.wrong("networks", f"“{line[:40]}” không phải một mạng. Viết như 10.31.4.0/24.",
                f"“{line[:40]}” is no network. Write 10.31.4.0/24.")
    return {"networks": networks}
