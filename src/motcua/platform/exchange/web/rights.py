"""Pages of rights: given by hand where no sharing request fits, changed, taken back with a reason."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from motcua.gateway import protocol
from motcua.kernel.clock import local_date
from motcua.kit import clock
from motcua.kit.web import actor_of, audience, language_of
from motcua.platform.exchange import api
from motcua.platform.exchange.contracts import Kind, RightDetail, ServiceDetail, ThingUnknown
from motcua.platform.exchange.web import told, words
from motcua.platform.exchange.web.frame import MANAGE, asked, field, form
from motcua.platform.exchange.web.reading import Typed, midnight
from motcua.platform.exchange.web.telling import href


@audience("officer", roles=MANAGE)
def give(request: HttpRequest) -> HttpResponse:
    """Give a right by hand, or change the terms of one that was given so (``quyen`` names it)."""
    actor = actor_of(request)
    found = api.service(id=asked(request, "ma"), actor=actor)
    held = right_of(found, asked(request, "quyen", 20)) if asked(request, "quyen", 20) else None
    subjects = _subjects(request, found)

    def act() -> None:
        read = Typed(request)
        subject = held.subject if held else read.chosen("subject", {key for key, _text in subjects})
        endpoints = [(held.method, held.path)] if held else _endpoints(read, found)
        terms = _terms(read, request, found)
        if not held and any(r.subject == subject and (r.method, r.path) in endpoints and not r.agreement for r in found.rights):
            read.wrong("subject", "Bên này đã có quyền ấy. Sửa hoặc thu hồi quyền đang có.",
                "It has this right. Change or take back the one there is.")
        read.settle()
        now = clock.now()
        with api.as_one_version(name=found.code, actor=actor, now=now, why=f"right {subject} → {found.id}"):
            for method, path in endpoints:
                api.register_right(service=found.id, client=subject, method=method, path=path, **terms, actor=actor, now=now)

    who = _named(request, found) + ([{"name": _("Bên gọi"), "value": subject_words(request, held)}] if held else [])
    title = _("Sửa quyền gọi") if held else _("Cấp quyền gọi trực tiếp")
    warn = _("Cách thường dùng là yêu cầu chia sẻ: bên xin nêu mục đích, cơ quan chủ dữ liệu và quản trị dữ liệu cùng quyết định. "
             "Chỉ cấp trực tiếp khi luật đã buộc chia sẻ hoặc cả hai hệ thống cùng một đơn vị.")  # fmt: skip
    return form(
        request, title=title, fields=_fields(request, found, held, subjects), yes=_("Lưu") if held else _("Cấp quyền"), act=act, facts=who,
        back=href(Kind.SERVICE, found.id), past=(Kind.SERVICE, found.id), warn="" if held else warn,
        done=_("Đã sửa quyền.") if held else _("Đã cấp quyền. Bên gọi dùng được trong vài giây."),
    )  # fmt: skip


@audience("officer", roles=MANAGE)
def take_back(request: HttpRequest) -> HttpResponse:
    """Take a right back, with the reason."""
    found = api.service(id=asked(request, "ma"), actor=actor_of(request))
    return take_back_page(request, found, back=href(Kind.SERVICE, found.id))


def take_back_page(request: HttpRequest, found: ServiceDetail, *, back: str) -> HttpResponse:
    """The question whether to take a right back, and its answer; it can be undone."""
    held = right_of(found, asked(request, "quyen", 20))
    fields = [field("textarea", "reason", _("Vì sao thu hồi"), hint=_("Bên gọi và kiểm toán đọc được lý do này."), maxlength=250)]

    def act() -> None:
        read = Typed(request)
        reason = read.text("reason", most=250)
        read.settle()
        api.revoke_right(service=found.id, client=held.subject, method=held.method, path=held.path, reason=reason, actor=actor_of(request),
            now=clock.now())  # fmt: skip

    facts = [
        *_named(request, found), {"name": _("Bên gọi"), "value": subject_words(request, held)},
        {"name": _("Thao tác được gọi"), "value": f"{held.method} {held.path}"}, {"name": _("Để làm gì"), "value": held.purpose},
        {"name": _("Đến"), "value": words.until(held.valid_until)},
    ]  # fmt: skip
    return form(
        request, title=_("Thu hồi quyền gọi?"), fields=fields, yes=_("Thu hồi quyền"), back=back, act=act, facts=facts,
        past=(Kind.SERVICE, found.id), done=_("Đã thu hồi quyền. Cổng từ chối bên gọi trong vài giây."),
        intro=_("Bên gọi không gọi được nữa ngay khi cổng nhận cấu hình mới. Hoàn tác được trong 30 ngày."),
    )  # fmt: skip


def right_of(found: ServiceDetail, number: str) -> RightDetail:
    """The right of that number that was given by hand; those of a sharing request are taken back with the request. Raises ThingUnknown."""
    held = next((r for r in found.rights if str(r.id) == number and not r.agreement), None)
    if held is None:
        raise ThingUnknown(name=number)
    return held


def subject_words(request: HttpRequest, right: RightDetail) -> str:
    """Whom a right is for."""
    return right.subject_en if language_of(request) == "en" else right.subject_vi


def _subjects(request: HttpRequest, found: ServiceDetail) -> list[tuple[str, str]]:
    """Systems but the one that offers the service, then groups."""
    actor, language = actor_of(request), language_of(request)
    systems = [(c.id, c.name(language)) for c in api.clients(actor=actor) if c.id != found.client]
    return systems + [(f"{protocol.GROUP}{g.name}", f"{_('Nhóm')}: {g.title(language)}") for g in api.groups(actor=actor)]


def _fields(request: HttpRequest, found: ServiceDetail, held: RightDetail | None, subjects: list[tuple[str, str]]) -> list[dict[str, Any]]:
    pace = (held.pace if held else None) or {}
    known = [(one.path, one.name, one.hint) for one in told.told(request, found).values()]
    options = [(f"{e['method']} {e['path']}", f"{e['method']} {e['path']}") for e in found.endpoints]
    bound = _("0: chỉ theo giới hạn của dịch vụ. Mức chặt nhất có hiệu lực.")
    if options:
        which = field("checkboxes", "endpoints", _("Thao tác được gọi"), options=options, required=False, hint=_("Không chọn: tất cả."))
    else:
        which = field("textarea", "endpoints", _("Thao tác được gọi"), required=False, hint=words.endpoints_hint())
    return [
        *([] if held else [field("select", "subject", _("Ai được gọi?"), options=subjects), which]),
        *([field("checkboxes", "fields", _("Trường được nhận"), options=known, value=list(held.fields) if held else [], required=False,
                 hint=_("Không chọn: tất cả. Chỉ chọn điều cần (Luật 91/2025/QH15)."))] if known else []),
        field("text", "purpose", _("Để làm gì, căn cứ nào"), value=held.purpose if held else "", maxlength=250,
              hint=_("Ví dụ: Thẩm định hồ sơ xây dựng, Điều 5 Nghị định 278/2025/NĐ-CP")),
        field("date", "from", _("Từ ngày"), value=local_date(held.valid_from) if held and held.valid_from else "", required=False),
        field("date", "until", _("Đến trước ngày"), required=False,
              value=local_date(held.valid_until) if held and held.valid_until else ""),
        field("number", "per_second", _("Tối đa mấy lượt một giây"), hint=bound,
              value=words.number(pace.get("per_second", 0))),
        field("number", "per_day", _("Tối đa mấy lượt gọi một ngày"), hint=bound, value=pace.get("per_day", 0)),
    ]  # fmt: skip


def _endpoints(read: Typed, found: ServiceDetail) -> list[tuple[str, str]]:
    if not found.endpoints:
        return read.endpoints("endpoints") or [("*", "**")]
    named = {f"{e['method']} {e['path']}": (str(e["method"]), str(e["path"])) for e in found.endpoints}
    return [named[one] for one in read.several("endpoints", named)] or [("*", "**")]


def _terms(read: Typed, request: HttpRequest, found: ServiceDetail) -> dict[str, Any]:
    begin, end = read.day("from"), read.day("until")
    if begin and end and end <= begin:
        read.wrong("until", "Ngày kết thúc phải sau ngày bắt đầu.", "The end must be after the beginning.")
    purpose = read.text("purpose", most=250)
    per_second = read.number("per_second", least=0, most=100_000, whole=False)
    pace = {"per_second": per_second, "per_day": read.number("per_day", least=0, most=10**8)}
    return {
        "purpose": purpose, "fields": read.several("fields", told.told(request, found)), "valid_from": midnight(begin),
        "valid_until": midnight(end), "pace": pace if any(pace.values()) else None,
    }  # fmt: skip


def _named(request: HttpRequest, found: ServiceDetail) -> list[dict[str, Any]]:
    language = language_of(request)
    return [{"name": _("Dịch vụ"), "value": [found.name(language), found.provider(language)]}]
