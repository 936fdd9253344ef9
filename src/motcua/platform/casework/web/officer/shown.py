"""What a dossier is made of, as its desk page lists it: papers, sheets and results, facts, the clock, the history."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from motcua.kernel.money import format_dong
from motcua.platform.casework import api as casework
from motcua.platform.casework.contracts import Dossier, DossierStatus, Due, EventKind, FilingKind, PaperItem, TimelineItem
from motcua.platform.casework.web.durations import working
from motcua.platform.casework.web.found import found_words
from motcua.platform.casework.web.officer import words
from motcua.platform.casework.web.officer.inbox import name_of

_SHEETS = {"mau-01": "Mẫu 01", "mau-02": "Mẫu 02", "mau-03": "Mẫu 03", "mau-04": "Mẫu 04", "mau-05": "Mẫu 05"}


def papers(found: Dossier) -> list[dict[str, str]]:
    """The papers of the dossier with their files; of those that a register has, where and when that was read."""
    return [_paper(found, p) for p in found.papers]


def _paper(found: Dossier, paper: PaperItem) -> dict[str, str]:
    held = found_words(paper, get_language() or "vi")
    on_paper = not paper.file_id and not held
    return {
        "title": words.shortened(paper.name, 160),
        "href": reverse("casework_desk_paper", args=[found.code, paper.paper_id]) if paper.file_id else "",
        "about": ", ".join(filter(None, (paper.file_name, words.size(paper.size), held))) if paper.file_id else held,
        "note": words.at(paper.added_at),
        "state": "waiting" if on_paper else "",
        "state_text": _("bản giấy, chưa số hóa") if on_paper else "",
    }


def sheets(found: Dossier, read: casework.DeskPage) -> list[dict[str, Any]]:
    """Every sheet as PDF and Word, the control slip, and what was issued; revoked results say so."""
    made: list[dict[str, Any]] = []
    for seq, form in sorted(read.page.sheets.items()):
        made.append({"title": _SHEETS.get(form, form), "href": reverse("casework_desk_sheet", args=[found.code, seq]), "about": "PDF"})
        made.append(
            {
                "title": _("%(form)s, bản Word") % {"form": _SHEETS.get(form, form)},
                "about": "DOCX",
                "href": reverse("casework_desk_sheet_word", args=[found.code, seq]),
            }
        )
    if read.writes:
        made.append(
            {"title": _("Phiếu kiểm soát (Mẫu 06)"), "href": reverse("casework_desk_slip", args=[found.code, "pdf"]), "about": "PDF"}
        )
    if found.result is not None:
        made.append(
            {
                "title": _("Kết quả: %(title)s") % {"title": found.result.title},
                "href": reverse("casework_desk_result", args=[found.code]),
                "about": "PDF",
                "state": "done",
                "state_text": _("đã ký số"),
                "note": f"{found.result.signed_by}, {words.at(found.result.signed_at)}",
            }
        )
    made += [
        {
            "title": f"{entry.symbol} {words.shortened(entry.title, 80)}",
            "about": "PDF",
            "href": reverse("casework_desk_issued", args=[found.code, entry.code]),
            "note": words.at(entry.issued_at),
            "state": "stopped" if entry.revoked_at else "done",
            "state_text": _("đã thu hồi") if entry.revoked_at else _("bản sao") if entry.copy_kind else _("đang có hiệu lực"),
        }
        for entry in read.issued
        if entry.copy_kind or entry.revoked_at
    ]
    return made


def facts(found: Dossier, language: str, now: datetime) -> list[dict[str, Any]]:
    """Whose it is, how it came, where it lies and who is competent."""
    party = found.party
    told: list[dict[str, Any]] = [
        {"name": _("Thủ tục"), "value": f"{found.procedure_name} ({found.procedure_code})"},
        {"name": _("Người đứng tên") if found.submitter else _("Người nộp"), "value": party.name},
        {"name": _("Số định danh"), "value": party.number},
        {"name": _("Điện thoại"), "value": party.phone},
        {"name": _("Hình thức nộp"), "value": found.channel.en if language == "en" else found.channel.vi},
        {"name": _("Đơn vị giải quyết"), "value": found.unit_name},
        *_places(found),
        *_filed(found, language),
        *_holder(found, now),
        {"name": _("Phiên bản quy trình"), "value": str(found.definition_version)},
    ]
    if found.fee_amount:
        owing = found.waiting_for_fee or found.status is DossierStatus.FINANCIAL_DUTY
        state = _("chờ nộp") if owing else _("đã nộp")
        told.append({"name": _("Phí, lệ phí"), "value": f"{format_dong(found.fee_amount)} ({state})"})
    return told


def _places(found: Dossier) -> list[dict[str, Any]]:
    """Where it lies now, where it was taken in, who is competent, when these are not the unit in whose name it runs."""
    named = [
        (_("Đang ở"), found.handler_code, found.handler_name),
        (_("Nơi tiếp nhận"), found.intake_code, found.intake_name),
        (_("Cơ quan có thẩm quyền"), found.authority_code, found.authority_name),
    ]
    return [{"name": label, "value": name or code} for label, code, name in named if code and code != found.unit_code]


def _filed(found: Dossier, language: str) -> list[dict[str, Any]]:
    if found.filing is FilingKind.SELF:
        return []
    how = found.filing.en if language == "en" else found.filing.vi
    who = f", {found.submitter.name} {found.submitter.number}".rstrip() if found.submitter else ""
    return [{"name": _("Cách nộp"), "value": f"{how}{who}"}]


def _holder(found: Dossier, now: datetime) -> list[dict[str, Any]]:
    if found.assigned_to is None:
        return []
    return [{"name": _("Người thụ lý"), "value": name_of(f"officer:{found.assigned_to}", now=now) or _("không rõ")}]


def clock_facts(found: Dossier, due: Due, now: datetime, language: str) -> list[dict[str, str]]:
    """The clock as facts: received, due, what is left, this step's own time, what it took."""
    told = [{"name": _("Nộp lúc"), "value": words.at(found.submitted_at)}]
    if found.received_at:
        told.append({"name": _("Tiếp nhận lúc"), "value": words.at(found.received_at)})
    if due.due_at:
        told.append({"name": _("Hẹn trả"), "value": words.at(due.due_at)})
    ended = found.resolved_at is not None or found.status in (DossierStatus.WITHDRAWN, DossierStatus.STOPPED)
    if due.remaining_minutes is not None and not ended:
        told.append({"name": _("Thời gian"), "value": words.remaining(due, language)})
    if due.step_due_at and not ended:
        late = " (" + _("đã quá") + ")" if due.step_due_at < now else ""
        told.append({"name": _("Hạn của bước này"), "value": f"{words.at(due.step_due_at)}{late}"})
    if found.extensions:
        told.append({"name": _("Đã hẹn lại"), "value": _("%(n)s lần") % {"n": found.extensions}})
    if due.net_minutes is not None and due.gross_minutes is not None:
        told.append({"name": _("Thời gian giải quyết"), "value": working(due.net_minutes, language=language)})
    if due.paused_minutes:
        told.append({"name": _("Đã tạm dừng"), "value": working(due.paused_minutes, language=language)})
    return told


_WAITING = frozenset({EventKind.SUPPLEMENT_REQUESTED, EventKind.PAYMENT_REQUESTED})
_ENDED = frozenset({EventKind.REFUSED, EventKind.WITHDRAWN, EventKind.STOPPED})


def _who(label: str) -> str:
    """Who acted; what is not a person's name is said in the reader's language."""
    return {"Người nộp hồ sơ": _("Người nộp hồ sơ"), "Hệ thống": _("Hệ thống")}.get(label, label)


def steps(items: Sequence[TimelineItem], language: str) -> list[dict[str, str]]:
    """The history, first fact first; only the last fact can be one that the dossier still waits for."""
    return [_step(item, language, waits=item is items[-1]) for item in items]


def _step(item: TimelineItem, language: str, *, waits: bool) -> dict[str, str]:
    moved = ""
    if item.due_before and item.due_after:
        moved = _("Ngày hẹn trả từ %(before)s thành %(after)s.") % {"before": words.at(item.due_before), "after": words.at(item.due_after)}
    return {
        "title": item.title_en if language == "en" else item.title_vi,
        "state": "waiting" if waits and item.kind in _WAITING else "stopped" if item.kind in _ENDED else "done",
        "at": words.at(item.at),
        "who": _who(item.actor_label),
        "text": " ".join(t for t in (item.note, moved) if t),
    }
