"""Pages of who takes part: members, and their systems."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from motcua.foundation.units import api as units
from motcua.kit import clock
from motcua.kit.web import actor_of, audience, language_of
from motcua.platform.exchange import api
from motcua.platform.exchange.contracts import Kind, MemberInfo
from motcua.platform.exchange.web import words
from motcua.platform.exchange.web.frame import MANAGE, SEE, asked, changer, field, form, listed, managers_act, place, told
from motcua.platform.exchange.web.reading import Typed
from motcua.platform.exchange.web.telling import href, past_of, resting_notice, suspending_act

CODE = (r"[A-Za-z0-9][A-Za-z0-9._-]*", "Chỉ dùng chữ không dấu, số, dấu chấm, gạch nối.",
    "Use letters without marks, digits, dots and hyphens.")
_CLASSES = ("GOV", "COM", "NGO", "ORG")


@audience("officer", roles=SEE)
def members(request: HttpRequest) -> HttpResponse:
    """Agencies and organisations, found by words and by whether they are the city's own."""
    actor, language = actor_of(request), language_of(request)
    query, whose = asked(request, "tim", 100), asked(request, "thuoc", 10)
    found = [m for m in api.members(actor=actor, query=query) if whose not in {"own", "other"} or bool(m.unit_code) is (whose == "own")]
    unit_names = units.labels(on=clock.today(), language=language)
    rows = [
        [{"text": name_of(m, language), "href": href(Kind.MEMBER, m.id), "hint": m.id}, unit_names.get(m.unit_code,
            m.unit_code) or _("Ngoài thành phố"),
         str(m.clients), words.taking_part_cell(m.suspended_at, m.suspended_why)]
        for m in found
    ]  # fmt: skip
    table = {
        "name": "members", "caption": _("Thành viên, theo mã định danh"), "rows": rows,
        "empty": _("Không có thành viên nào phù hợp. Bỏ bớt chữ rồi tìm lại.") if query or whose
            else _("Chưa có thành viên nào. Đăng ký cơ quan đầu tiên để bắt đầu."),
        "columns": [{"text": _("Cơ quan, tổ chức")}, {"text": _("Đơn vị của thành phố")}, {"text": _("Các hệ thống"), "numeric": True},
            {"text": _("Trạng thái")}],
    }  # fmt: skip
    filters = [
        field("text", "tim", _("Tên hoặc mã"), value=query, maxlength=100),
        field("select", "thuoc", _("Thuộc thành phố"), options=[("own", _("Có")), ("other", _("Không"))], value=whose),
    ]
    acts = managers_act(request, _("Đăng ký thành viên"), "exchange_member_new")
    return listed(request, "exchange_members", title=_("Thành viên"), tables=[table], filters=filters, acts=acts)


@audience("officer", roles=SEE)
def member(request: HttpRequest) -> HttpResponse:
    """One member: what it is called, its unit, its systems, its past."""
    actor, language = actor_of(request), language_of(request)
    found = api.member(id=asked(request, "ma"), actor=actor)
    manages = bool(actor.roles & MANAGE)
    sua = changer("exchange_member_change", found.id, manages=manages)
    unit = units.labels(on=clock.today(), language=language).get(found.unit_code, found.unit_code)
    facts = [
        {"name": _("Mã định danh"), "value": found.id}, {"name": _("Tên tiếng Việt"), "value": found.name_vi, "change_href": sua("ten")},
        {"name": _("Tên tiếng Anh"), "value": found.name_en, "change_href": sua("ten")},
        {"name": _("Đơn vị của thành phố"), "value": unit or _("Không: cơ quan ngoài thành phố, quản trị thay mặt theo văn bản"),
         "change_href": sua("don-vi")},
        {"name": _("Trạng thái"), "value": words.taking_part_cell(found.suspended_at, found.suspended_why)["text"]},
    ]  # fmt: skip
    rows = [[{"text": (c.name_en or c.name_vi) if language == "en" else c.name_vi, "href": href(Kind.CLIENT, c.id), "hint": c.code},
             words.environment_word(c.environment), str(c.services),
             words.taking_part_cell(c.suspended_at, c.suspended_why, member=c.member_suspended)]
            for c in api.clients(actor=actor, member=found.id)]  # fmt: skip
    table = {
        "name": "clients", "caption": _("Hệ thống của thành viên"), "rows": rows,
        "empty": _("Chưa có hệ thống nào. Phải có hệ thống mới gọi hoặc cung cấp dịch vụ được."),
        "columns": [{"text": _("Hệ thống thông tin")}, {"text": _("Môi trường")}, {"text": _("Dịch vụ"), "numeric": True},
            {"text": _("Trạng thái")}],
    }  # fmt: skip
    new = place("exchange_client_new", **{"thanh-vien": found.id})
    context = {
        "title": name_of(found, language), "facts": facts, "tables": [table], "past": past_of(request, Kind.MEMBER, found.id),
        "acts": [
            {"text": _("Đăng ký hệ thống"), "href": new, "kind": "primary"},
            suspending_act(Kind.MEMBER, found.id, found.suspended_at),
        ] if manages else [],
        "notice": resting_notice(found.suspended_at, found.suspended_why),
        "crumbs": [{"text": _("Thành viên"), "href": reverse("exchange_members")}, {"text": name_of(found, language)}],
    }  # fmt: skip
    return render(request, "exchange/thing.html", context)


@audience("officer", roles=MANAGE)
def member_new(request: HttpRequest) -> HttpResponse:
    """Register an agency or organisation."""
    actor = actor_of(request)
    fields = [
        field("radios", "member_class", _("Loại"), options=_class_options(), value="GOV"),
        field("text", "member_code", _("Mã cơ quan"), hint=_("Theo Quyết định 20/2020/QĐ-TTg, ví dụ H24.31; tổ chức khác dùng mã số thuế"),
              maxlength=60),
        field("text", "name_vi", _("Tên tiếng Việt"), maxlength=250), field("text", "name_en", _("Tên tiếng Anh"), required=False,
            maxlength=250),
        _unit_field(""),
    ]  # fmt: skip

    def act() -> str:
        read = Typed(request)
        named = {"member_class": read.chosen("member_class", _CLASSES), "member_code": read.pattern("member_code", *CODE, most=60)}
        facts = names_of(read) | {"unit_code": read.chosen("unit_code", _unit_codes(), needed=False)}
        if any((m.member_class, m.member_code) == (named["member_class"], named["member_code"]) for m in api.members(actor=actor)):
            read.wrong("member_code", "Mã này đã đăng ký. Mở trang của thành viên đó để sửa.",
                "This code is registered. Open its page to change it.")
        read.settle()
        return api.register_member(**named, **facts, actor=actor, now=clock.now())

    def on(made: str) -> HttpResponse:
        told(request, _("Đã đăng ký thành viên. Việc tiếp theo: đăng ký hệ thống của thành viên."))
        return redirect(href(Kind.MEMBER, made))

    return form(request, title=_("Đăng ký thành viên"), fields=fields, yes=_("Đăng ký thành viên"), back=reverse("exchange_members"),
        act=act,
        answer=on)


@audience("officer", roles=MANAGE)
def member_change(request: HttpRequest) -> HttpResponse:
    """Change one thing about a member: its names, or the unit whose officers act for it."""
    actor = actor_of(request)
    found = api.member(id=asked(request, "ma"), actor=actor)
    unit = asked(request, "muc") == "don-vi"
    fields = [_unit_field(found.unit_code)] if unit else [
        field("text", "name_vi", _("Tên tiếng Việt"), value=found.name_vi, maxlength=250),
        field("text", "name_en", _("Tên tiếng Anh"), value=found.name_en, required=False, maxlength=250),
    ]  # fmt: skip

    def act() -> None:
        read = Typed(request)
        names = {"name_vi": found.name_vi, "name_en": found.name_en} if unit else names_of(read)
        code = read.chosen("unit_code", _unit_codes(), needed=False) if unit else None
        read.settle()
        api.register_member(member_class=found.member_class, member_code=found.member_code, **names, unit_code=code, actor=actor,
            now=clock.now())

    title = _("Đơn vị nào của thành phố?") if unit else _("Thành viên tên là gì?")
    return form(request, title=title, fields=fields, yes=_("Lưu"), back=href(Kind.MEMBER, found.id), act=act, past=(Kind.MEMBER, found.id))


def names_of(read: Typed) -> dict[str, str]:
    """The two names that a form gave a thing."""
    return {"name_vi": read.text("name_vi", most=250), "name_en": read.text("name_en", most=250, needed=False)}


def _class_options() -> list[tuple[str, str, str]]:
    return [("GOV", _("Cơ quan nhà nước"), "GOV"), ("COM", _("Doanh nghiệp"), "COM"), ("NGO", _("Tổ chức xã hội"), "NGO"), ("ORG",
        _("Tổ chức khác"), "ORG")]


def _unit_codes() -> set[str]:
    return set(units.labels(on=clock.today()))


def _unit_field(value: str) -> dict[str, Any]:
    options = sorted(units.labels(on=clock.today()).items(), key=lambda pair: pair[1])
    return field("select", "unit_code", _("Đơn vị của thành phố"), options=options, value=value, required=False,
        hint=_("Lãnh đạo và cán bộ đơn vị này sẽ đề nghị và quyết định thay thành viên. Để trống: cơ quan ngoài thành phố."))  # fmt: skip


def name_of(found: MemberInfo, language: str) -> str:
    """A member's name in ``vi`` or ``en``."""
    return (found.name_en or found.name_vi) if language == "en" else found.name_vi
