"""The history of a dossier as a timeline: what was, what is, what comes, and why the due date moved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from motcua.kernel.dates_vi import show_date
from motcua.kit.web import language_of
from motcua.platform.casework import api as casework
from motcua.platform.casework.contracts import Dossier, DossierStatus, Due, DueState, EventKind, TimelineItem
from motcua.platform.casework.web.citizen import clocks
from motcua.platform.casework.web.citizen.edge import ENDED, day, moment, said

_STOPPED = {EventKind.REFUSED, EventKind.WITHDRAWN, EventKind.STOPPED}


def steps_of(request: HttpRequest, items: Sequence[TimelineItem], *, code: str, sheets: Mapping[int, str]) -> list[dict[str, Any]]:
    """One step for every fact; ``code`` (empty for the public) lets a step link to the sheet that was made with it."""
    return [
        {
            "title": said(request, item.title_vi, item.title_en),
            "state": "stopped" if item.kind in _STOPPED else "done",
            "at": moment(request, item.at),
            "who": item.actor_label,
            "text": _explained(request, item),
            "href": reverse("casework_sheet", args=[code, item.seq]) if code and item.seq in sheets else "",
            "link_text": _("Mở phiếu (PDF)") if code and item.seq in sheets else "",
        }
        for item in items
    ]


def _explained(request: HttpRequest, item: TimelineItem) -> str:
    """The note written to the owner, deadlines, and a moved due date with its reason."""
    parts = [item.note if item.note[-1] in ".!?" else f"{item.note}."] if item.note else []
    if item.kind in (EventKind.SUPPLEMENT_REQUESTED, EventKind.SUPPLEMENT_EXTENDED) and item.facts.get("deadline_at"):
        deadline = datetime.fromisoformat(str(item.facts["deadline_at"]))
        parts.append(_("Hạn bổ sung: %(day)s.") % {"day": day(request, deadline)})
    if item.kind == EventKind.RECEIVED and item.due_after:
        parts.append(_("Hẹn trả kết quả: %(at)s.") % {"at": moment(request, item.due_after)})
    if item.kind == EventKind.EXTENDED and item.due_after:
        parts.append(_("Thư xin lỗi kèm theo."))
    parts.append(clocks.moved(request, item))
    return " ".join(part for part in parts if part)


def now_and_next(
    request: HttpRequest, dossier: Dossier, due: Due, *, awaited: Sequence[casework.OpinionAwaited] = ()
) -> list[dict[str, Any]]:
    """Who holds the dossier now and since when, whose opinion is awaited, and what comes; nothing once it has ended."""
    if dossier.status in ENDED:
        return []
    present = _present(request, dossier, due)
    if dossier.step_entered_at and dossier.status != DossierStatus.RESOLVED:
        present["at"] = _("từ %(at)s") % {"at": moment(request, dossier.step_entered_at)}
    present["text"] = " ".join(part for part in (present["text"], *(_awaited(request, one) for one in awaited)) if part)
    if dossier.status == DossierStatus.RESOLVED:
        return [present]
    by = _("Hẹn trước %(at)s.") % {"at": moment(request, dossier.due_at)} if dossier.due_at and not due.paused else ""
    following = {"title": _("Trả kết quả"), "state": "next", "at": "", "who": dossier.unit_name, "text": by}
    return [present, following]


def _awaited(request: HttpRequest, one: casework.OpinionAwaited) -> str:
    unit = one.unit_name or _("một cơ quan phối hợp")
    until = {"unit": unit, "day": show_date(one.due_on, language_of(request))}
    return (_("Đang xin ý kiến %(unit)s, đã quá hẹn %(day)s.") if one.late else _("Đang xin ý kiến %(unit)s, hẹn %(day)s.")) % until


def _present(request: HttpRequest, dossier: Dossier, due: Due) -> dict[str, Any]:
    if dossier.status == DossierStatus.RESOLVED:
        return {
            "title": _("Kết quả đã sẵn sàng"),
            "state": "now",
            "at": "",
            "who": dossier.unit_name,
            "text": _("Bạn có thể tải kết quả về ngay."),
        }
    if dossier.status == DossierStatus.SUPPLEMENT:
        return {"title": _("Chờ bạn bổ sung giấy tờ"), "state": "waiting", "at": "", "who": "", "text": ""}
    if dossier.status == DossierStatus.FINANCIAL_DUTY or dossier.waiting_for_fee:
        state = "waiting" if due.paused else "now"  # before intake no clock runs that could stand still
        return {"title": _("Chờ bạn nộp phí, lệ phí"), "state": state, "at": "", "who": "", "text": ""}
    step = said(request, dossier.step_name_vi, dossier.step_name_en)
    late = due.state == DueState.LATE
    holder = dossier.handler_name or dossier.unit_name
    return {"title": step, "state": "late" if late else "now", "at": "", "who": holder, "text": _clock(request, due)}


def _clock(request: HttpRequest, due: Due) -> str:
    """What the clock says, in a sentence."""
    if due.state == DueState.NONE or due.due_at is None:
        return _("Thời hạn bắt đầu tính khi hồ sơ được tiếp nhận.")
    if due.state == DueState.LATE:
        return _("Đã quá hạn trả %(at)s. Cơ quan giải quyết phải xin lỗi và hẹn lại bằng văn bản.") % {"at": moment(request, due.due_at)}
    return _("Hẹn trả trước %(at)s.") % {"at": moment(request, due.due_at)}
