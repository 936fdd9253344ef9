"""The past of a thing in words: who changed what from what to what, with the way back where there is one."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from motcua.kit import clock
from motcua.kit.web import actor_of, audience, language_of
from motcua.platform.exchange import api
from motcua.platform.exchange.contracts import Changed, Kind, NotUndone
from motcua.platform.exchange.web.frame import OWNERS, SEE, at, place, told, typed

_SHOWN = 20
_LONG = 160
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+00:00")
PAGES = {
    Kind.MEMBER: "exchange_member", Kind.CLIENT: "exchange_client", Kind.SERVICE: "exchange_service", Kind.PEER: "exchange_peer",
    Kind.GATEWAY: "exchange_gateway", Kind.GROUP: "exchange_group",
    Kind.EVENT_ROOM: "exchange_event_room", Kind.SETTING: "exchange_evidence",
}  # fmt: skip


def href(kind: Kind, identifier: str) -> str:
    """The page of a thing."""
    return place(PAGES[kind], ma=identifier)


def suspending_act(kind: Kind, identifier: str, since: datetime | None) -> dict[str, str]:
    """The button on the page of a member or a system that suspends it, or lets it take part again."""
    page = place("exchange_member_suspend" if kind is Kind.MEMBER else "exchange_client_suspend", ma=identifier)
    if since is None:
        return {"text": _("Tạm ngừng tham gia"), "href": page, "kind": "secondary"}
    return {"text": _("Cho tham gia lại"), "href": page, "kind": "primary"}


def resting_notice(since: datetime | None, why: str) -> dict[str, str] | None:
    """What stands above the page of a member or a system that is suspended."""
    if since is None:
        return None
    text = _("Tạm ngừng tham gia từ %(at)s: %(why)s. Không gọi được và không ai gọi tới được.")
    return {"kind": "warn", "text": text % {"at": at(since), "why": why}}


def past_of(request: HttpRequest, kind: Kind, identifier: str) -> list[dict[str, Any]]:
    """The past of a thing for its page, the newest first."""
    language = language_of(request)
    found = api.past(kind=kind, id=identifier, actor=actor_of(request), now=clock.now(), limit=_SHOWN)
    return [
        {"id": act.id, "title": act.name(language), "at": at(act.at), "who": act.by, "ground": act.ground, "about": act.about,
         "changes": [change_line(change) for change in act.changes], "undo": act.undo}
        for act in found
    ]  # fmt: skip


@require_POST
@audience("officer", roles=OWNERS)
def undo(request: HttpRequest) -> HttpResponse:
    """Take an act back, then show the thing again."""
    try:
        entry = UUID(typed(request, "act", 40))
    except ValueError:
        raise NotUndone from None
    kind, name = api.undo(entry=entry, actor=actor_of(request), now=clock.now())
    told(request, _("Đã hoàn tác. Mọi thứ trở lại như trước."), (kind, name))
    if kind is Kind.PEER and not any(peer.id == name for peer in api.peers(actor=actor_of(request))):
        return redirect("exchange_peers")
    if kind is Kind.GROUP and not any(group.name == name for group in api.groups(actor=actor_of(request))):
        return redirect("exchange_groups")
    if kind is Kind.GATEWAY and not any(one.code == name for one in api.gateways(actor=actor_of(request))):
        return redirect("exchange_gateways")
    if kind is Kind.EVENT_ROOM and not any(room.id == name for room in api.event_rooms(actor=actor_of(request))):
        return redirect("exchange_event_rooms")
    if kind is Kind.SERVICE and not actor_of(request).roles & SEE:
        return redirect(place("exchange_own_service", ma=name))
    return redirect(href(kind, name))


def change_line(change: Changed) -> str:
    """One change as a sentence; of credentials only that they changed."""
    name = setting_word(change.name)
    if not change.before and not change.after:
        return _("%(name)s: đã đổi (giá trị không lưu trong lịch sử)") % {"name": name}
    return f"{name}: {_shown(change.before)} → {_shown(change.after)}"


def setting_word(name: str) -> str:
    """A setting's name in words; the name itself for one that nobody worded."""
    words = {
        "name_vi": _("Tên tiếng Việt"), "name_en": _("Tên tiếng Anh"), "unit_code": _("Đơn vị của thành phố"),
        "networks": _("Mạng được gọi"), "certificates": _("Chứng thư"), "environment": _("Môi trường"), "base_url": _("Địa chỉ"),
        "kind": _("Có mô tả OpenAPI"), "timeout_s": _("Chờ trả lời tối đa (giây)"), "endpoints": _("Thao tác được gọi"),
        "description_url": _("Địa chỉ bản mô tả"), "verify_tls": _("Kiểm chứng thư của nơi cung cấp"),
        "provider_headers": _("Bí mật trình với nơi cung cấp"), "keep_body": _("Nhật ký giữ nội dung"), "pace": _("Giới hạn"),
        "at_once": _("Số cuộc gọi cùng lúc"), "breaker": _("Cầu dao"), "canary": _("Bản thử"), "sandbox_url": _("Môi trường thử nghiệm"),
        "adapter": _("Bộ chuyển đổi"), "adapter_secrets": _("Bí mật của bộ chuyển đổi"), "soap_offer": _("Cung cấp bằng SOAP"),
            "fields": _("Trường"), "contexts": _("Đường dẫn LGSP"), "enabled": _("Đang mở"),
        "notice": _("Báo cho bên gọi"), "purpose": _("Để làm gì"), "valid_from": _("Từ"), "valid_until": _("Đến"),
        "address": _("Địa chỉ"), "public_keys": _("Khoá ký"), "clients": _("Các hệ thống"), "url": _("Địa chỉ"),
        "networks_until": _("Gọi theo mạng được đến"), "owners": _("Ai cùng quản lý phòng"), "publishers": _("Ai được phát"),
        "subscribers": _("Ai được nhận"), "stream": _("Luồng NATS"), "schema": _("Nội dung sự kiện (JSON Schema)"),
        "key": _("Khoá thứ tự"), "event_bytes": _("Một sự kiện dài nhất (byte)"), "hours": _("Đóng nhật ký sau mấy giờ"),
        "megabytes": _("Mỗi gói khoảng mấy MB"), "days": _("Giữ nội dung mấy ngày"), "roots": _("Thư mục trao đổi tệp"),
        "own_pace": _("Giới hạn của đơn vị"), "suspended_at": _("Tạm ngừng từ"), "suspended_why": _("Vì sao tạm ngừng"),
    }  # fmt: skip
    return words.get(name, name)


def _shown(text: str) -> str:
    """A kept value as people read it: no braces for lists, yes and no for truth, a dash for nothing."""
    if not text:
        return "–"
    value = json.loads(text)
    if isinstance(value, bool):
        return _("Có") if value else _("Không")
    if isinstance(value, list):
        said = ", ".join(one if isinstance(one, str) else _entry(one) for one in value)
    elif isinstance(value, dict):
        said = _entry(value)
    else:
        said = at(datetime.fromisoformat(value)) if isinstance(value, str) and _INSTANT.fullmatch(value) else str(value or "")
    return (said[:_LONG] + "…" if len(said) > _LONG else said) or "–"


def _entry(value: Any) -> str:
    return " ".join(str(part) for part in value.values()) if isinstance(value, dict) else str(value)
