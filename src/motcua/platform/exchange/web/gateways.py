"""Pages of the city's gateways: what each runs, what to do when one is behind or away, its token."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from motcua.foundation.identity import api as identity
from motcua.kit import clock
from motcua.kit.web import actor_of, audience, language_of
from motcua.platform.exchange import api
from motcua.platform.exchange.contracts import GatewayInfo, Kind, ThingUnknown
from motcua.platform.exchange.web import words
from motcua.platform.exchange.web.frame import MANAGE, SEE, asked, at, field, form, listed, managers_act, place, told, typed
from motcua.platform.exchange.web.reading import Typed
from motcua.platform.exchange.web.telling import href, past_of


@audience("officer", roles=SEE)
def gateways(request: HttpRequest) -> HttpResponse:
    """The gateways of the city with what each runs."""
    actor, language = actor_of(request), language_of(request)
    newest = next((v.number for v in api.versions(actor=actor, limit=1)), 0)
    rows = [
        [{"text": g.name(language), "href": href(Kind.GATEWAY, g.code), "hint": g.code}, words.gateway_cell(g), _runs(g, newest),
            at(g.fetched_at)]
        for g in api.gateways(actor=actor)
    ]
    table = {
        "name": "gateways", "caption": _("Cổng liên thông"), "empty": _("Chưa có cổng nào."), "rows": rows,
        "columns": [{"text": t} for t in (_("Cổng"), _("Trạng thái"), _("Đang dùng phiên bản"), _("Lấy cấu hình lúc"))],
    }  # fmt: skip
    acts = managers_act(request, _("Thêm cổng"), "exchange_gateway_new")
    return listed(request, "exchange_gateways", title=_("Cổng liên thông"), tables=[table], acts=acts)


@audience("officer", roles=SEE)
def gateway(request: HttpRequest) -> HttpResponse:
    """One gateway: its state in words with what to do, its token, its past."""
    actor, language = actor_of(request), language_of(request)
    found = _one(request)
    newest = next((v.number for v in api.versions(actor=actor, limit=1)), 0)
    manages = bool(actor.roles & MANAGE)
    facts = [
        {"name": _("Mã cổng"), "value": found.code},
        {"name": _("Tên"), "value": [one for one in (found.name_vi, found.name_en) if one],
         "change_href": place("exchange_gateway_change", ma=found.code) if manages else ""},
        {"name": _("Địa chỉ"), "value": found.url, "change_href": place("exchange_gateway_change", ma=found.code) if manages else ""},
        {"name": _("Đang dùng phiên bản"), "value": _runs(found, newest)}, {"name": _("Lấy cấu hình lúc"), "value": at(found.fetched_at)},
        {"name": _("Mã lấy cấu hình"), "value": _("Đã cấp") if found.has_token else _("Chưa cấp: cổng này chưa tự lấy cấu hình được")},
    ]  # fmt: skip
    token = _("Cấp mã mới") if found.has_token else _("Cấp mã lấy cấu hình")
    acts = [{"text": token, "href": place("exchange_gateway_token", ma=found.code), "kind": "secondary"}] if manages else []
    if manages and found.registered:
        acts.append({"text": _("Bỏ cổng"), "href": place("exchange_gateway_remove", ma=found.code), "kind": "secondary"})
    context = {
        "title": found.name(language), "facts": facts, "acts": acts, "notice": _notice(found, newest),
        "past": past_of(request, Kind.GATEWAY, found.code),
        "crumbs": [{"text": _("Cổng liên thông"), "href": reverse("exchange_gateways")}, {"text": found.name(language)}],
    }  # fmt: skip
    return render(request, "exchange/thing.html", context)


@audience("officer", roles=MANAGE)
def gateway_new(request: HttpRequest) -> HttpResponse:
    """Name another gateway of the city."""
    return _form(request, None)


@audience("officer", roles=MANAGE)
def gateway_change(request: HttpRequest) -> HttpResponse:
    """Rename a gateway or say where it answers."""
    return _form(request, _one(request))


@audience("officer", roles=MANAGE)
def gateway_remove(request: HttpRequest) -> HttpResponse:
    """Forget a gateway, for a reason; it can be undone, all but its token."""
    found, actor = _one(request), actor_of(request)
    if not found.registered:
        raise ThingUnknown(name=found.code)
    newest = next((v.number for v in api.versions(actor=actor, limit=1)), 0)

    def act() -> None:
        read = Typed(request)
        reason = read.text("reason", most=250)
        read.settle()
        api.remove_gateway(code=found.code, reason=reason, actor=actor, now=clock.now())

    def gone(_result: Any) -> HttpResponse:
        told(request, _("Đã bỏ cổng. Mã của nó không lấy được cấu hình nữa."), (Kind.GATEWAY, found.code))
        return redirect("exchange_gateways")

    facts = [
        {"name": _("Địa chỉ"), "value": found.url}, {"name": _("Đang dùng phiên bản"), "value": _runs(found, newest)},
        {"name": _("Lấy cấu hình lúc"), "value": at(found.fetched_at)},
        {"name": _("Bị ảnh hưởng"), "value": _("Mọi bên đang gọi qua cổng này: cổng vẫn trả lời, hãy chuyển họ sang cổng khác trước")
            if found.answers else _("Không ai: cổng không trả lời")},
    ]  # fmt: skip
    return form(
        request, title=_("Bỏ cổng %(name)s?") % {"name": found.name(language_of(request))}, yes=_("Bỏ cổng"), act=act, answer=gone,
        facts=facts, back=href(Kind.GATEWAY, found.code),
        fields=[field("textarea", "reason", _("Vì sao bỏ"), hint=_("Ghi vào lịch sử, kiểm toán đọc được."), maxlength=250)],
        intro=_("Cổng không nhận cấu hình mới nữa; tiến trình đang chạy vẫn dùng bản cũ cho đến khi tắt máy. "
                "Nhật ký của nó ở lại. Hoàn tác được trong 30 ngày, nhưng phải cấp mã mới."),
    )  # fmt: skip


@never_cache
@audience("officer", roles=MANAGE)
@identity.confirmed(act=gettext_lazy("cấp mã lấy cấu hình cho cổng"), sending=True)
def token(request: HttpRequest) -> HttpResponse:
    """Make a token with which the gateway fetches its configuration; it is on the answer's page, once."""
    found = _one(request)

    def act() -> str:
        _saved(found, request)
        return api.make_gateway_token(code=found.code, actor=actor_of(request), now=clock.now())

    def told_once(made: str) -> HttpResponse:
        context = {"title": _("Mã lấy cấu hình"), "key": "", "secret": made, "back": href(Kind.GATEWAY, found.code)}
        return render(request, "exchange/secret.html", context)

    return form(
        request, title=_("Cấp mã lấy cấu hình cho %(name)s?") % {"name": found.name(language_of(request))}, fields=[], yes=_("Cấp mã"),
        back=href(Kind.GATEWAY, found.code), act=act, answer=told_once,
        intro=_("Mã cũ hết hiệu lực ngay. Đặt mã mới vào cổng trước khi nó cần lấy cấu hình lần sau.") if found.has_token
            else _("Ai giữ mã này đọc được cấu hình, gồm bí mật của nơi cung cấp. Chỉ đặt vào chính cổng ấy."),
    )  # fmt: skip


def _form(request: HttpRequest, found: GatewayInfo | None) -> HttpResponse:
    code_hint = _("Chữ thường không dấu, số, gạch nối. Trùng với MOTCUA_EXCHANGE_SERVER của cổng ấy.")
    fields = [
        *([] if found else [field("text", "code", _("Mã cổng"), hint=code_hint, maxlength=60)]),
        field("text", "name_vi", _("Tên tiếng Việt"), value=found.name_vi if found else "", maxlength=250),
        field("text", "name_en", _("Tên tiếng Anh"), value=found.name_en if found else "", required=False, maxlength=250),
        field("text", "url", _("Địa chỉ"), value=found.url if found else "", required=False, maxlength=250,
              hint=_("Nơi cổng trả lời, ví dụ https://10.31.4.20:8480. Để trống: chỉ biết nó qua lần lấy cấu hình.")),
    ]  # fmt: skip
    known = {g.code for g in api.gateways(actor=actor_of(request))} if found is None and request.method == "POST" else set()

    def act() -> str:
        read = Typed(request)
        code = found.code if found else read.pattern("code", r"[a-z0-9][a-z0-9-]*[a-z0-9]", "Chữ thường không dấu, số, gạch nối.",
            "Small letters, digits and hyphens.", most=60)  # fmt: skip
        facts = {"name_vi": read.text("name_vi", most=250), "name_en": read.text("name_en", most=250, needed=False)}
        url = read.text("url", most=250, needed=False)
        if url and not api.is_address(url=url):
            read.wrong("url", "Nhập địa chỉ http hoặc https của cổng.", "Give the gateway's http or https address.")
        if code in known:
            read.wrong("code", "Đã có cổng mang mã này.", "There is a gateway of this code.")
        read.settle()
        api.set_gateway(code=code, **facts, url=url, actor=actor_of(request), now=clock.now())
        return code

    def on(code: str) -> HttpResponse:
        done = _("Đã lưu cổng.") if found else _("Đã thêm cổng. Việc tiếp theo: cấp mã để nó lấy cấu hình.")
        told(request, done, (Kind.GATEWAY, code))
        return redirect(href(Kind.GATEWAY, code))

    def tried() -> dict[str, str]:
        return words.tried_notice(api.try_address(url=typed(request, "url", 250), actor=actor_of(request)))

    return form(
        request, title=_("Sửa cổng") if found else _("Thêm cổng"), fields=fields, yes=_("Lưu") if found else _("Thêm cổng"), act=act,
            answer=on,
        back=href(Kind.GATEWAY, found.code) if found else reverse("exchange_gateways"), button=("thu", _("Thử địa chỉ")), pressed=tried,
    )  # fmt: skip


def _one(request: HttpRequest) -> GatewayInfo:
    code = asked(request, "ma", 60)
    found = next((g for g in api.gateways(actor=actor_of(request)) if g.code == code), None)
    if found is None:
        raise ThingUnknown(name=code)
    return found


def _saved(found: GatewayInfo, request: HttpRequest) -> None:
    """The gateway of this machine is known by the settings alone until it gets a token."""
    api.set_gateway(code=found.code, name_vi=found.name_vi, name_en=found.name_en, url=found.url, actor=actor_of(request), now=clock.now())


def _runs(found: GatewayInfo, newest: int) -> str:
    if found.version is None:
        return _("Không rõ")
    behind = newest - found.version
    return _("%(n)s, chậm %(k)s phiên bản") % {"n": found.version, "k": behind} if behind > 0 else str(found.version)


def _notice(found: GatewayInfo, newest: int) -> dict[str, Any] | None:
    """What is wrong with a gateway and what to do; nothing when all is well."""
    if found.problem:
        text = _("Cổng không nhận được cấu hình mới: %(why)s. Cổng vẫn chạy với bản cũ. Khôi phục phiên bản trước, hoặc sửa mục bị nêu.")
        return {"kind": "urgent", "text": text % {"why": found.problem}}
    if found.state == "away":
        return {"kind": "urgent", "text": _("Cổng không trả lời. Kiểm tra máy và tiến trình gateway; các cổng khác vẫn phục vụ.")}
    if found.state == "behind":
        text = _("Cổng chưa dùng bản mới nhất (số %(n)s). Thường tự theo kịp trong một phút; nếu không, cấp lại mã lấy cấu hình.")
        return {"kind": "warn", "text": text % {"n": newest}}
    return None
