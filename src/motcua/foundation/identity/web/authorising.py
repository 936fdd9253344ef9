"""What a representative typed about an authorisation, read and checked; and an authorisation in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from motcua.foundation.identity import api
from motcua.foundation.identity.web import words
from motcua.kernel.actors import Scope
from motcua.kernel.clock import local
from motcua.kernel.errors import NamedError
from motcua.kernel.identifiers import parse_personal_number
from motcua.kernel.periods import midnight
from motcua.kit.ui.days import day_boxes, read_day
from motcua.kit.ui.render import render

_TEXTS = ("so_dinh_danh", "ho_ten", "thu_tuc", "so", "khoa")
_DAYS = ("den", "ngay")
_ORDER = ("so_dinh_danh", "ho_ten", "viec", "thu_tuc", "den", "so", "ngay")  # as the form asks


def verb_word(verb: str) -> str:
    """What may be done, in words."""
    return {
        api.ActFor.FILE: _("Nộp, bổ sung và rút hồ sơ"),
        api.ActFor.SEE_ALL: _("Xem mọi hồ sơ của tổ chức, kể cả hồ sơ người khác nộp"),
        api.ActFor.PAY: _("Nộp phí, lệ phí"),
        api.ActFor.PAPERS: _("Xem và dùng kho giấy tờ của tổ chức"),
    }[api.ActFor(verb)]


def state_word(state: api.AuthorisationState) -> tuple[str, str]:
    """A state in words, and how it is shown."""
    return {
        api.AuthorisationState.WAITING: (_("chờ nhận"), "waiting"),
        api.AuthorisationState.SCHEDULED: (_("chưa đến ngày"), "waiting"),
        api.AuthorisationState.ACTIVE: (_("đang có hiệu lực"), "done"),
        api.AuthorisationState.ENDED: (_("đã hết"), "stopped"),
    }[state]


def end_word(cause: api.AuthorisationEnd | None) -> str:
    """Why one ended before its last day."""
    return "" if cause is None else {
        api.AuthorisationEnd.REVOKED: _("người đại diện thu hồi"),
        api.AuthorisationEnd.DECLINED: _("người được uỷ quyền không nhận"),
        api.AuthorisationEnd.RETURNED: _("người được uỷ quyền trả lại"),
        api.AuthorisationEnd.REPLACED: _("có uỷ quyền mới thay thế"),
    }[cause]  # fmt: skip


def typed(data: Any) -> dict[str, Any]:
    """What came with the form, and nothing else; of repeated ``viec`` the known ones."""
    days = {f"{name}-{part}": data.get(f"{name}-{part}", "") for name in _DAYS for part in ("day", "month", "year")}
    known = [verb for verb in data.getlist("viec") if verb in set(api.ActFor)]
    return {**{name: str(data.get(name, "")).strip()[:2000] for name in _TEXTS}, **days, "viec": known}


def read(form: Mapping[str, Any], *, now: datetime) -> tuple[dict[str, Any], dict[str, str]]:
    """The arguments of ``api.authorise`` and what is wrong with each field; the arguments count only when nothing is."""
    problems: dict[str, str] = {}
    until, paper_on = read_day(form, "den", problems), read_day(form, "ngay", problems)
    try:
        parse_personal_number(form["so_dinh_danh"])
    except NamedError:
        problems["so_dinh_danh"] = _("Nhập đủ 12 chữ số của số định danh cá nhân.")
    if not form["ho_ten"]:
        problems["ho_ten"] = _("Nhập họ và tên người được uỷ quyền.")
    if not form["viec"]:
        problems["viec"] = _("Chọn ít nhất một việc.")
    if not form["so"]:
        problems["so"] = _("Nhập số của giấy uỷ quyền hoặc quyết định.")
    codes = frozenset(code.strip() for code in form["thu_tuc"].split(",") if code.strip())
    unknown = _unknown(codes, now=now)
    if unknown:
        problems["thu_tuc"] = _("Không có thủ tục %(codes)s.") % {"codes": ", ".join(unknown)}
    if problems or until is None or paper_on is None:
        return {}, {name: problems[name] for name in _ORDER if name in problems}
    return {
        "personal_number": form["so_dinh_danh"], "full_name": form["ho_ten"], "scope": Scope(codes, frozenset(), frozenset(form["viec"])),
        "valid_from": now, "valid_to": midnight(until + timedelta(days=1)),
        "basis_number": form["so"], "basis_on": paper_on,
    }, {}  # fmt: skip


def fields(form: Mapping[str, Any], errors: Mapping[str, str]) -> list[SafeString]:
    """The fields of the form, with what was typed."""

    def one(kind: str, name: str, label: str, **more: Any) -> SafeString:
        return render("field", kind=kind, name=name, label=label, error=errors.get(name, ""), **({"value": form.get(name, "")} | more))

    verbs = [(verb.value, verb_word(verb)) for verb in api.ActFor]
    every = _("Mã, cách nhau bằng dấu phẩy. Để trống: mọi thủ tục.")
    return [
        one("personal_number", "so_dinh_danh", _("Số định danh cá nhân của người được uỷ quyền")),
        one("text", "ho_ten", _("Họ và tên người được uỷ quyền"), maxlength=120),
        one("checkboxes", "viec", _("Người đó được làm gì thay tổ chức?"), options=verbs),
        one("text", "thu_tuc", _("Chỉ với các thủ tục"), required=False, hint=every),
        one("date", "den", _("Đến hết ngày"), value=day_boxes(form, "den")),
        one("text", "so", _("Số giấy uỷ quyền hoặc quyết định"), maxlength=80, hint=_("Ví dụ: 07/GUQ-2026")),
        one("date", "ngay", _("Ngày của giấy"), value=day_boxes(form, "ngay")),
    ]


def facts(found: api.Authorisation) -> list[dict[str, str]]:
    """An authorisation as facts."""
    shown = [
        (_("Tổ chức"), f"{found.organisation.name} · {_('mã số thuế')} {found.organisation.shown_code}"),
        (_("Người được uỷ quyền"), f"{found.name} ({found.masked_number})"),
        (_("Được làm"), "; ".join(verb_word(verb) for verb in api.ActFor if verb in found.scope.verbs)),
        (_("Thủ tục"), ", ".join(sorted(found.scope.procedures)) or _("mọi thủ tục")),
        (_("Thời hạn uỷ quyền"), f"{_day(found.valid_from)} – {_day(found.valid_to - timedelta(seconds=1))}"),
        (_("Căn cứ"), words.document(found.basis_number, found.basis_on)),
        (_("Người giao"), found.given_by),
        (_("Trạng thái"), state_word(found.state)[0]),
    ]
    if found.ended_at is not None:
        shown.append((_("Kết thúc"), f"{_day(found.ended_at)}, {end_word(found.ended_cause)}"))
    return [{"name": name, "value": value} for name, value in shown]


def row(found: api.Authorisation, href: str) -> list[Any]:
    """An authorisation as a row of a table."""
    word, shape = state_word(found.state)
    bounds = ", ".join(sorted(found.scope.procedures)) or _("mọi thủ tục")
    return [
        {"text": found.name, "href": href, "hint": found.masked_number},
        {"text": "; ".join(verb_word(verb) for verb in api.ActFor if verb in found.scope.verbs), "hint": bounds},
        _day(found.valid_to - timedelta(seconds=1)),
        {"text": word, "state": shape},
    ]


def _day(at: datetime) -> str:
    return f"{local(at):%d/%m/%Y}"


def _unknown(codes: frozenset[str], *, now: datetime) -> list[str]:
    """Codes that no room knows, where a room knows procedures."""
    sources = list(api.scope_sources)
    known = {choice.code for source in sources for choice in source.procedures(codes=sorted(codes), now=now)}
    return sorted(codes - known) if sources else []
