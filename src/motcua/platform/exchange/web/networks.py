"""The early end of calls by network: after its first certificate a system goes on by its networks for a while, which one may end."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from motcua.kit import clock
from motcua.kit.web import actor_of, audience, language_of
from motcua.platform.exchange import api
from motcua.platform.exchange.contracts import ClientInfo, Kind
from motcua.platform.exchange.web.frame import MANAGE, asked, at, field, form, place
from motcua.platform.exchange.web.reading import Typed
from motcua.platform.exchange.web.telling import href

_BACK = timedelta(days=7)
_LIVING = frozenset({"valid", "ending"})


def end_act(found: ClientInfo) -> list[dict[str, str]]:
    """The button on the page of a system whose networks count beside its certificates; none for others."""
    if found.networks_until is None or found.networks_until <= clock.now() or not found.fingerprints:
        return []
    return [{"text": _("Kết thúc gọi theo mạng"), "href": place("exchange_client_networks_end", ma=found.id), "kind": "secondary"}]


@audience("officer", roles=MANAGE)
def end(request: HttpRequest) -> HttpResponse:
    """Let nobody speak for a system any more but holders of its certificates; it can be undone until the end that there was."""
    actor = actor_of(request)
    found = api.client(id=asked(request, "ma"), actor=actor)
    name = found.name(language_of(request))

    def act() -> None:
        read = Typed(request)
        reason = read.text("reason", most=250)
        read.settle()
        api.end_networks(client=found.id, reason=reason, actor=actor, now=clock.now())

    own = _("Chính nền tảng này gọi dưới tên hệ thống này. Nếu nền tảng chưa dùng chứng thư, biểu mẫu sẽ không lấy được dữ liệu.")
    return form(
        request, title=_("Kết thúc gọi theo mạng của %(name)s?") % {"name": name}, yes=_("Kết thúc gọi theo mạng"), act=act,
        fields=[field("textarea", "reason", _("Vì sao kết thúc sớm"), hint=_("Ghi vào lịch sử, kiểm toán đọc được."), maxlength=250)],
        back=href(Kind.CLIENT, found.id), past=(Kind.CLIENT, found.id), facts=_hit(request, found),
        warn=own if api.affected(id=found.id, actor=actor).own else "",
        done=_("Đã kết thúc. Trong vài giây các cổng chỉ nhận cuộc gọi có chứng thư."),
        intro=_("Máy của hệ thống chưa trình chứng thư sẽ bị từ chối ngay khi cổng nhận cấu hình mới. Hoàn tác được đến hết hạn cũ."),
    )  # fmt: skip


def _hit(request: HttpRequest, found: ClientInfo) -> list[dict[str, Any]]:
    """Who would be cut off: the machines of which networks, how much they may be calling, and who goes on."""
    actor, language, now = actor_of(request), language_of(request), clock.now()
    names = {s.id: s.name(language) for s in api.services()}
    since, until = api.hours(back=_BACK, now=now)
    flows = api.flows(since=since, until=until, actor=actor, client=found.id)
    called = [_("%(name)s: %(n)s lượt") % {"name": names.get(f.service, f.service), "n": f.count.calls} for f in flows]
    held = [f"{c.subject} · {at(c.not_after)}" for c in api.certificates(actor=actor, now=now, client=found.id) if c.state in _LIVING]
    return [
        {"name": _("Hạn hiện nay"), "value": at(found.networks_until)},
        {"name": _("Bị từ chối: máy không có chứng thư trong các mạng"), "value": list(found.networks) or _("Không mạng nào")},
        {"name": _("Hệ thống đã gọi trong 7 ngày qua"), "value": called or _("Không gọi lần nào")},
        {"name": _("Gọi tiếp được: ai giữ khoá của chứng thư"), "value": held or _("Không còn chứng thư nào: không ai gọi được")},
    ]
