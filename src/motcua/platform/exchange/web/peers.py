"""Pages of other security servers: connected, changed, disconnected and connected again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from motcua.kit import clock
from motcua.kit.web import actor_of, audience, language_of
from motcua.platform.exchange import api
from motcua.platform.exchange.contracts import Kind, PeerInfo
from motcua.platform.exchange.web import words
from motcua.platform.exchange.web.frame import MANAGE, SEE, asked, changer, field, form, listed, managers_act, place, told
from motcua.platform.exchange.web.reading import Typed
from motcua.platform.exchange.web.telling import href, past_of

_ID = r"[^/\s]{1,40}/[^/\s]{1,20}/[^/\s]{1,60}/[^/\s]{1,60}"
_PLACE = r"[A-Za-z0-9.-]{1,200}:\d{2,5}"
_PEM = re.compile(r"-----BEGIN PUBLIC KEY-----.*?-----END PUBLIC KEY-----", re.DOTALL)


@audience("officer", roles=SEE)
def peers(request: HttpRequest) -> HttpResponse:
    """Other security servers, found by words."""
    actor, language, query = actor_of(request), language_of(request), asked(request, "tim", 100)
    found = [p for p in api.peers(actor=actor) if all(w in f"{p.id} {p.name_vi} {p.name_en}".casefold() for w in query.casefold().split())]
    rows = [[{"text": _name(p, language), "href": href(Kind.PEER, p.id), "hint": p.id}, p.address, str(len(p.clients))] for p in found]
    table = {
        "name": "peers", "caption": _("Máy chủ liên thông khác, theo mã định danh"), "rows": rows,
        "empty": _("Không có máy chủ nào phù hợp. Bỏ bớt chữ rồi tìm lại.") if query
            else _("Chưa nối máy chủ nào. Một thành phố dùng một máy chủ; nối thêm khi trao đổi với hệ thống của bộ, tỉnh khác."),
        "columns": [{"text": _("Máy chủ")}, {"text": _("Địa chỉ")}, {"text": _("Hệ thống phía sau"), "numeric": True}],
    }  # fmt: skip
    acts = managers_act(request, _("Nối máy chủ"), "exchange_peer_new")
    filters = [field("text", "tim", _("Tên hoặc mã"), value=query, maxlength=100)]
    return listed(request, "exchange_peers", title=_("Máy chủ liên thông khác"), tables=[table], filters=filters, acts=acts)


@audience("officer", roles=SEE)
def peer(request: HttpRequest) -> HttpResponse:
    """One server: where it answers, how it is known, who lives behind it, its past."""
    actor, language = actor_of(request), language_of(request)
    found = api.peer(id=asked(request, "ma"), actor=actor)
    manages = bool(actor.roles & MANAGE)
    sua = changer("exchange_peer_change", found.id, manages=manages)
    facts = [
        {"name": _("Mã định danh"), "value": found.id},
        {"name": _("Tên"), "value": [one for one in (found.name_vi, found.name_en) if one], "change_href": sua("ten")},
        {"name": _("Địa chỉ"), "value": found.address, "change_href": sua("dia-chi")},
        {"name": _("Nhận ra bằng"), "change_href": sua("khoa"),
         "value": [_("chứng thư %(d)s…") % {"d": one[:16]} for one in found.certificates]
                  + [_("%(n)s khoá ký") % {"n": len(found.public_keys)}]},
        {"name": _("Hệ thống phía sau"), "value": [words.short(c) for c in found.clients], "change_href": sua("he-thong")},
    ]  # fmt: skip
    context = {
        "title": _name(found, language), "facts": facts, "past": past_of(request, Kind.PEER, found.id),
        "acts": [{"text": _("Ngắt kết nối"), "href": place("exchange_peer_remove", ma=found.id), "kind": "secondary"}] if manages else [],
        "crumbs": [{"text": _("Máy chủ liên thông khác"), "href": reverse("exchange_peers")}, {"text": _name(found, language)}],
    }  # fmt: skip
    return render(request, "exchange/thing.html", context)


@audience("officer", roles=MANAGE)
def peer_new(request: HttpRequest) -> HttpResponse:
    """Connect another security server."""
    systems = _systems(request)
    hint = _("Bốn phần, ví dụ VN-HP/GOV/BTC/may-chu-1. Hỏi người vận hành máy chủ ấy.")
    fields = [field("text", "server_id", _("Mã định danh"), hint=hint, maxlength=300), *(f for p in _PARTS for f in _fields(None, p,
        systems))]

    def act() -> str:
        read = Typed(request)
        server = read.pattern("server_id", _ID, "Mã gồm bốn phần, cách nhau bằng dấu /.", "Four parts with slashes between.", most=300)
        facts: dict[str, Any] = {}
        for part in _PARTS:
            facts |= _read(read, part, systems)
        if any(p.id == server for p in api.peers(actor=actor_of(request))):
            read.wrong("server_id", "Máy chủ này đã nối. Mở trang của nó để sửa.", "It is connected. Open its page to change it.")
        read.settle()
        api.set_peer(server_id=server, **facts, actor=actor_of(request), now=clock.now())
        return server

    def on(server: str) -> HttpResponse:
        told(request, _("Đã nối máy chủ. Cổng nhận cấu hình mới trong vài giây."), (Kind.PEER, server))
        return redirect(href(Kind.PEER, server))

    port = api.setting(name="message_port", actor=actor_of(request))
    warn = "" if port.content else _("Thành phố chưa đặt cổng nhận thông điệp từ máy chủ khác. Đặt trước, nếu không máy chủ chưa nối được.")
    return form(request, title=_("Nối máy chủ liên thông khác"), fields=fields, yes=_("Nối máy chủ"), back=reverse("exchange_peers"),
        act=act,
        answer=on, warn=warn)  # fmt: skip


@audience("officer", roles=MANAGE)
def peer_change(request: HttpRequest) -> HttpResponse:
    """Change one thing about a server."""
    actor, part = actor_of(request), asked(request, "muc", 20)
    found = api.peer(id=asked(request, "ma"), actor=actor)
    part = part if part in _PARTS else "ten"
    systems = _systems(request)

    def act() -> None:
        read = Typed(request)
        held = {n: getattr(found, n) for n in ("address", "name_vi", "name_en", "certificates", "public_keys", "clients")}
        facts = {**held, **_read(read, part, systems)}
        read.settle()
        api.set_peer(server_id=found.id, **facts, actor=actor, now=clock.now())

    return form(request, title=_PARTS[part](), fields=_fields(found, part, systems), yes=_("Lưu"), back=href(Kind.PEER, found.id), act=act,
        past=(Kind.PEER, found.id))  # fmt: skip


@audience("officer", roles=MANAGE)
def peer_remove(request: HttpRequest) -> HttpResponse:
    """Disconnect a server; it can be connected again as it was."""
    actor, language = actor_of(request), language_of(request)
    found = api.peer(id=asked(request, "ma"), actor=actor)
    facts = [{"name": _("Hệ thống phía sau"), "value": [words.short(c) for c in found.clients]}]
    return form(
        request, title=_("Ngắt %(name)s?") % {"name": _name(found, language)}, fields=[], yes=_("Ngắt kết nối"),
            back=reverse("exchange_peers"),
        act=lambda: api.remove_peer(server_id=found.id, actor=actor, now=clock.now()), facts=facts, past=(Kind.PEER, found.id),
        done=_("Đã ngắt máy chủ."), intro=_("Các hệ thống phía sau không gọi và không được gọi nữa. Hoàn tác được trong 30 ngày."),
    )  # fmt: skip


_PARTS: dict[str, Any] = {
    "ten": lambda: _("Máy chủ tên là gì?"), "dia-chi": lambda: _("Máy chủ nhận thông điệp ở đâu?"),
    "khoa": lambda: _("Nhận ra máy chủ bằng gì?"), "he-thong": lambda: _("Những hệ thống nào ở phía sau?"),
}  # fmt: skip


def _fields(found: PeerInfo | None, part: str, systems: Sequence[tuple[str, str]]) -> list[dict[str, Any]]:
    if part == "ten":
        return [
            field("text", "name_vi", _("Tên tiếng Việt"), value=found.name_vi if found else "", maxlength=250),
            field("text", "name_en", _("Tên tiếng Anh"), value=found.name_en if found else "", required=False, maxlength=250),
        ]
    if part == "dia-chi":
        return [field("text", "address", _("Địa chỉ"), value=found.address if found else "", hint=_("Máy:cổng, ví dụ ss1.btc.gov.vn:5500"),
            maxlength=250)]  # fmt: skip
    if part == "khoa":
        certificates, keys = ("\n".join(found.certificates), "\n".join(found.public_keys)) if found else ("", "")
        return [
            field("textarea", "certificates", _("Chứng thư TLS"), value=certificates,
                hint=_("Mỗi dòng mã SHA-256 của một chứng thư: 64 ký tự hex")),
            field("textarea", "public_keys", _("Khoá ký"), value=keys, hint=_("Khoá công khai dạng PEM, từ “-----BEGIN PUBLIC KEY-----”")),
        ]
    return [field("checkboxes", "clients", _("Hệ thống phía sau"), options=systems, value=list(found.clients) if found else [],
        required=False,
        hint=_("Không thấy hệ thống cần chọn? Đăng ký thành viên và hệ thống ấy trước."))]  # fmt: skip


def _read(read: Typed, part: str, systems: Sequence[tuple[str, str]]) -> dict[str, Any]:
    if part == "ten":
        return {"name_vi": read.text("name_vi", most=250), "name_en": read.text("name_en", most=250, needed=False)}
    if part == "dia-chi":
        return {"address": read.pattern("address", _PLACE, "Viết máy:cổng, ví dụ ss1.btc.gov.vn:5500.", "Write host:port.", most=250)}
    if part == "khoa":
        return _read_keys(read)
    return {"clients": read.several("clients", {key for key, _text in systems})}


def _read_keys(read: Typed) -> dict[str, Any]:
    certificates = [line.replace(":", "").lower() for line in read.lines("certificates")]
    if not certificates or any(not re.fullmatch(r"[0-9a-f]{64}", one) for one in certificates):
        read.wrong("certificates", "Nhập mã SHA-256 của ít nhất một chứng thư, mỗi mã 64 ký tự hex.",
            "Give a SHA-256 of 64 hex characters a line.")
    keys = _PEM.findall(read.text("public_keys", most=20_000))
    try:
        for key in keys:
            load_pem_public_key(key.encode())
    except (ValueError, UnsupportedAlgorithm):
        keys = []
    if not keys:
        read.wrong("public_keys", "Dán ít nhất một khoá công khai dạng PEM đọc được.", "Paste one readable public key in PEM at least.")
    return {"certificates": certificates, "public_keys": [f"{key}\n" for key in keys]}


def _systems(request: HttpRequest) -> list[tuple[str, str]]:
    return [(c.id, c.name(language_of(request))) for c in api.clients(actor=actor_of(request))]


def _name(found: PeerInfo, language: str) -> str:
    return ((found.name_en or found.name_vi) if language == "en" else found.name_vi) or found.id
