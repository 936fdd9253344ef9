"""Pages of how a provider is spoken to: its adapter, written and tried before it is kept; and asking the gateway whether it works."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from motcua.gateway.protocol import secrets
from motcua.kernel.errors import Invalid, NamedError
from motcua.kit import clock
from motcua.kit.web import actor_of, audience, language_of
from motcua.platform.exchange import api
from motcua.platform.exchange.contracts import GatewayUnreachable, Kind, RegistrationRefused, ServiceDetail
from motcua.platform.exchange.contracts.systems import AdapterCheck
from motcua.platform.exchange.web import words
from motcua.platform.exchange.web.declared import adapter_word
from motcua.platform.exchange.web.frame import MANAGE, SEE, asked, at, field, form, place, told, typed
from motcua.platform.exchange.web.reading import Typed
from motcua.platform.exchange.web.telling import href

_PLAIN = "rest"
_LONGEST = 200_000


@audience("officer", roles=MANAGE)
def adapter(request: HttpRequest) -> HttpResponse:
    """Declare how the provider is spoken to: as we do, in other names and forms, in SOAP, by files; ``mau`` fills in an example."""
    actor = actor_of(request)
    found = api.service(id=asked(request, "ma"), actor=actor)
    kinds = _kinds()
    wanted = asked(request, "mau", 10)
    held = found.adapter["kind"] if found.adapter else _PLAIN
    example = api.adapter_example(kind=wanted)
    settings = json.dumps(found.adapter["settings"], ensure_ascii=False, indent=2) if found.adapter else ""
    fields = [
        field("radios", "kind", _("Cách nói chuyện"), options=[(key, *pair) for key, pair in kinds.items()],
              value=wanted if example else held),
        field("text", "base_url", _("Địa chỉ"), value=found.base_url, required=False, maxlength=500,
              hint=_("Nơi cổng gọi tới, ví dụ https://10.31.4.9:8443/dich-vu. Để trống khi trao đổi bằng tệp.")),
        field("textarea", "settings", _("Khai báo (JSON)"), value=example or settings, required=False, rows=24,
              hint=_("Không viết mật khẩu ở đây: lưu xong, đặt ở “Bí mật của bộ chuyển đổi”. Để trống khi nói REST như trục.")),
    ]  # fmt: skip

    def act() -> None:
        api.change_service(service=found.id, settings=_read(request), expected=found.tag, actor=actor, now=clock.now())

    def tried() -> dict[str, str]:
        try:
            api.try_settings(service=found.id, settings=_read(request), actor=actor)
        except Invalid as wrong:
            said = " ".join(pair[language_of(request) == "en"] for pair in wrong.fields.values())
            return {"kind": "warn", "text": said}
        except RegistrationRefused as wrong:
            return {"kind": "warn", "text": words.refusal(wrong, language_of(request))}
        except NamedError as wrong:
            return {"kind": "warn", "text": wrong.sentence(language_of(request))}
        return {"kind": "success", "text": _("Khai báo đúng, cổng sẽ nhận. Chưa lưu gì.")}

    begin = [
        {"name": pair[0], "value": _("Điền một mẫu để sửa"), "href": place("exchange_adapter", ma=found.id, mau=key)}
        for key, pair in kinds.items() if key != _PLAIN
    ]  # fmt: skip
    return form(
        request, title=_("Nơi cung cấp nói chuyện cách nào?"), fields=fields, yes=_("Lưu"), act=act, back=href(Kind.SERVICE, found.id),
        facts=[{"name": _("Dịch vụ"), "value": found.name(language_of(request))}, *begin], past=(Kind.SERVICE, found.id),
        intro=_("Bên gọi luôn gọi REST; cổng dịch sang cách của nơi cung cấp và dịch câu trả lời về. "
                "Từng mục của khai báo: tài liệu docs/how-to/declare-an-adapter.md đi kèm phần mềm."),
        button=("thu", _("Kiểm tra khai báo")), pressed=tried,
    )  # fmt: skip


@require_POST
@audience("officer", roles=SEE)
def check(request: HttpRequest) -> HttpResponse:
    """Ask the gateway now what keeps adapters from working, then show the service."""
    try:
        api.check_adapters(actor=actor_of(request), now=clock.now())
    except GatewayUnreachable:
        messages.warning(request, _("Cổng không trả lời nên chưa kiểm tra lại được. Kết quả dưới đây là của lần trước."))
    else:
        told(request, _("Đã kiểm tra lại."))
    return redirect(href(Kind.SERVICE, asked(request, "ma")))


def adapter_facts(request: HttpRequest, found: ServiceDetail, *, manages: bool) -> list[dict[str, Any]]:
    """How the provider is spoken to, and what the gateway says of it."""
    kind = found.adapter["kind"] if found.adapter else _PLAIN
    page = place("exchange_adapter", ma=found.id) if manages else ""
    facts: list[dict[str, Any]] = [{"name": _("Cách nói chuyện"), "value": _kinds()[kind][0], "change_href": page}]
    if found.adapter:
        facts.append({"name": _("Kiểm tra cấu hình"), "value": _check_lines(api.adapter_checks(actor=actor_of(request)).get(found.id),
            language_of(request))})  # fmt: skip
    return facts


def _kinds() -> dict[str, tuple[str, str]]:
    """The ways in which providers are spoken to, each with what it means."""
    means = {
        _PLAIN: _("Tên, mã, khuôn dạng của nơi cung cấp được chuyển nguyên cho bên gọi"),
        "mapping": _("Tên, mã, khuôn dạng riêng (JSON, XML, CSV): khai báo cách đổi"),
        "soap": _("SOAP 1.1 hoặc 1.2: mỗi thao tác REST thành một thao tác SOAP"),
        "files": _("Gửi tệp, chờ tệp trả về; thư mục do người vận hành máy chủ mở"),
    }
    return {kind: (adapter_word(kind), meaning) for kind, meaning in means.items()}


def _check_lines(found: AdapterCheck | None, language: str) -> list[str]:
    """What the gateway said of an adapter when it was last asked."""
    if found is None:
        return [_("Cổng chưa nói gì về dịch vụ này")]
    said = [en if language == "en" else vi for vi, en in found.problems] or [_("Dùng được")]
    return [*said, _("Kiểm tra lúc %(at)s") % {"at": at(found.checked_at)}]


def _read(request: HttpRequest) -> dict[str, Any]:
    """The settings that change. Raises SettingWrong."""
    read = Typed(request)
    kind, url = read.chosen("kind", _kinds()), read.text("base_url", most=500, needed=False)
    text = typed(request, "settings", _LONGEST)
    declared: Any = None
    if kind not in {"", _PLAIN}:
        try:
            declared = json.loads(text)
        except json.JSONDecodeError as wrong:
            where = {"line": wrong.lineno, "column": wrong.colno}
            read.wrong("settings", "Không phải JSON: xem dòng {line}, cột {column}.".format(**where),
                "This is no JSON: look at line {line}, column {column}.".format(**where))
        except RecursionError:
            declared = None
        if "settings" not in read.faults and not isinstance(declared, dict):
            read.wrong("settings", "Viết một đối tượng JSON {…}, hoặc lấy một mẫu để sửa.", "Write a JSON object {…}, or take an example.")
    if isinstance(declared, dict) and secrets.taken_out(kind, declared)[1]:  # a secret is set where the officer confirms that it is she
        read.wrong("settings", "Bỏ mật khẩu khỏi khai báo; đặt nó ở “Bí mật của bộ chuyển đổi”.",
            "Take the password out of the declaration; set it at “Secret of the adapter”.")
    if kind != "files" and not api.is_address(url=url):
        read.wrong("base_url", "Nhập địa chỉ đầy đủ bắt đầu bằng http:// hoặc https://.",
            "Give a whole address that begins with http:// or https://.")
    if kind == "files" and url:
        read.wrong("base_url", "Trao đổi bằng tệp thì không có địa chỉ: để trống.", "An exchange of files has no address: leave it empty.")
    read.settle()
    return {"adapter": {"kind": kind, "settings": declared} if declared else None, "base_url": url}
