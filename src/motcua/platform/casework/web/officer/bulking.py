"""One thing done to many: asked for once, shown as it goes, each dossier with its own result."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from motcua.foundation.outbox.contracts import KeyReused
from motcua.kernel.actors import Actor, Role
from motcua.kernel.errors import Invalid
from motcua.kernel.ids import uuid7
from motcua.kit import clock
from motcua.kit.web import actor_of, audience, language_of
from motcua.platform.casework import api as casework
from motcua.platform.casework.contracts import SideVerb, Verb
from motcua.platform.casework.contracts.desk import BulkItem, BulkReport, BulkState
from motcua.platform.casework.web.officer import words
from motcua.platform.casework.web.officer.places import unit_options

ROLES = (Role.RECEPTION, Role.APPRAISER, Role.LEADER)
_SECONDS = 3.0  # that a page may take; the rest is done while its progress is shown
_NAMED = 10  # of the chosen dossiers
_AT_ONCE = frozenset({Verb.RECEIVE.value, Verb.HAND_BACK.value})


@audience("officer", roles=ROLES)
@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    """What was chosen in the list: done at once, or asked what it needs first. Sent twice it is done once."""
    actor = actor_of(request)
    verb, codes = request.POST.get("act", ""), request.POST.getlist("ho-so")
    if verb not in casework.BULK_VERBS:
        raise Http404
    if not codes:
        messages.warning(request, _("Chưa chọn hồ sơ nào. Đánh dấu ít nhất một hồ sơ rồi bấm lại."))
        return redirect(_safe_next(request))
    if verb not in _AT_ONCE and "key" not in request.POST:
        return _ask(request, verb, codes, errors={})
    key = request.POST.get("key", "")[:80] or str(uuid7())
    arguments = {name: request.POST.get(name, "").strip() for name in ("officer_id", "unit_code", "reason", "note", "days")}
    wrong = _wrong(verb, arguments)
    if wrong:
        return _ask(request, verb, codes, errors=wrong)
    try:
        run = casework.begin_bulk(verb=verb, codes=codes, actor=actor, now=clock.now(), idempotency_key=key, arguments=arguments)
    except (Invalid, KeyReused) as error:  # a list shown again from the browser's memory still has the key of what was done
        messages.warning(request, error.sentence(language_of(request)))
        return redirect(_safe_next(request))
    casework.continue_bulk(run_id=run, actor=actor, now=clock.now(), going_on=within(_SECONDS))
    return redirect("casework_bulk_run", run_id=run)


@audience("officer", roles=ROLES)
@require_GET
def progress(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """How far a run is, with the result of each dossier; while it runs the page renews itself."""
    report = casework.bulk_report(run_id=run_id, actor=actor_of(request))
    language = language_of(request)
    done, refused = report.count(BulkState.DONE), report.count(BulkState.REFUSED)
    context = {
        "report": report,
        "title": _title(report),
        "running": report.finished_at is None,
        "total": len(report.items),
        "progress_text": _("Đã xử lý %(n)s trên %(all)s hồ sơ") % {"n": report.handled, "all": len(report.items)},
        "done_text": done_words(report.verb, done) if done else "",
        "refused_text": _("%(n)s hồ sơ chưa làm được. Lý do ghi bên từng hồ sơ.") % {"n": refused} if refused else "",
        "columns": [_("Mã hồ sơ"), _("Tình trạng"), _("Ghi chú")],
        "rows": [_row(i, language) for i in _sorted(report)],
    }
    return render(request, "casework/officer/bulk_run.html", context)


@audience("officer", roles=ROLES)
@require_POST
def go_on(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Go on with what is left."""
    actor = actor_of(request)
    casework.continue_bulk(run_id=run_id, actor=actor, now=clock.now(), going_on=within(_SECONDS))
    return redirect("casework_bulk_run", run_id=run_id)


def within(seconds: float) -> Callable[[], bool]:
    """True for so many seconds from now."""
    end = time.monotonic() + seconds
    return lambda: time.monotonic() < end


def done_words(verb: str, n: int) -> str:
    """What was done, with the number."""
    return {
        Verb.RECEIVE.value: _("Đã tiếp nhận %(n)s hồ sơ; giấy tiếp nhận đã gửi cho người nộp."),
        Verb.FORWARD.value: _("Đã chuyển bước %(n)s hồ sơ."),
        Verb.HAND_BACK.value: _("Đã trả kết quả %(n)s hồ sơ."),
        SideVerb.ASSIGN.value: _("Đã phân công %(n)s hồ sơ."),
        SideVerb.TRANSFER.value: _("Đã chuyển %(n)s hồ sơ sang đơn vị khác."),
        SideVerb.EXTEND_DUE.value: _("Đã xin lỗi và hẹn lại %(n)s hồ sơ."),
    }[verb] % {"n": n}


def _title(report: BulkReport) -> str:
    return {
        Verb.RECEIVE.value: _("Tiếp nhận nhiều hồ sơ"),
        Verb.FORWARD.value: _("Chuyển bước nhiều hồ sơ"),
        Verb.HAND_BACK.value: _("Trả kết quả nhiều hồ sơ"),
        SideVerb.ASSIGN.value: _("Phân công nhiều hồ sơ"),
        SideVerb.TRANSFER.value: _("Chuyển nhiều hồ sơ sang đơn vị khác"),
        SideVerb.EXTEND_DUE.value: _("Xin lỗi, hẹn lại nhiều hồ sơ"),
    }[report.verb]


def _sorted(report: BulkReport) -> list[BulkItem]:
    order = {BulkState.REFUSED: 0, BulkState.WAITING: 1, BulkState.DONE: 2}
    return sorted(report.items, key=lambda i: order[i.state])


def _row(item: BulkItem, language: str) -> dict[str, Any]:
    state = {
        BulkState.DONE: (_("đã làm"), "done"),
        BulkState.REFUSED: (_("chưa làm được"), "late"),
        BulkState.WAITING: (_("đang chờ"), "waiting"),
    }[item.state]
    note = item.error_en if language == "en" else item.error_vi
    if item.change is not None:
        note = words.status_word(item.change.status, language)
        note += f" · {_('hẹn trả')} {words.at(item.change.due_at)}" if item.change.due_at else ""
    return {"cells": [{"text": item.code, "href": reverse("casework_desk", args=[item.code])}, {"text": state[0], "state": state[1]}, note]}


def _ask(request: HttpRequest, verb: str, codes: list[str], *, errors: dict[str, str]) -> HttpResponse:
    actor = actor_of(request)
    fields = _fields(verb, actor)
    for field in fields:
        field["value"], field["error"] = request.POST.get(field["name"], field.get("value", "")), errors.get(field["name"], "")
    context = {
        "verb": verb,
        "codes": codes,
        "fields": fields,
        "errors": {f["name"]: errors[f["name"]] for f in fields if f["name"] in errors},
        "key": request.POST.get("key") or str(uuid7()),
        "next": _safe_next(request),
        "page_title": _TITLES[verb]() % {"n": len(codes)},
        "explain": _EXPLAINS[verb](),
        "columns": [_("Mã hồ sơ"), _("Thủ tục"), _("Người nộp"), _("Đang ở bước"), _("Hẹn trả")],
        "rows": _named(codes[:_NAMED], actor),
        "more": max(0, len(codes) - _NAMED),
        "back_url": _safe_next(request),
        "go": _GO[verb](),
    }
    return render(request, "casework/officer/bulk_ask.html", context, status=422 if errors else 200)


def _named(codes: list[str], actor: Actor) -> list[list[Any]]:
    """The first of the chosen dossiers as a person knows them."""
    steps, now = words.steps(), clock.now()
    casework.note_list(codes=codes, actor=actor, now=now, source="casework.inbox", at_work=True)
    return [
        [
            {"text": row.code, "href": reverse("casework_desk", args=[row.code])}, words.shortened(row.procedure_name, 60), row.party_name,
            steps.get(row.step, row.step), words.at(row.due_at) or "–",
        ]
        for row in casework.chosen_dossiers(codes=codes, actor=actor, now=now)
    ]  # fmt: skip


_TITLES: dict[str, Callable[[], str]] = {
    Verb.FORWARD: lambda: _("Chuyển bước tiếp theo cho %(n)s hồ sơ"),
    SideVerb.ASSIGN: lambda: _("Phân công %(n)s hồ sơ"),
    SideVerb.TRANSFER: lambda: _("Chuyển %(n)s hồ sơ sang đơn vị khác"),
    SideVerb.EXTEND_DUE: lambda: _("Xin lỗi và hẹn lại %(n)s hồ sơ"),
}
_EXPLAINS: dict[str, Callable[[], str]] = {
    Verb.FORWARD: lambda: _(
        "Từng hồ sơ sang bước kế tiếp của thủ tục. Hồ sơ nào chưa đủ điều kiện được nêu tên, các hồ sơ khác vẫn chuyển."
    ),
    SideVerb.ASSIGN: lambda: _("Người được giao thấy hồ sơ ở mục “Giao cho tôi”. Thời hạn không đổi."),
    SideVerb.TRANSFER: lambda: _("Đơn vị nhận thấy hồ sơ trong danh sách của mình; bước, trạng thái và thời hạn giữ nguyên."),
    SideVerb.EXTEND_DUE: lambda: _("Mỗi người nộp nhận phiếu xin lỗi và hẹn lại ngày trả kết quả (Mẫu 04)."),
}
_GO: dict[str, Callable[[], str]] = {
    Verb.FORWARD: lambda: _("Chuyển bước"),
    SideVerb.ASSIGN: lambda: _("Phân công"),
    SideVerb.TRANSFER: lambda: _("Chuyển đơn vị"),
    SideVerb.EXTEND_DUE: lambda: _("Xin lỗi, hẹn lại"),
}


def _fields(verb: str, actor: Actor) -> list[dict[str, Any]]:
    now = clock.now()
    officers = [(str(who), name) for who, name in casework.filter_choices(actor=actor, now=now).officers]
    note = {"kind": "textarea", "name": "note", "label": _("Ghi chú"), "required": False, "when": ""}
    reason = {"kind": "textarea", "name": "reason", "label": _("Lý do"), "required": True}
    match verb:
        case Verb.FORWARD:
            whole = ("", _("Cả bộ phận"))
            return [
                {"kind": "select", "name": "officer_id", "label": _("Giao cho"), "required": False, "options": [whole, *officers]},
                {**note, "when": _("bắt buộc ở bước đòi ghi ý kiến")},
            ]
        case SideVerb.ASSIGN:
            whole = ("", _("Không giao ai, trả về bộ phận"))
            return [
                {"kind": "select", "name": "officer_id", "label": _("Giao cho"), "required": False, "options": [whole, *officers]},
                note,
            ]
        case SideVerb.TRANSFER:
            return [
                {"kind": "select", "name": "unit_code", "label": _("Đơn vị nhận"), "required": True, "options": unit_options(now)},
                reason,
            ]
        case _:
            days = {"kind": "number", "name": "days", "label": _("Thêm bao nhiêu ngày làm việc"), "required": True}
            return [days, {**reason, "label": _("Lý do, người nộp sẽ đọc")}]


def _wrong(verb: str, arguments: dict[str, str]) -> dict[str, str]:
    """What is missing before anything begins; the rest each dossier judges."""
    wrong: dict[str, str] = {}
    if verb in (SideVerb.TRANSFER, SideVerb.EXTEND_DUE) and len(arguments["reason"]) < 3:  # noqa: PLR2004 - as the door asks
        wrong["reason"] = _("Ghi rõ lý do.")
    if verb == SideVerb.TRANSFER and not arguments["unit_code"]:
        wrong["unit_code"] = _("Chọn đơn vị nhận hồ sơ.")
    if verb == SideVerb.EXTEND_DUE and not (arguments["days"].isdecimal() and 1 <= int(arguments["days"]) <= 365):  # noqa: PLR2004
        wrong["days"] = _("Ghi từ 1 đến 365 ngày.")
    return wrong


def _safe_next(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    home = reverse("casework_inbox")
    return wanted if wanted.startswith(f"{home}?") else home
