"""Work beside the steps, one thing per page: assign, hand over, ask for opinions, extend, pause, parts, revoke, correct, other version."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from motcua.kernel.actors import Actor, Role
from motcua.kernel.errors import Invalid, NamedError, NotFound
from motcua.kernel.ids import uuid7
from motcua.kit import clock
from motcua.kit.web import actor_of, audience, language_of
from motcua.platform.casework import api as casework
from motcua.platform.casework.contracts import Change, Dossier, OpinionAsk, PauseReason, SideAction, SideVerb
from motcua.platform.casework.web.officer.places import unit_options

ROLES = (Role.RECEPTION, Role.APPRAISER, Role.LEADER)
_MOST_ASKED = 5  # units on one page; more are asked by another request
_LONGEST = 5000


@audience("officer", roles=ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def beside(request: HttpRequest, code: str, verb: str) -> HttpResponse:
    """The page of one side action: what will happen, what it needs, one button. Refused: the page again with everything typed."""
    if verb not in _PAGES:
        raise Http404
    actor = actor_of(request)
    now, language = clock.now(), language_of(request)
    found = casework.dossier(code=code, actor=actor, language=language)
    if request.method != "POST":
        casework.note_reading(found=found, actor=actor, now=now)
        return show(request, found, verb)
    try:
        _DOES[verb](_Typed(request), code=found.code, actor=actor, now=now, idempotency_key=request.POST.get("key", "")[:80])
    except NotFound:
        raise
    except Invalid as error:
        wrong = {_FIELD_OF.get(name, name): pair[language == "en"] for name, pair in error.fields.items()}
        return show(request, found, verb, errors=wrong or {"": error.sentence(language)}, status=error.status)
    except NamedError as error:
        return show(request, found, verb, problem=error.sentence(language), status=error.status)
    messages.success(request, _PAGES[verb][3]())
    return redirect("casework_desk", code=found.code)


def show(
    request: HttpRequest, found: Dossier, verb: str, *, errors: Mapping[str, str] | None = None, problem: str = "", status: int = 200
) -> HttpResponse:
    """The page as it is first shown, or again with what was typed and what is wrong."""
    actor = actor_of(request)
    now, language = clock.now(), language_of(request)
    title, explain, go, _done = _PAGES[verb]
    offered = casework.side_actions(code=found.code, actor=actor, now=now)
    action = next((a for a in offered if a.verb == verb), None)
    fields = _FIELDS[verb](found, actor, now)
    for field in fields:
        field["value"] = request.POST.get(field["name"], field.get("value", ""))
        field["error"] = (errors or {}).get(field["name"], "")
    context = {
        "dossier": found,
        "page_title": title(),
        "explain": explain(),
        "go": go(),
        "fields": fields,
        "problem": problem,
        "errors": [{"text": text, "field": name} for name, text in (errors or {}).items()],
        "key": request.POST.get("key") or str(uuid7()),
        "back_url": reverse("casework_desk", args=[found.code]),
        "blocked": _blocked(action, language),
        "preview_attrs": {"formaction": reverse("casework_preview", args=[found.code, verb]), "formtarget": "_blank"}
        if verb == SideVerb.EXTEND_DUE
        else None,
        **_more(verb, found, actor, now, language),
    }
    return render(request, "casework/officer/beside.html", context, status=status)


def _blocked(action: SideAction | None, language: str) -> str:
    """Why it cannot be done now; empty when it can."""
    if action is None:
        return _("Hồ sơ đang ở bước, trạng thái hoặc đơn vị mà bạn không làm được việc này.")
    return (action.reason_en if language == "en" else action.reason_vi) if not action.enabled else ""


def _more(verb: str, found: Dossier, actor: Actor, now: datetime, language: str) -> dict[str, Any]:
    """For moving to another version: the differences, before anything is done."""
    if verb != SideVerb.REBASE:
        return {}
    try:
        seen = casework.rebase_preview(code=found.code, actor=actor, now=now)
    except NamedError as error:
        return {"blocked": error.sentence(language)}
    kinds = {"added": _("thêm"), "removed": _("bỏ"), "changed": _("đổi")}
    parts = {"field": _("Câu hỏi"), "paper": _("Giấy tờ"), "step": _("Bước"), "fee": _("Phí"), "clock": _("Thời hạn")}
    english = language == "en"
    return {
        "columns": [_("Phần"), _("Nội dung"), _("Thay đổi"), _("Trước"), _("Sau")],
        "rows": [
            [
                parts.get(d.part, d.part),
                {"text": (d.label_en if english else d.label_vi) or d.key, "hint": _("đã trả lời") if d.answered else ""},
                kinds[d.kind.value],
                d.before or "–",
                d.after or "–",
            ]
            for d in seen.differences
        ],
        "versions": _("Từ phiên bản %(a)s sang phiên bản %(b)s") % {"a": seen.from_version, "b": seen.to_version},
        **({"blocked": (seen.obstacles[0][1] if english else seen.obstacles[0][0]).capitalize()} if seen.obstacles else {}),
    }


class _Typed:
    """What was posted."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def text(self, name: str) -> str:
        return str(self.request.POST.get(name, "")).strip()[:_LONGEST]

    def number(self, name: str) -> int:
        text = self.text(name)
        return int(text) if text.isdecimal() and len(text) < 6 else 0  # noqa: PLR2004 - more days than anybody has

    def officer(self) -> UUID | None:
        try:
            return UUID(self.text("officer_id")) if self.text("officer_id") else None
        except ValueError:
            raise Invalid(fields={"officer_id": ("Chọn cán bộ trong danh sách.", "Choose an officer of the list.")}) from None


def _ask(typed: _Typed, **given: Any) -> Change:
    units = list(dict.fromkeys(u for n in range(1, _MOST_ASKED + 1) if (u := typed.text(f"unit-{n}"))))
    secret = bool(typed.text("confidential"))
    if not units:
        raise Invalid(fields={"unit-1": ("Chọn ít nhất một đơn vị.", "Choose at least one unit.")})
    if len(typed.text("question")) < 3:  # noqa: PLR2004 - as the door asks
        raise Invalid(fields={"question": ("Ghi rõ nội dung cần xin ý kiến.", "Write what the opinion is asked on.")})
    asks = [OpinionAsk(u, typed.text("question"), typed.number("days"), confidential=secret) for u in units]
    return casework.ask_opinions(asks=asks, **given)


def _pause(typed: _Typed, **given: Any) -> Change:
    try:
        reason = PauseReason(typed.text("reason"))
    except ValueError:
        raise Invalid(fields={"reason": ("Chọn lý do tạm dừng.", "Choose the reason.")}) from None
    return casework.pause(reason=reason, note=typed.text("note"), **given)


_DOES: dict[str, Callable[..., Change]] = {
    SideVerb.ASSIGN: lambda t, **g: casework.assign(officer_id=t.officer(), note=t.text("note"), **g),
    SideVerb.TRANSFER: lambda t, **g: casework.transfer(unit_code=t.text("unit_code"), reason=t.text("reason"), **g),
    SideVerb.ASK_OPINIONS: _ask,
    SideVerb.EXTEND_DUE: lambda t, **g: casework.extend_due(days=t.number("days"), reason=t.text("reason"), **g),
    SideVerb.PAUSE: _pause,
    SideVerb.RESUME: lambda t, **g: casework.resume(note=t.text("note"), **g),
    SideVerb.OPEN_SUB_DOSSIER: lambda t, **g: casework.open_sub_dossier(
        procedure_code=t.text("procedure_code"), unit_code=t.text("unit_code"), note=t.text("note"), **g
    ),
    SideVerb.REVOKE_RESULT: lambda t, **g: casework.revoke_result(reason=t.text("reason"), **g),
    SideVerb.CORRECT: lambda t, **g: casework.correct(reason=t.text("reason"), **g),
    SideVerb.REBASE: lambda t, **g: casework.rebase(reason=t.text("reason"), **g),
}
_FIELD_OF = {"unit_code": "unit_code", "asks": "unit-1"}

Words = Callable[[], str]
# title, what will happen, button, what was done
_PAGES: dict[str, tuple[Words, Words, Words, Words]] = {
    SideVerb.ASSIGN: (
        lambda: _("Phân công, chuyển người thụ lý"),
        lambda: _("Người được giao thấy hồ sơ ở mục “Giao cho tôi”. Bước, trạng thái và thời hạn không đổi."),
        lambda: _("Phân công"),
        lambda: _("Đã phân công."),
    ),
    SideVerb.TRANSFER: (
        lambda: _("Chuyển đơn vị khác"),
        lambda: _("Đơn vị nhận thấy hồ sơ trong danh sách của mình. Bước, trạng thái và thời hạn giữ nguyên; lịch sử ghi lý do."),
        lambda: _("Chuyển đơn vị"),
        lambda: _("Đã chuyển hồ sơ sang đơn vị khác."),
    ),
    SideVerb.ASK_OPINIONS: (
        lambda: _("Xin ý kiến đơn vị khác"),
        lambda: _("Các đơn vị được hỏi cùng lúc, mỗi đơn vị một hạn trả lời riêng. Thời hạn của hồ sơ vẫn tính."),
        lambda: _("Gửi xin ý kiến"),
        lambda: _("Đã gửi xin ý kiến."),
    ),
    SideVerb.EXTEND_DUE: (
        lambda: _("Xin lỗi, hẹn lại ngày trả"),
        lambda: _("Người nộp nhận phiếu xin lỗi và hẹn lại ngày trả kết quả (Mẫu 04). Số lần hẹn lại có hạn."),
        lambda: _("Xin lỗi và hẹn lại"),
        lambda: _("Đã xin lỗi và hẹn lại. Mẫu 04 đã được lập."),
    ),
    SideVerb.PAUSE: (
        lambda: _("Tạm dừng thời hạn"),
        lambda: _("Đồng hồ dừng từ bây giờ, chỉ vì lý do luật cho phép; người nộp được báo cùng lý do."),
        lambda: _("Dừng đồng hồ"),
        lambda: _("Đã tạm dừng thời hạn."),
    ),
    SideVerb.RESUME: (
        lambda: _("Tính tiếp thời hạn"),
        lambda: _("Hẹn trả lùi đúng bằng thời gian làm việc đã tạm dừng; người nộp được báo ngày mới."),
        lambda: _("Tính tiếp"),
        lambda: _("Đồng hồ tính tiếp."),
    ),
    SideVerb.OPEN_SUB_DOSSIER: (
        lambda: _("Mở hồ sơ thành phần"),
        lambda: _("Một hồ sơ mới, cùng người nộp và giấy tờ, chờ đơn vị bạn chọn tiếp nhận. Chưa xong hồ sơ đó thì chưa ký được kết quả."),
        lambda: _("Mở hồ sơ thành phần"),
        lambda: _("Đã mở hồ sơ thành phần."),
    ),
    SideVerb.REVOKE_RESULT: (
        lambda: _("Thu hồi kết quả"),
        lambda: _("Kết quả đã cấp hết giá trị; hồ sơ trở về bước trước khi ký. Bản cũ vẫn lưu, ghi rõ đã thu hồi; người nộp được báo."),
        lambda: _("Thu hồi kết quả"),
        lambda: _("Đã thu hồi kết quả."),
    ),
    SideVerb.CORRECT: (
        lambda: _("Đính chính kết quả"),
        lambda: _("Hồ sơ trở về bước ký để sửa sai sót và ký lại. Bản cũ vẫn lưu và ghi rõ đã thay thế."),
        lambda: _("Đính chính"),
        lambda: _("Hồ sơ đã trở về bước ký để đính chính."),
    ),
    SideVerb.REBASE: (
        lambda: _("Chuyển phiên bản thủ tục"),
        lambda: _("Hồ sơ chạy tiếp theo phiên bản đang có hiệu lực. Xem các điểm khác bên dưới trước khi chuyển; lịch sử ghi lý do."),
        lambda: _("Chuyển phiên bản"),
        lambda: _("Đã chuyển hồ sơ sang phiên bản mới."),
    ),
}


def _field(kind: str, name: str, label: str, *, required: bool = True, **more: Any) -> dict[str, Any]:
    return {"kind": kind, "name": name, "label": label, "required": required, "options": (), "hint": "", **more}


def _assign_fields(found: Dossier, actor: Actor, now: datetime) -> list[dict[str, Any]]:
    officers = casework.officers_of(units=[found.handler_code or found.unit_code], now=now)
    options = [("", _("Không giao ai, trả về bộ phận")), *((str(who), name) for who, name in officers)]
    value = str(found.assigned_to or "")
    return [
        _field("select", "officer_id", _("Giao cho"), required=False, options=options, value=value),
        _field("textarea", "note", _("Ghi chú"), required=False),
    ]


def _transfer_fields(found: Dossier, actor: Actor, now: datetime) -> list[dict[str, Any]]:
    here = frozenset({found.handler_code or found.unit_code})
    return [
        _field("select", "unit_code", _("Đơn vị nhận"), options=unit_options(now, without=here)),
        _field("textarea", "reason", _("Lý do")),
    ]


def _opinion_fields(found: Dossier, actor: Actor, now: datetime) -> list[dict[str, Any]]:
    options = unit_options(now, without=frozenset({found.handler_code or found.unit_code}))
    asked = [
        _field("select", f"unit-{n}", _("Đơn vị %(n)s") % {"n": n}, required=n == 1, options=options) for n in range(1, _MOST_ASKED + 1)
    ]
    return [
        _field("textarea", "question", _("Nội dung xin ý kiến")),
        *asked,
        _field("number", "days", _("Thời hạn trả lời (ngày làm việc)"), value="3"),
        _field("boolean", "confidential", _("Kín: chỉ đơn vị xử lý và đơn vị được hỏi đọc được"), required=False),
    ]


def _extend_fields(found: Dossier, actor: Actor, now: datetime) -> list[dict[str, Any]]:
    return [_field("number", "days", _("Thêm bao nhiêu ngày làm việc")), _field("textarea", "reason", _("Lý do, người nộp sẽ đọc"))]


def _pause_fields(found: Dossier, actor: Actor, now: datetime) -> list[dict[str, Any]]:
    lawful = [(r.value, r.vi) for r in (PauseReason.OPINION, PauseReason.SUB_DOSSIER, PauseReason.FORCE_MAJEURE)]
    return [_field("radios", "reason", _("Lý do tạm dừng"), options=lawful), _field("textarea", "note", _("Việc đã xảy ra"))]


def _part_fields(found: Dossier, actor: Actor, now: datetime) -> list[dict[str, Any]]:
    procedures = [("", _("Chọn thủ tục")), *((h.code, f"{h.code} {h.name}"[:140]) for h in casework.open_procedures())]
    return [
        _field("select", "procedure_code", _("Thủ tục"), options=procedures),
        _field("select", "unit_code", _("Đơn vị tiếp nhận"), options=unit_options(now)),
        _field("textarea", "note", _("Ghi chú"), required=False),
    ]


def _note_field(found: Dossier, actor: Actor, now: datetime) -> list[dict[str, Any]]:
    return [_field("textarea", "note", _("Ghi chú"), required=False)]


def _reason_field(found: Dossier, actor: Actor, now: datetime) -> list[dict[str, Any]]:
    return [_field("textarea", "reason", _("Lý do"))]


def _rebase_fields(found: Dossier, actor: Actor, now: datetime) -> list[dict[str, Any]]:
    return [_field("textarea", "reason", _("Lý do"), value=_("Áp dụng phiên bản mới của thủ tục"))]


_FIELDS: dict[str, Callable[[Dossier, Actor, datetime], list[dict[str, Any]]]] = {
    SideVerb.ASSIGN: _assign_fields,
    SideVerb.TRANSFER: _transfer_fields,
    SideVerb.ASK_OPINIONS: _opinion_fields,
    SideVerb.EXTEND_DUE: _extend_fields,
    SideVerb.PAUSE: _pause_fields,
    SideVerb.RESUME: _note_field,
    SideVerb.OPEN_SUB_DOSSIER: _part_fields,
    SideVerb.REVOKE_RESULT: _reason_field,
    SideVerb.CORRECT: _reason_field,
    SideVerb.REBASE: _rebase_fields,
}
