"""The off switch of members and systems: who is hit is told before it is confirmed; taken back from the message or the history."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from motcua.kit import clock
from motcua.kit.web import actor_of, audience, language_of
from motcua.platform.exchange import api
from motcua.platform.exchange.contracts import Affected, ClientInfo, Kind, MemberInfo
from motcua.platform.exchange.web import words
from motcua.platform.exchange.web.frame import MANAGE, asked, at, field, form
from motcua.platform.exchange.web.members import name_of
from motcua.platform.exchange.web.reading import Typed
from motcua.platform.exchange.web.telling import href

_NAMED = 12  # of a longer list the rest is counted


@audience("officer", roles=MANAGE)
def member(request: HttpRequest) -> HttpResponse:
    """Suspend a member with all its systems, or let it take part again."""
    found = api.member(id=asked(request, "ma"), actor=actor_of(request))
    return _page(request, Kind.MEMBER, found, name_of(found, language_of(request)))


@audience("officer", roles=MANAGE)
def client(request: HttpRequest) -> HttpResponse:
    """Suspend a system, or let it take part again."""
    found = api.client(id=asked(request, "ma"), actor=actor_of(request))
    return _page(request, Kind.CLIENT, found, found.name(language_of(request)))


def _page(request: HttpRequest, kind: Kind, found: MemberInfo | ClientInfo, name: str) -> HttpResponse:
    actor, identifier = actor_of(request), found.id
    if found.suspended_at is not None:
        return form(
            request, title=_("Cho %(name)s tham gia lại?") % {"name": name}, fields=[], yes=_("Cho tham gia lại"),
            act=lambda: api.resume(id=identifier, actor=actor, now=clock.now()), back=href(kind, identifier), past=(kind, identifier),
            facts=_rests(found),
            done=_("Đã cho tham gia lại. Các cổng nhận trong vài giây."),
            intro=_("Các quyền vẫn còn nguyên nên gọi lại được ngay khi cổng nhận cấu hình mới."),
        )  # fmt: skip
    hit = api.affected(id=identifier, actor=actor)
    own = _("Chính nền tảng này gọi dữ liệu dưới tên một hệ thống trong số đó: biểu mẫu sẽ không lấy được dữ liệu của cơ quan khác.")
    return form(
        request, title=_("Tạm ngừng %(name)s?") % {"name": name}, yes=_("Tạm ngừng tham gia"), act=_suspending(request, identifier),
        fields=[field("textarea", "reason", _("Vì sao tạm ngừng"), hint=_("Ghi vào lịch sử, kiểm toán đọc được."), maxlength=250)],
        back=href(kind, identifier), past=(kind, identifier), facts=_hit(request, hit), warn=own if hit.own else "",
        done=_("Đã tạm ngừng. Các cổng từ chối trong vài giây."),
        intro=_("Không gọi được và không ai gọi tới được ngay khi cổng nhận cấu hình mới. Quyền giữ nguyên. Hoàn tác được trong 30 ngày."),
    )  # fmt: skip


def _suspending(request: HttpRequest, identifier: str) -> Callable[[], Any]:
    def act() -> None:
        read = Typed(request)
        reason = read.text("reason", most=250)
        read.settle()
        api.suspend(id=identifier, reason=reason, actor=actor_of(request), now=clock.now())

    return act


def _rests(found: MemberInfo | ClientInfo) -> list[dict[str, Any]]:
    return [{"name": _("Tạm ngừng từ"), "value": at(found.suspended_at)}, {"name": _("Vì sao tạm ngừng"), "value": found.suspended_why}]


def _hit(request: HttpRequest, hit: Affected) -> list[dict[str, Any]]:
    """Who is hit, in numbers and names."""
    names = {c.id: c.name(language_of(request)) for c in api.clients(actor=actor_of(request))}
    offered = {s.id: s.name(language_of(request)) for s in api.services()}
    rights = _("%(n)s quyền của %(k)s hệ thống khác") % {"n": hit.rights_given, "k": len(hit.callers)}
    return [
        {"name": _("Hệ thống bị ngừng"), "value": _counted([names.get(one, one) for one in hit.systems])},
        {"name": _("Dịch vụ không ai gọi được"), "value": _counted([offered.get(one, words.short(one)) for one in hit.services])},
        {"name": _("Bên gọi mất dữ liệu"), "value": [rights, *_few([names.get(one, one) for one in hit.callers])]},
        {"name": _("Quyền gọi không dùng được"), "value": str(hit.rights_held)},
        *([{"name": _("Phòng sự kiện đóng cửa"), "value": str(hit.rooms)}] if hit.rooms else []),
    ]  # fmt: skip


def _counted(names: list[str]) -> list[str]:
    return [str(len(names)), *_few(names)]


def _few(names: list[str]) -> list[str]:
    more = len(names) - _NAMED
    return names[:_NAMED] + ([_("và %(n)s nữa") % {"n": more}] if more > 0 else [])
