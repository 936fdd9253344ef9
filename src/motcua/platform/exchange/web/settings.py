"""Pages of settings: rooms for events with what waits in them, undelivered events, and how evidence is kept."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from motcua.foundation.identity import api as identity
from motcua.gateway import protocol
from motcua.kernel.actors import Actor
from motcua.kit import clock
from motcua.kit.web import actor_of, audience, language_of
from motcua.platform.exchange import api
from motcua.platform.exchange.contracts import EventSubscription, GatewayUnreachable, Kind, SettingWrong
from motcua.platform.exchange.web import words
from motcua.platform.exchange.web.frame import MANAGE, SEE, at, field, form, listed, managers_act, told, typed
from motcua.platform.exchange.web.reading import Typed
from motcua.platform.exchange.web.telling import past_of

_SCHEMA = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}}


@audience("officer", roles=SEE)
def rooms(request: HttpRequest) -> HttpResponse:
    """Rooms for events and what waits in each."""
    language, actor = language_of(request), actor_of(request)
    waiting, notice = _waiting(request)
    rows = [
        [{"text": r.title(language), "href": _place("exchange_event_room", r.id), "hint": words.short(r.id)}, str(len(r.event_types)),
         _sum(waiting, r.id, "waiting"), _dead_cell(waiting, r.id)]
        for r in api.event_rooms(actor=actor)
    ]  # fmt: skip
    table = {
        "name": "rooms", "caption": _("Phòng sự kiện, theo hệ thống"), "rows": rows,
        "empty": _("Chưa có phòng nào. Lập phòng để một hệ thống báo tin cho các hệ thống khác."),
        "columns": [{"text": _("Phòng")}, *({"text": t, "numeric": True} for t in (_("Loại sự kiện"), _("Đang chờ nhận"))),
                    {"text": _("Không chuyển được")}],
    }  # fmt: skip
    acts = managers_act(request, _("Lập phòng"), "exchange_event_room_change")
    return listed(request, "exchange_event_rooms", title=_("Phát và nhận sự kiện"), tables=[table], acts=acts, notice=notice)


@audience("officer", roles=SEE)
def room(request: HttpRequest) -> HttpResponse:
    """One room: who may use it, its event types, who takes what and how many wait."""
    language, actor = language_of(request), actor_of(request)
    found = api.event_room(id=_asked(request, "ma"), actor=actor)
    waiting, notice = _waiting(request, found.id)
    manages = bool(actor.roles & MANAGE)
    facts = [
        {"name": _("Hệ thống thông tin"), "value": [found.client_en if language == "en" else found.client_vi, found.id]},
        {"name": _("Ai quản lý phòng"), "value": [_("Chính hệ thống này"), *map(_short, found.owners)]},
        {"name": _("Ai phát mọi loại sự kiện"), "value": list(map(_short, found.publishers)) or _("Chính hệ thống này")},
        {"name": _("Ai nhận mọi loại sự kiện"), "value": list(map(_short, found.subscribers)) or _("Chỉ ai được cấp theo loại")},
        {"name": _("Giới hạn mỗi bên gọi"), "value": words.pace(found.pace, unbound=_("Theo thiết lập chung"))},
        {"name": _("Luồng NATS"), "value": found.stream or _("Chung với các phòng khác")},
    ]  # fmt: skip
    kinds = [
        [{"text": k.title(language), "hint": k.name, **({"href": _place("exchange_event_type", found.id, k.name)} if manages else {})},
         k.key or "–", ", ".join(map(_short, k.publishers)) or "–", ", ".join(map(_short, k.subscribers)) or "–"]
        for k in found.event_types
    ]  # fmt: skip
    taken = [
        [_short(s.subscriber), s.event_type, _("Đẩy tới") if s.delivery == "PUSH" else _("Tự lấy"), str(s.waiting), _letters_cell(s)]
        for s in waiting
    ]
    tables = [
        {"name": "types", "caption": _("Loại sự kiện"), "empty": _("Chưa có loại sự kiện nào."), "rows": kinds,
         "columns": [{"text": t} for t in (_("Loại"), _("Khoá thứ tự"), _("Ai phát"), _("Ai nhận"))]},
        {"name": "subscriptions", "caption": _("Ai đang nhận"), "rows": taken,
         "empty": _("Chưa hệ thống nào đăng ký nhận."),
         "columns": [{"text": t} for t in (_("Hệ thống nhận"), _("Loại"), _("Nhận bằng cách"))]
             + [{"text": _("Đang chờ nhận"), "numeric": True}, {"text": _("Không chuyển được")}]},
    ]  # fmt: skip
    acts = [
        {"text": _("Khai báo loại sự kiện"), "href": _place("exchange_event_type", found.id), "kind": "primary"},
        {"text": _("Sửa phòng"), "href": _place("exchange_event_room_change", found.id), "kind": "secondary"},
        {"text": _("Đóng phòng"), "href": _place("exchange_event_room_close", found.id), "kind": "secondary"},
    ] if manages else []  # fmt: skip
    crumbs = [{"text": _("Phát và nhận sự kiện"), "href": reverse("exchange_event_rooms")}, {"text": found.title(language)}]
    context = {
        "title": found.title(language), "facts": facts, "tables": tables, "acts": acts, "crumbs": crumbs, "notice": notice,
        "past": past_of(request, Kind.EVENT_ROOM, found.id),
    }  # fmt: skip
    return render(request, "exchange/thing.html", context)


@audience("officer", roles=MANAGE)
def room_change(request: HttpRequest) -> HttpResponse:
    """Open a room, or change who may use it."""
    actor, asked = actor_of(request), _asked(request, "ma")
    found = api.event_room(id=asked, actor=actor) if asked else None
    taken = {r.id for r in api.event_rooms(actor=actor)}
    free = [(c.id, c.name(language_of(request))) for c in api.clients(actor=actor) if c.id not in taken]
    fields = [
        *([] if found else [field("select", "client", _("Hệ thống thông tin"), options=free)]),
        field("text", "name_vi", _("Tên tiếng Việt"), value=found.name_vi if found else "", maxlength=250),
        field("text", "name_en", _("Tên tiếng Anh"), value=found.name_en if found else "", required=False, maxlength=250),
        *(_subjects(name, label, getattr(found, name) if found else ()) for name, label in (
            ("owners", _("Ai cùng quản lý phòng")), ("publishers", _("Ai được phát mọi loại sự kiện")),
            ("subscribers", _("Ai được nhận mọi loại sự kiện")),
        )),
        *([field("text", "stream", _("Luồng NATS của riêng phòng"), value=found.stream if found else "", required=False, maxlength=64,
                 hint=_("Để trống: chung với các phòng khác. Đổi luồng thì phòng bắt đầu lại, không còn sự kiện và đăng ký nhận cũ."))]
          if _over_nats(actor) or (found and found.stream) else []),
    ]  # fmt: skip

    def act() -> str:
        client = asked or typed(request, "client", 300)
        api.set_event_room(
            client=client, name_vi=typed(request, "name_vi", 250), name_en=typed(request, "name_en", 250),
            owners=_lines(request, "owners"), publishers=_lines(request, "publishers"), subscribers=_lines(request, "subscribers"),
            pace=found.pace if found else None, stream=typed(request, "stream", 65), expected=found.tag if found else "", actor=actor,
            now=clock.now(),
        )  # fmt: skip
        return client

    def on(client: str) -> HttpResponse:
        told(request, _("Đã lưu thay đổi.") if found else _("Đã lập phòng."), (Kind.EVENT_ROOM, client))
        return redirect(_place("exchange_event_room", client))

    back = _place("exchange_event_room", asked) if asked else reverse("exchange_event_rooms")
    return form(request, title=_("Phòng sự kiện"), fields=fields, yes=_("Lưu"), back=back, act=act, answer=on)


@audience("officer", roles=MANAGE)
def room_close(request: HttpRequest) -> HttpResponse:
    """Close a room without event types, for a reason; it can be undone."""
    actor = actor_of(request)
    found = api.event_room(id=_asked(request, "ma"), actor=actor)

    def act() -> None:
        read = Typed(request)
        reason = read.text("reason", most=250)
        read.settle()
        api.remove_event_room(client=found.id, reason=reason, actor=actor, now=clock.now())

    def gone(_result: Any) -> HttpResponse:
        told(request, _("Đã đóng phòng."), (Kind.EVENT_ROOM, found.id))
        return redirect("exchange_event_rooms")

    facts = [
        {"name": _("Loại sự kiện còn lại"), "value": [k.name for k in found.event_types] or _("Không còn loại nào")},
        {"name": _("Ai phát mọi loại sự kiện"), "value": list(map(_short, found.publishers)) or _("Chính hệ thống này")},
        {"name": _("Ai nhận mọi loại sự kiện"), "value": list(map(_short, found.subscribers)) or _("Chỉ ai được cấp theo loại")},
    ]
    return form(
        request, title=_("Đóng phòng %(name)s?") % {"name": found.title(language_of(request))}, yes=_("Đóng phòng"), act=act, answer=gone,
        facts=facts, back=_place("exchange_event_room", found.id),
        fields=[field("textarea", "reason", _("Vì sao đóng"), hint=_("Ghi vào lịch sử, kiểm toán đọc được."), maxlength=250)],
        intro=_("Chỉ đóng được phòng không còn loại sự kiện nào. Sau đó không ai phát và nhận ở đây. Hoàn tác được trong 30 ngày."),
    )  # fmt: skip


@audience("officer", roles=MANAGE)
def event_type(request: HttpRequest) -> HttpResponse:
    """Declare a kind of event, change it, or take it back."""
    actor, asked, name = actor_of(request), _asked(request, "ma"), _asked(request, "loai")
    found = api.event_type(room=asked, name=name, actor=actor) if name else None
    schema = json.dumps(found.schema if found else _SCHEMA, ensure_ascii=False, indent=2)
    fields = [
        *([] if found else [field("text", "name", _("Mã loại sự kiện"), hint=_("Ví dụ: khaiTu, resultReady"), maxlength=128)]),
        field("text", "name_vi", _("Tên tiếng Việt"), value=found.name_vi if found else "", maxlength=250),
        field("text", "name_en", _("Tên tiếng Anh"), value=found.name_en if found else "", required=False, maxlength=250),
        field("textarea", "schema", _("Nội dung sự kiện (JSON Schema)"), value=schema,
            hint=_("Sự kiện sai khuôn này bị từ chối ngay khi phát.")),
        field("text", "key", _("Khoá thứ tự"), hint=_("JSON pointer, ví dụ /id; sự kiện cùng khoá được nhận đúng thứ tự."), required=False,
            value=found.key if found else "", maxlength=250),
        _subjects("publishers", _("Ai được phát"), found.publishers if found else ()),
        _subjects("subscribers", _("Ai được nhận"), found.subscribers if found else ()),
        *([field("boolean", "gone", _("Bỏ loại sự kiện này, không ai phát và nhận nữa"), required=False)] if found else []),
    ]

    def act() -> None:
        if found and request.POST.get("gone"):
            api.remove_event_type(room=asked, name=name, actor=actor, now=clock.now())
            return
        api.set_event_type(
            room=asked, name=name or typed(request, "name", 128), schema=_read_schema(typed(request, "schema", 200_000)),
            name_vi=typed(request, "name_vi", 250), name_en=typed(request, "name_en", 250), key=typed(request, "key", 250),
            publishers=_lines(request, "publishers"), subscribers=_lines(request, "subscribers"),
            event_bytes=found.event_bytes if found else 0, pace=found.pace if found else None, expected=found.tag if found else "",
            actor=actor, now=clock.now(),
        )  # fmt: skip

    title = found.title(language_of(request)) if found else _("Khai báo loại sự kiện")
    back = _place("exchange_event_room", asked)
    return form(request, title=title, fields=fields, yes=_("Lưu"), back=back, act=act, past=(Kind.EVENT_ROOM, asked))


@audience("officer", roles=SEE)
def dead(request: HttpRequest) -> HttpResponse:
    """Events that subscribers of one kind did not take."""
    actor, asked, name = actor_of(request), _asked(request, "ma"), _asked(request, "loai")
    letters = api.dead_letters(room=asked, event_type=name, actor=actor)
    rows = [
        [{"text": at(d.at), "hint": d.id or str(d.sequence)}, _short(d.subscriber), {"text": d.reason, "breaks": True},
         str(d.status) if d.status else _("Không trả lời"), str(d.attempts)]
        for d in letters
    ]  # fmt: skip
    table = {
        "name": "dead", "caption": _("Sự kiện không chuyển được, cũ nhất trước"), "empty": _("Mọi sự kiện đã tới nơi."), "rows": rows,
        "columns": [{"text": t} for t in (_("Thời điểm"), _("Hệ thống nhận"), _("Vì sao"), _("Mã trả lời"), _("Số lần thử"))],
    }
    acts = [
        {"text": _("Gửi lại hoặc bỏ"), "href": _place("exchange_dead_letters_empty", asked, name), "kind": "primary"}
    ] if letters and actor.roles & MANAGE else []  # fmt: skip
    crumbs = [
        {"text": _("Phát và nhận sự kiện"), "href": reverse("exchange_event_rooms")},
        {"text": words.short(asked), "href": _place("exchange_event_room", asked)},
        {"text": name},
    ]
    title = _("Không chuyển được: %(name)s") % {"name": name}
    return render(request, "exchange/thing.html", {"title": title, "facts": [], "tables": [table], "acts": acts, "crumbs": crumbs})


@audience("officer", roles=MANAGE)
@identity.confirmed(act=gettext_lazy("gửi lại hoặc bỏ sự kiện"), sending=True)
def dead_empty(request: HttpRequest) -> HttpResponse:
    """Send undelivered events once more, or drop them for good."""
    actor, asked, name = actor_of(request), _asked(request, "ma"), _asked(request, "loai")
    who = list(dict.fromkeys(d.subscriber for d in api.dead_letters(room=asked, event_type=name, actor=actor)))
    fields = [
        field("select", "act", _("Làm gì"), options=[("again", _("Gửi lại một lần nữa")), ("drop", _("Bỏ hẳn"))], value="again"),
        field("select", "subscriber", _("Của bên nhận"), options=[(one, _short(one)) for one in who], required=False,
            hint=_("Để trống: mọi bên nhận.")),
    ]

    def act() -> int:
        chosen = typed(request, "subscriber", 300)
        return api.empty_dead_letters(
            room=asked, event_type=name, subscriber=chosen if chosen in who else "", drop=typed(request, "act", 10) == "drop", actor=actor,
            now=clock.now(),
        )  # fmt: skip

    back = _place("exchange_dead_letters", asked, name)
    return form(request, title=_("Sự kiện không chuyển được"), fields=fields, yes=_("Thực hiện"), back=back, act=act)


def _over_nats(actor: Actor) -> bool:
    """Whether events are kept in NATS, where a room may have a stream of its own."""
    held = api.setting(name="events", actor=actor).content
    return bool(held) and (held or {}).get("store") == "nats"


def _waiting(request: HttpRequest, room_id: str = "") -> tuple[tuple[EventSubscription, ...], dict[str, str] | None]:
    """What waits, and the notice when the gateway cannot be asked."""
    try:
        return api.event_subscriptions(actor=actor_of(request), room=room_id), None
    except GatewayUnreachable:
        return (), {"kind": "warn", "text": _("Cổng liên thông chưa trả lời nên chưa biết bao nhiêu sự kiện đang chờ.")}


def _sum(waiting: tuple[EventSubscription, ...], room_id: str, name: str) -> str:
    return str(sum(getattr(s, name) for s in waiting if s.room == room_id))


def _dead_cell(waiting: tuple[EventSubscription, ...], room_id: str) -> Any:
    count = _sum(waiting, room_id, "dead")
    return {"text": count, "state": "late"} if count != "0" else {"text": count, "state": "done"}


def _letters_cell(one: EventSubscription) -> Any:
    if one.dead:
        return {"text": str(one.dead), "href": _place("exchange_dead_letters", one.room, one.event_type)}
    return {"text": "0", "hint": "" if one.allowed else _("Không còn quyền nhận")}


def _subjects(name: str, label: str, value: Any) -> dict[str, Any]:
    hint = _("Mỗi dòng một hệ thống (VN-HP/GOV/H24/one-stop) hoặc một nhóm (group:tên).")
    return field("textarea", name, label, value="\n".join(value), hint=hint, required=False)


def _lines(request: HttpRequest, name: str) -> list[str]:
    return [line.strip() for line in typed(request, name, 100_000).splitlines() if line.strip()]


def _read_schema(text: str) -> dict[str, Any]:
    try:
        schema = json.loads(text)
    except (ValueError, RecursionError):
        schema = None
    if not isinstance(schema, dict):
        raise SettingWrong(fields={"schema": ("Viết một đối tượng JSON.", "Write a JSON object.")})
    return schema


def _short(identifier: str) -> str:
    return identifier if identifier.startswith(protocol.GROUP) else words.short(identifier)


def _place(name: str, room_id: str, event_type_name: str = "") -> str:
    return f"{reverse(name)}?ma={room_id}" + (f"&loai={event_type_name}" if event_type_name else "")


def _asked(request: HttpRequest, name: str) -> str:
    return request.GET.get(name, "").replace("\x00", "")[:300]
