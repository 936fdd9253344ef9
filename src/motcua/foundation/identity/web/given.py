"""What an officer typed about a delegation, read and checked; kept as typed when something is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from motcua.foundation.identity import api
from motcua.foundation.identity.web import words
from motcua.kernel.actors import Actor, PositionHeld, Scope
from motcua.kernel.periods import midnight
from motcua.kit.ui.days import day_boxes, read_day
from motcua.kit.ui.render import render

Typed = Mapping[str, str]
_NAMES = (
    "chuc_vu", "nguoi_nhan", "hinh_thuc", "tu-day", "tu-month", "tu-year", "den-day", "den-month", "den-year", "so", "ngay-day",
    "ngay-month", "ngay-year", "thu_tuc", "linh_vuc", "viec", "duoc_ky", "ly_do", "tep",
)  # fmt: skip


class NotReadable(Exception):
    """Fields that cannot be read; ``problems`` maps a field to its sentence."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__(problems)
        self.problems = problems


def typed(data: Mapping[str, Any]) -> dict[str, str]:
    """What came with the form, and nothing else."""
    return {name: str(data.get(name, "")).strip()[:2000] for name in _NAMES}


def read(form: Typed, *, now: datetime) -> dict[str, Any]:
    """The arguments of ``api.delegate``; ``NotReadable`` names every field that cannot be read."""
    problems: dict[str, str] = {}
    begins, ends = read_day(form, "tu", problems), read_day(form, "den", problems, needed=False)
    paper_on = read_day(form, "ngay", problems)
    if not form["chuc_vu"].isdecimal():
        problems["chuc_vu"] = _("Chọn chức vụ được giao.")
    try:
        receiver = api.officer_by_code(code=form["nguoi_nhan"], now=now).uuid
    except api.OfficerUnknown:
        problems["nguoi_nhan"] = _("Chọn người nhận.")
    if form["hinh_thuc"] not in list(api.DelegationKind):
        problems["hinh_thuc"] = _("Chọn hình thức.")
    problems |= _unknown_procedures(form["thu_tuc"], now=now)
    if not form["so"]:
        problems["so"] = _("Nhập số, ký hiệu văn bản, ví dụ 12/QĐ-UBND.")
    if problems or begins is None or paper_on is None:
        raise NotReadable(problems)
    starts_at = midnight(begins)
    return {
        "position_id": int(form["chuc_vu"]),
        "to_officer_id": receiver,
        "kind": api.DelegationKind(form["hinh_thuc"]),
        # "From today" begins now: a power is not given backwards.
        "valid_from": max(starts_at, now) if starts_at <= now < starts_at + timedelta(days=1) else starts_at,
        "valid_to": midnight(ends + timedelta(days=1)) if ends is not None else None,
        "basis": api.Basis(number=form["so"], on=paper_on, file_id=UUID(form["tep"]) if form["tep"] else None),
        "scope": Scope(_codes(form["thu_tuc"]), _codes(form["linh_vuc"]), _codes(form["viec"]), may_sign=form["duoc_ky"] == "true"),
        "reason": form["ly_do"],
    }


def fields(
    form: Typed, *, posts: tuple[PositionHeld, ...], near: tuple[api.Officer, ...], errors: Mapping[str, str],
    places: Mapping[str, str], now: datetime,
) -> list[SafeString]:
    """The fields of the form, with what was typed."""

    def one(kind: str, name: str, label: str, **more: Any) -> SafeString:
        return render("field", kind=kind, name=name, label=label, error=errors.get(name, ""), **({"value": form.get(name, "")} | more))

    kinds = [(k.value, words.kind_word(k)) for k in api.DelegationKind]
    people = [("", _("Chọn người nhận")), *((o.code, f"{o.full_name} ({o.code}) – {_titles(o)}") for o in near)]
    return [
        one("radios", "chuc_vu", _("Chức vụ có quyền được giao"), options=[(str(p.position_id), post_words(p, places)) for p in posts]),
        one("select", "nguoi_nhan", _("Người nhận"), options=people, hint=_("Người đang làm việc ở đơn vị của chức vụ này.")),
        one("radios", "hinh_thuc", _("Hình thức uỷ quyền"), options=kinds, hint=_("Theo Điều 13 Nghị định 30/2020/NĐ-CP.")),
        one("boolean", "duoc_ky", _("Được ký kết quả thay"), required=False),
        one("date", "tu", _("Từ ngày"), value=day_boxes(form, "tu")),
        one("date", "den", _("Đến hết ngày"), value=day_boxes(form, "den"), required=False, hint=_("Bắt buộc khi uỷ quyền và thay thế.")),
        one("text", "so", _("Số, ký hiệu văn bản làm căn cứ"), hint=_("Ví dụ: 12/QĐ-UBND"), maxlength=80),
        one("date", "ngay", _("Ngày văn bản"), value=day_boxes(form, "ngay")),
        one("text", "thu_tuc", _("Chỉ với các thủ tục"), required=False, hint=_("Mã, cách nhau bằng dấu phẩy. Để trống: mọi thủ tục.")),
        _choices(one, "linh_vuc", _("Chỉ với các lĩnh vực"), "fields", unit_code=posts[0].unit_code if posts else "", now=now),
        _choices(one, "viec", _("Chỉ với các việc"), "verbs", unit_code="", now=now),
        one("textarea", "ly_do", _("Lý do"), required=False, rows=2, maxlength=400),
    ]


def promises(given: api.Delegation, places: Mapping[str, str]) -> list[str]:
    """What will happen, in sentences."""
    name = given.receiver.full_name
    place = f"{given.title or words.role_word(given.role)}, {words.place(given.unit_code, places)}"
    when = {"begin": words.moment(given.valid_from), "end": words.moment(given.valid_to), "name": name, "place": place}
    told = [
        (_("Từ %(begin)s đến %(end)s, %(name)s làm được việc của chức vụ %(place)s.") if given.valid_to is not None
         else _("Từ %(begin)s cho đến khi thu hồi, %(name)s làm được việc của chức vụ %(place)s.")) % when,
        _("Mỗi việc ghi cả hai tên và văn bản %(number)s.") % {"number": given.basis.number},
        _("Người giao vẫn giữ quyền của mình và thu hồi được bất cứ lúc nào."),
        _("Quyền hết ngay khi người giao thôi chức vụ hoặc người nhận không còn chức vụ ở đơn vị này; %(name)s không uỷ quyền lại được.")
        % {"name": name},
    ]
    if given.scope.may_sign:
        told.insert(1, _("Chữ ký ghi “%(form)s” trước chức vụ của người giao.") % {"form": given.form})
    else:
        told.insert(1, _("Không ký kết quả."))
    if given.state is api.DelegationState.WAITING:
        told.append(_("Chưa có hiệu lực cho đến khi một quản trị viên hoặc lãnh đạo khác xác nhận."))
    return told


def scope_words(scope: Scope) -> str:
    """A scope in one sentence."""
    parts = [
        (_("thủ tục"), scope.procedures),
        (_("lĩnh vực"), scope.fields),
        (_("việc"), scope.verbs),
    ]
    told = "; ".join(f"{word}: {', '.join(sorted(codes))}" for word, codes in parts if codes)
    sign = _("được ký") if scope.may_sign else _("không ký")
    return f"{told or _('mọi việc của chức vụ')} · {sign}"


def post_words(post: PositionHeld, places: Mapping[str, str]) -> str:
    """A post as people name it."""
    return f"{post.title or words.role_word(post.role)} · {words.role_word(post.role)} · {words.place(post.unit_code, places)}"


def near_officers(actor: Actor, *, now: datetime) -> tuple[api.Officer, ...]:
    """Colleagues in the units of the actor's own posts."""
    found: dict[str, api.Officer] = {}
    for unit_code in sorted({p.unit_code for p in actor.own_positions}):
        found |= {o.code: o for o in api.officers_in(unit_code=unit_code, now=now) if o.uuid != actor.subject_id}
    return tuple(found.values())


def _choices(one: Any, name: str, label: str, what: str, *, unit_code: str, now: datetime) -> SafeString:
    hint = _("Mã, cách nhau bằng dấu phẩy. Để trống: tất cả.")
    known = [
        c for source in api.scope_sources for c in (source.verbs() if what == "verbs" else source.fields(unit_code=unit_code, now=now))
    ]
    if known:
        hint = f"{hint} {', '.join(f'{c.code} ({c.vi})' for c in known)}"
    field: SafeString = one("text", name, label, required=False, hint=hint)
    return field


def _unknown_procedures(typed_codes: str, *, now: datetime) -> dict[str, str]:
    """Codes that no room knows, where a room knows procedures."""
    codes, sources = _codes(typed_codes), list(api.scope_sources)
    known = {choice.code for source in sources for choice in source.procedures(codes=sorted(codes), now=now)}
    missing = sorted(codes - known)
    return {"thu_tuc": _("Không có thủ tục %(codes)s.") % {"codes": ", ".join(missing)}} if sources and missing else {}


def _titles(officer: api.Officer) -> str:
    return ", ".join(p.title or words.role_word(p.role) for p in officer.positions)


def _codes(text: str) -> frozenset[str]:
    return frozenset(code.strip() for code in text.split(",") if code.strip())
