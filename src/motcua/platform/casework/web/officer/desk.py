"""The dossier desk: papers left, facts centre, clock and actions right, history below."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua.foundation.registers import api as registers
from motcua.kernel.actors import Actor
from motcua.kernel.clock import local_date
from motcua.kit import clock
from motcua.kit.web import audience
from motcua.platform.casework import api as casework
from motcua.platform.casework.contracts import Dossier, DossierStatus, Due, EventKind, TimelineItem
from motcua.platform.casework.web.officer import words
from motcua.platform.casework.web.officer.inbox import ROLES
from motcua.platform.casework.web.officer.panels import panels

_SHEETS = {"mau-01": "Mẫu 01", "mau-02": "Mẫu 02", "mau-03": "Mẫu 03", "mau-05": "Mẫu 05"}


@audience("officer", roles=ROLES)
@require_GET
def dossier(request: HttpRequest, code: str) -> HttpResponse:
    """One dossier as its officer works on it."""
    return page(request, code)


def page(
    request: HttpRequest, code: str, *, failed: str = "", typed: Mapping[str, str] | None = None, errors: Mapping[str, str] | None = None,
    problem: str = "", status: int = 200,
) -> HttpResponse:
    """The desk page; after a refused action with what was typed, and the refusal on top."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    language, now = str(getattr(request, "language", "vi")), clock.now()
    found = casework.dossier(code=code, actor=actor, language=language)
    due = casework.due_of(code=code, actor=actor, now=now)
    days = int(registers.rule(code="casework.supplement_days", on=local_date(now)).value)
    actions = casework.available_actions(code=code, actor=actor, now=now)
    context: dict[str, Any] = {
        "dossier": found,
        "status_word": words.status_word(found.status, language),
        "status_tag": words.STATUS_TAGS[found.status],
        "step_word": found.step_name_en if language == "en" else found.step_name_vi,
        "papers": _papers(found),
        "sheets": _sheets(found, casework.sheets_of(code=code, actor=actor)),
        "facts": _facts(found, language),
        "answers": [
            {"name": _pick(language, a.label_vi, a.label_en), "value": a.value, "source": _pick(language, a.source_vi, a.source_en)}
            for a in found.answers
        ],
        "due": due,
        "due_tag": words.DUE_TAGS[due.state],
        "due_word": words.due_word(due.state),
        "clock_facts": _clock_facts(found, due),
        "panels": panels(
            actions=actions, dossier=found, language=language, now=now, default_days=days, typed=typed, errors=errors, failed=failed
        ),
        "steps": [_step(item, language) for item in casework.timeline(code=code, actor=actor, language=language)],
        "problem": problem,
        "errors": {f"{failed}-{name}": text for name, text in (errors or {}).items()},
        "request_open": found.open_supplement,
        "open_deadline": words.at(found.open_supplement.deadline_at) if found.open_supplement else "",
    }
    return render(request, "casework/officer/desk.html", context, status=status)


def _pick(language: str, vi: str, en: str) -> str:
    return en if language == "en" else vi


def _papers(found: Dossier) -> list[dict[str, str]]:
    return [
        {
            "title": words.shortened(p.name, 160),
            "href": reverse("casework_desk_paper", args=[found.code, p.paper_id]),
            "about": f"{p.file_name}, {words.size(p.size)}",
            "note": words.at(p.added_at),
        }
        for p in found.papers
    ]


def _sheets(found: Dossier, made: Mapping[int, str]) -> list[dict[str, str]]:
    shown = [
        {"title": f"{_SHEETS[form]}", "href": reverse("casework_desk_sheet", args=[found.code, seq]), "about": "PDF"}
        for seq, form in sorted(made.items())
    ]
    if found.result is not None:
        shown.append(
            {
                "title": _("Kết quả: %(title)s") % {"title": found.result.title},
                "href": reverse("casework_desk_result", args=[found.code]), "about": "PDF", "state": "done", "state_text": _("đã ký số"),
                "note": f"{found.result.signed_by}, {words.at(found.result.signed_at)}",
            }
        )
    return shown


def _facts(found: Dossier, language: str) -> list[dict[str, Any]]:
    party = found.party
    facts: list[dict[str, Any]] = [
        {"name": _("Thủ tục"), "value": f"{found.procedure_name} ({found.procedure_code})"},
        {"name": _("Người nộp"), "value": party.name},
        {"name": _("Số định danh"), "value": party.number},
        {"name": _("Điện thoại"), "value": party.phone},
        {"name": _("Hình thức nộp"), "value": found.channel.en if language == "en" else found.channel.vi},
        {"name": _("Đơn vị giải quyết"), "value": found.unit_name},
        {"name": _("Phiên bản quy trình"), "value": str(found.definition_version)},
    ]
    if found.fee_amount:
        owing = found.waiting_for_fee or found.status is DossierStatus.FINANCIAL_DUTY
        state = _("chờ nộp") if owing else _("đã nộp")
        facts.append({"name": _("Phí, lệ phí"), "value": f"{found.fee_amount:,} đồng ({state})".replace(",", ".")})
    return facts


def _clock_facts(found: Dossier, due: Due) -> list[dict[str, str]]:
    facts = [{"name": _("Nộp lúc"), "value": words.at(found.submitted_at)}]
    if found.received_at:
        facts.append({"name": _("Tiếp nhận lúc"), "value": words.at(found.received_at)})
    if due.due_at:
        facts.append({"name": _("Hẹn trả"), "value": words.at(due.due_at)})
    ended = found.resolved_at is not None or found.status in (DossierStatus.WITHDRAWN, DossierStatus.STOPPED)
    if due.remaining_minutes is not None and not ended:
        facts.append({"name": _("Thời gian"), "value": words.remaining(due)})
    if due.paused_minutes:
        facts.append({"name": _("Đã tạm dừng"), "value": words.minutes_word(due.paused_minutes)})
    return facts


_WAITING = frozenset({EventKind.SUPPLEMENT_REQUESTED, EventKind.PAYMENT_REQUESTED})
_ENDED = frozenset({EventKind.REFUSED, EventKind.WITHDRAWN, EventKind.STOPPED})


def _who(label: str) -> str:
    """Who acted; what is not a person's name is said in the reader's language."""
    return {"Người nộp hồ sơ": _("Người nộp hồ sơ"), "Hệ thống": _("Hệ thống")}.get(label, label)


def _step(item: TimelineItem, language: str) -> dict[str, str]:
    moved = ""
    if item.due_before and item.due_after:
        moved = _("Ngày hẹn trả từ %(before)s thành %(after)s.") % {"before": words.at(item.due_before), "after": words.at(item.due_after)}
    return {
        "title": item.title_en if language == "en" else item.title_vi,
        "state": "waiting" if item.kind in _WAITING else "stopped" if item.kind in _ENDED else "done",
        "at": words.at(item.at), "who": _who(item.actor_label), "text": " ".join(t for t in (item.note, moved) if t),
    }
