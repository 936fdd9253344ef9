"""Pages of secrets of services: what the gateway presents to a provider. Written here, shown nowhere."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from motcua.foundation.identity import api as identity
from motcua.kit import clock
from motcua.kit.web import actor_of, audience, language_of
from motcua.platform.exchange import api
from motcua.platform.exchange.contracts import Kind, ServiceDetail, ThingUnknown
from motcua.platform.exchange.web import words
from motcua.platform.exchange.web.frame import MANAGE, asked, field, form, typed
from motcua.platform.exchange.web.reading import Typed
from motcua.platform.exchange.web.telling import href


@audience("officer", roles=MANAGE)
@identity.confirmed(act=gettext_lazy("đổi bí mật trình với nơi cung cấp"), sending=True)
def header(request: HttpRequest) -> HttpResponse:
    """Set what the gateway presents to the provider; the old one is never shown."""
    actor = actor_of(request)
    found = api.service(id=asked(request, "ma"), actor=actor)
    fields = [
        field("text", "header", _("Tên trường tiêu đề"), hint=_("Ví dụ: X-Api-Key hoặc Authorization. Để trống: không trình gì."),
            required=False, maxlength=100, value=next(iter(found.header_names), "")),
        field("password", "secret", _("Bí mật"), hint=_("Nơi cung cấp đưa cho thành phố. Lưu dạng mã hoá, không hiện lại."),
            required=False),
    ]  # fmt: skip

    def act() -> None:
        read = Typed(request)
        name, value = read.text("header", most=100, needed=False), typed(request, "secret", 4000)
        if name and (not name.isascii() or not name.replace("-", "").isalnum()):
            read.wrong("header", "Chỉ dùng chữ không dấu, số, gạch nối.", "Use letters without marks, digits and hyphens.")
        if name and (not value or not value.isascii() or not value.isprintable()):
            read.wrong("secret", "Nhập bí mật; chỉ dùng ký tự không dấu.", "Give the secret, without marks.")
        read.settle()
        headers = {name: value} if name else {}
        api.change_service(service=found.id, settings={"provider_headers": headers}, actor=actor, now=clock.now())

    held = [{"name": _("Đang trình"), "value": list(found.header_names) or _("Không dùng")}]
    return form(request, title=_("Cổng trình gì với nơi cung cấp?"), fields=fields, yes=_("Thay"), back=href(Kind.SERVICE, found.id),
        act=act, facts=held, intro=_("Thay toàn bộ những gì đang trình."))  # fmt: skip


@audience("officer", roles=MANAGE)
@identity.confirmed(act=gettext_lazy("đổi bí mật của bộ chuyển đổi"), sending=True)
def adapter(request: HttpRequest) -> HttpResponse:
    """Set, replace or remove the name and the password with which the gateway calls a SOAP provider; the password is never shown."""
    actor = actor_of(request)
    found = api.service(id=asked(request, "ma"), actor=actor)
    if not words.has_secrets(found):
        raise ThingUnknown(name=found.id)
    token = _token(found)
    hint = _("Nơi cung cấp đưa cho thành phố. Lưu dạng mã hoá, không hiện lại.")
    fields = [
        field("text", "username", _("Tên gọi với nơi cung cấp"), value=token.get("username", ""), required=False, maxlength=200),
        field("password", "secret", _("Mật khẩu"), required=False,
              hint=f"{hint} {_('Để trống: giữ mật khẩu đang có.')}" if found.adapter_secrets else hint),
        *([field("boolean", "gone", _("Bỏ hẳn: gọi không kèm tên và mật khẩu nữa"), required=False)] if token else []),
    ]  # fmt: skip

    def act() -> None:
        api.change_service(service=found.id, settings=_read(request, found), expected=found.tag, actor=actor, now=clock.now())

    facts = [
        {"name": _("Dịch vụ"), "value": found.name(language_of(request))},
        {"name": _("Mật khẩu"), "value": words.kept_since(found)},
    ]
    return form(
        request, title=_("Cổng gọi nơi cung cấp bằng tên và mật khẩu nào?"), fields=fields, yes=_("Lưu"), act=act, facts=facts,
        back=href(Kind.SERVICE, found.id), intro=_("Gửi kèm mỗi cuộc gọi SOAP (WS-Security). Chỉ các cổng đọc được mật khẩu."),
    )  # fmt: skip


def _token(found: ServiceDetail) -> dict[str, Any]:
    """The name that is presented now, with how; nothing when none is."""
    return dict(found.adapter["settings"].get("security") or {}) if found.adapter else {}


def _read(request: HttpRequest, found: ServiceDetail) -> dict[str, Any]:
    """The settings that change. Raises SettingWrong."""
    assert found.adapter is not None
    read, token = Typed(request), _token(found)
    name, value = read.text("username", most=200, needed=False), typed(request, "secret", 501)
    if token and request.POST.get("gone"):
        return {"adapter_secrets": {words.PASSWORD: None}}
    if not name:
        read.wrong("username", "Nhập tên mà nơi cung cấp đã cấp.", "Give the name that the provider gave.")
    if not value and not found.adapter_secrets:
        read.wrong("secret", "Nhập mật khẩu.", "Give the password.")
    if len(value) > 500 or not value.isprintable():  # noqa: PLR2004 - what the settings take
        read.wrong("secret", "Dài nhất 500 ký tự, không xuống dòng.", "At most 500 characters on one line.")
    read.settle()
    token |= {"username": name, **({"password": value} if value else {})}
    return {"adapter": {"kind": found.adapter["kind"], "settings": {**found.adapter["settings"], "security": {"digest": True, **token}}}}
