"""Pages that register a service and change it, one thing on each page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from motcua.kit import clock
from motcua.kit.web import actor_of, audience, language_of
from motcua.platform.exchange import api
from motcua.platform.exchange.contracts import DescriptionRefused, Kind, ServiceDetail
from motcua.platform.exchange.contracts.trying import Trouble
from motcua.platform.exchange.web import words
from motcua.platform.exchange.web.frame import MANAGE, asked, field, form, told, typed
from motcua.platform.exchange.web.members import CODE, names_of
from motcua.platform.exchange.web.offered import NOT_YET
from motcua.platform.exchange.web.reading import Typed
from motcua.platform.exchange.web.telling import href
from motcua.platform.exchange.web.told import suggested

_KEPT = ("hash", "plain", "encrypted")
_MOST_SECONDS = 600
_YES = frozenset({"cá nhân", "co", "có", "x", "personal", "yes"})


@audience("officer", roles=MANAGE)
def service_new(request: HttpRequest) -> HttpResponse:
    """Register a service of a system; it stays closed until what it tells is described and somebody opens it."""
    actor, language = actor_of(request), language_of(request)
    systems = [(c.id, c.name(language)) for c in api.clients(actor=actor)]
    fields = [
        field("select", "client", _("Hệ thống nào cung cấp?"), options=systems, value=asked(request, "he-thong")),
        field("text", "code", _("Mã của dịch vụ"), hint=_("Ví dụ: ho-so. Đứng trong địa chỉ gọi, không đổi được sau này."), maxlength=60),
        *_names(None), _address("", "base_url"),
    ]  # fmt: skip

    def act() -> str:
        read = Typed(request)
        owner, code = read.chosen("client", {key for key, _text in systems}), read.pattern("code", *CODE, most=60)
        names, url = names_of(read), _url(read, "base_url")
        if any(s.id == f"{owner}/{code}" for s in api.catalogue(actor=actor, client=owner)):
            read.wrong("code", "Hệ thống đã có dịch vụ mang mã này.", "The system has a service of this code already.")
        read.settle()
        now = clock.now()
        with api.as_one_version(name=code, actor=actor, now=now, why=f"service {owner}/{code}"):
            made = api.register_service(
                subsystem=owner, code=code, base_url=url, name_vi=names["name_vi"], name_en=names["name_en"], actor=actor, now=now
            )
            api.set_service_enabled(service=made, enabled=False, notice=NOT_YET, actor=actor, now=now)
        return made

    def on(made: str) -> HttpResponse:
        told(request, _("Đã đăng ký dịch vụ, chưa mở. Làm nốt các việc dưới đây rồi mở."))
        return redirect(href(Kind.SERVICE, made))

    return form(request, title=_("Đăng ký dịch vụ"), fields=fields, yes=_("Đăng ký dịch vụ"), back=reverse("exchange_services"), act=act,
        answer=on,
        button=("thu", _("Thử địa chỉ")), pressed=lambda: _tried(request, "base_url"))  # fmt: skip


@audience("officer", roles=MANAGE)
def change(request: HttpRequest) -> HttpResponse:
    """Change one thing about a service; without a part named, its bounds, breaker and canary."""
    found = api.service(id=asked(request, "ma"), actor=actor_of(request))
    part = asked(request, "muc", 20)
    if part == "mo-ta":
        return _description(request, found)
    title, fields, read = _PARTS.get(part, _PARTS["gioi-han"])(found)

    def act() -> None:
        given = Typed(request)
        settings = read(given)
        given.settle()
        api.change_service(service=found.id, settings=settings, actor=actor_of(request), now=clock.now())

    tries = {"dia-chi": "base_url", "thu-nghiem": "sandbox_url"}
    more: dict[str, Any] = {}
    if part in tries:
        more = {"button": ("thu", _("Thử địa chỉ")), "pressed": lambda: _tried(request, tries[part])}
    return form(request, title=title, fields=fields, yes=_("Lưu"), back=href(Kind.SERVICE, found.id), act=act, past=(Kind.SERVICE,
        found.id),
        facts=[{"name": _("Dịch vụ"), "value": found.name(language_of(request))}], **more)  # fmt: skip


def _description(request: HttpRequest, found: ServiceDetail) -> HttpResponse:
    """Give the OpenAPI description, or the address where the provider tells it."""
    actor, now = actor_of(request), clock.now()

    def in_use() -> str:
        kept = api.descriptions(service=found.id)
        return _("số %(n)s, phiên bản %(v)s") % {"n": kept[0].number, "v": kept[0].version or "–"} if kept else _("Chưa có bản nào")

    facts = [{"name": _("Bản đang dùng"), "value": in_use()}]
    fields = [
        field("text", "description_url", _("Địa chỉ bản mô tả của nơi cung cấp"), value=found.description_url, required=False,
            maxlength=500,
              hint=_("Hệ thống tự lấy bản mới mỗi giờ. Để trống khi nơi cung cấp không công bố.")),
        field("textarea", "text", _("Hoặc dán bản mô tả OpenAPI 3"), hint=_("JSON hoặc YAML"), required=False),
    ]  # fmt: skip

    def act() -> None:
        read = Typed(request)
        url, text = _url(read, "description_url", needed=False), request.POST.get("text", "").strip()
        read.settle()
        settings = {"description_url": url, "kind": "OPENAPI" if url else "REST"}
        api.change_service(service=found.id, settings=settings, actor=actor, now=now)
        if text:
            api.describe_service(service=found.id, text=text, actor=actor, now=now)

    def fetched() -> dict[str, str]:
        url = typed(request, "description_url", 500)
        tried = api.try_address(url=url, actor=actor)
        if tried.trouble is not Trouble.NONE:
            return words.tried_notice(tried)
        try:
            number = api.describe_service(service=found.id, text=api.fetch_text(url=url, service=found.id, actor=actor), actor=actor,
                now=now)
        except DescriptionRefused as wrong:
            return {"kind": "warn", "text": wrong.sentence(language_of(request))}
        facts[0]["value"] = in_use()
        return {"kind": "success", "text": _("Đã nhận bản mô tả số %(n)s. Bấm Lưu để cổng tự lấy bản mới từ địa chỉ này.") % {"n": number}}

    return form(request, title=_("Dịch vụ được mô tả ở đâu?"), fields=fields, yes=_("Lưu"), back=href(Kind.SERVICE, found.id), act=act,
        facts=facts, past=(Kind.SERVICE, found.id), button=("lay", _("Lấy bản mô tả ngay")), pressed=fetched)  # fmt: skip


Read = Callable[[Typed], dict[str, Any]]


def _named(found: ServiceDetail) -> tuple[str, list[dict[str, Any]], Read]:
    return _("Dịch vụ tên là gì?"), _names(found), names_of


def _addressed(found: ServiceDetail) -> tuple[str, list[dict[str, Any]], Read]:
    fields = [_address(found.base_url, "base_url"),
        field("boolean", "verify_tls", _("Kiểm chứng thư TLS của nơi cung cấp (nên bật)"), value=found.verify_tls,
            required=False)]  # fmt: skip
    return _("Dịch vụ ở địa chỉ nào?"), fields, lambda read: {
        "base_url": _url(read, "base_url"), "verify_tls": bool(read.text("verify_tls", most=5, needed=False)),
    }  # fmt: skip


def _operations(found: ServiceDetail) -> tuple[str, list[dict[str, Any]], Read]:
    lines = "\n".join(f"{e['method']} {e['path']}" for e in found.endpoints)
    hint = words.endpoints_hint()
    fields = [field("textarea", "endpoints", _("Thao tác được gọi"), value=lines, hint=hint, required=False)]
    return _("Những thao tác nào được gọi?"), fields, lambda read: {
        "endpoints": [{"method": m, "path": p} for m, p in read.endpoints("endpoints")]
    }  # fmt: skip


def _told_fields(found: ServiceDetail) -> tuple[str, list[dict[str, Any]], Read]:
    lines = [f"{f.path} | {f.vi} | {f.en} | {'cá nhân' if f.personal else ''}".rstrip(" |") for f in found.fields or ()]
    lines += suggested(found)
    hint = _(
        "Mỗi dòng: đường dẫn | tên tiếng Việt | tên tiếng Anh | cá nhân. "
        "Ví dụ: chu_ho.ho_ten | Họ tên chủ hộ | Head of household | cá nhân. "
        "Bỏ “cá nhân” khi trường không nói về một người. Xoá dòng không cần nêu. Để trống tất cả: chưa ai mô tả. "
        "Dòng điền sẵn lấy từ bản mô tả OpenAPI, tên thiếu thì theo dịch vụ khác: đọc lại từng dòng."
    )

    def read_lines(read: Typed) -> dict[str, Any]:
        fields = []
        for line in read.lines("fields"):
            path, vi, en, personal = ([part.strip() for part in line.split("|")] + [""] * 4)[:4]
            if not path or not vi:
                read.wrong("fields", f"Dòng “{line[:60]}”: thiếu tên tiếng Việt.", f"Line “{line[:60]}”: the Vietnamese name is missing.")
            fields.append({"path": path, "vi": vi, "en": en, "personal": personal.casefold() in _YES})
        return {"fields": fields or None}

    return _("Dịch vụ trả về những dữ liệu nào?"), [
        field("textarea", "fields", _("Trường dữ liệu"), value="\n".join(lines), hint=hint, required=False, rows=12)
    ], read_lines  # fmt: skip


def _bounds(found: ServiceDetail) -> tuple[str, list[dict[str, Any]], Read]:
    pace, breaker, canary = found.pace or {}, found.breaker or {}, found.canary or {}
    fields = [
        field("number", "timeout_s", _("Chờ trả lời tối đa (giây)"), value=words.number(found.timeout_s)),
        field("number", "per_second", _("Mỗi bên gọi tối đa mấy lượt một giây"), hint=_("0: không giới hạn"),
              value=words.number(pace.get("per_second", 0))),
        field("number", "per_day", _("Mỗi bên gọi tối đa mấy lượt một ngày"), hint=_("0: không giới hạn"), value=pace.get("per_day", 0)),
        field("number", "failures", _("Ngắt sau mấy lỗi liên tiếp"), hint=_("0: không ngắt"), value=breaker.get("failures", 0)),
        field("text", "canary_url", _("Địa chỉ bản thử"), value=canary.get("base_url", ""), required=False, maxlength=500),
        field("number", "percent", _("Bản thử nhận bao nhiêu phần trăm cuộc gọi"), hint=_("0 đến 100"), value=canary.get("percent", 0)),
    ]  # fmt: skip

    def read_bounds(read: Typed) -> dict[str, Any]:
        per_second = read.number("per_second", least=0, most=100_000, whole=False)
        paced = {"per_second": per_second, "per_day": read.number("per_day", least=0, most=10**8)}
        failures, url = read.number("failures", least=0, most=1000), _url(read, "canary_url", needed=False)
        percent = read.number("percent", least=0, most=100)
        return {
            "timeout_s": read.number("timeout_s", least=0.1, most=_MOST_SECONDS, whole=False),
            "pace": {**pace, **paced} if any(paced.values()) else None,
            "breaker": {**breaker, "failures": failures} if failures else None,
            "canary": {**canary, "base_url": url, "percent": percent} if url else None,
        }

    return _("Gọi nhiều đến đâu, chờ bao lâu?"), fields, read_bounds


def _bodies(found: ServiceDetail) -> tuple[str, list[dict[str, Any]], Read]:
    hints = {
        "hash": _("Đủ để chứng minh nội dung không bị sửa; không ai đọc lại được"),
        "plain": _("Chỉ khi luật buộc lưu và không có dữ liệu cá nhân"),
        "encrypted": _("Chỉ người giữ khoá lưu trữ của thành phố đọc lại được"),
    }  # fmt: skip
    options = [(kept, words.keep_body_word(kept), hints[kept]) for kept in _KEPT]
    fields = [field("radios", "keep_body", _("Nhật ký giữ nội dung"), options=options, value=found.keep_body)]
    return _("Nhật ký giữ gì của nội dung?"), fields, lambda read: {"keep_body": read.chosen("keep_body", _KEPT)}


def _contexts(found: ServiceDetail) -> tuple[str, list[dict[str, Any]], Read]:
    hint = _("Mỗi dòng một đường dẫn có phiên bản, ví dụ /dan-cu/1.0. Hệ thống gọi kiểu LGSP (lgspaccesstoken) dùng đường dẫn này "
             "thay cho mã định danh; mỗi đường dẫn chỉ thuộc một dịch vụ.")
    fields = [field("textarea", "contexts", _("Đường dẫn LGSP"), value="\n".join(found.contexts), hint=hint, required=False)]
    return _("Hệ thống gọi kiểu LGSP tìm dịch vụ ở đường dẫn nào?"), fields, lambda read: {"contexts": read.lines("contexts", most=20)}


def _sandbox(found: ServiceDetail) -> tuple[str, list[dict[str, Any]], Read]:
    fields = [_address(found.sandbox_url, "sandbox_url", needed=False)]
    return _("Môi trường thử nghiệm ở đâu?"), fields, lambda read: {"sandbox_url": _url(read, "sandbox_url", needed=False)}


_PARTS: dict[str, Callable[[ServiceDetail], tuple[str, list[dict[str, Any]], Read]]] = {
    "ten": _named, "dia-chi": _addressed, "thao-tac": _operations, "truong": _told_fields, "gioi-han": _bounds, "noi-dung": _bodies,
    "thu-nghiem": _sandbox, "lgsp": _contexts,
}  # fmt: skip


def _names(found: ServiceDetail | None) -> list[dict[str, Any]]:
    return [
        field("text", "name_vi", _("Tên tiếng Việt"), value=found.name_vi if found else "", maxlength=250),
        field("text", "name_en", _("Tên tiếng Anh"), value=found.name_en if found else "", required=False, maxlength=250),
    ]


def _address(value: str, name: str, *, needed: bool = True) -> dict[str, Any]:
    hint = _("Ví dụ: https://10.31.4.9:8443/api. Bấm “Thử địa chỉ” để biết có ai trả lời không.")
    return field("text", name, _("Địa chỉ"), value=value, hint=hint, required=needed, maxlength=500)


def _url(read: Typed, name: str, *, needed: bool = True) -> str:
    value = read.text(name, most=500, needed=needed)
    if value and not api.is_address(url=value):
        read.wrong(name, "Nhập địa chỉ đầy đủ bắt đầu bằng http:// hoặc https://.",
            "Give a whole address that begins with http:// or https://.")
    return value


def _tried(request: HttpRequest, name: str) -> dict[str, str]:
    return words.tried_notice(api.try_address(url=typed(request, name, 500), actor=actor_of(request)))
