"""The clocks of a dossier in words: until when, the step's own time, pauses with their reasons, and why the due date moved."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from motcua.kernel.clock import local_date
from motcua.kit.web import language_of
from motcua.platform.casework.contracts import DossierPage, EventKind, PauseView, TimelineItem
from motcua.platform.casework.web.citizen.edge import ENDED, day, moment, said
from motcua.platform.casework.web.durations import working


def facts(request: HttpRequest, page: DossierPage) -> list[dict[str, Any]]:
    """The clocks as facts: the due date, what is left of it, this step's own time, who holds it and since when, pauses."""
    found, due = page.dossier, page.due
    shown: list[dict[str, Any]] = []
    if found.due_at:
        shown.append({"name": _("Hẹn trả kết quả"), "value": moment(request, found.due_at)})
    elif found.intake_due_at and found.status not in ENDED:
        shown.append({"name": _("Trả lời về tiếp nhận trước"), "value": moment(request, found.intake_due_at)})
    if found.status not in ENDED and found.resolved_at is None:
        if due.paused:
            shown.append({"name": _("Còn lại"), "value": _("thời hạn đang tạm dừng")})
        elif due.remaining_minutes is not None:
            left = working(due.remaining_minutes, language=language_of(request))
            shown.append({"name": _("Còn lại"), "value": _("đã quá hạn %(span)s") % {"span": left} if due.remaining_minutes < 0 else left})
        holder = found.handler_name or found.unit_name
        since = _("từ %(at)s") % {"at": moment(request, found.step_entered_at)} if found.step_entered_at else ""
        shown.append({"name": _("Đang ở"), "value": [part for part in (holder, since) if part]})
        if found.step_due_at:
            shown.append({"name": _("Bước này phải xong trước"), "value": moment(request, found.step_due_at)})
    if found.net_minutes is not None and found.resolved_at:
        shown.append({"name": _("Giải quyết trong"), "value": working(found.net_minutes, language=language_of(request))})
    if found.pauses:
        shown.append({"name": _("Các lần tạm dừng"), "value": [_pause(request, pause) for pause in found.pauses]})
    return shown


def _pause(request: HttpRequest, pause: PauseView) -> str:
    reason = said(request, pause.reason.vi, pause.reason.en)
    if pause.to_at is None:
        return _("%(reason)s: từ %(since)s, chưa xong") % {"reason": reason, "since": day(request, pause.from_at)}
    same = local_date(pause.from_at) == local_date(pause.to_at)
    if same:
        return _("%(reason)s: %(since)s") % {"reason": reason, "since": day(request, pause.from_at)}
    return _("%(reason)s: %(since)s – %(until)s") % {
        "reason": reason, "since": day(request, pause.from_at), "until": day(request, pause.to_at)
    }


def moves(request: HttpRequest, items: Sequence[TimelineItem]) -> list[str]:
    """Every move of the due date with its reason, the first first."""
    return [moved(request, item) for item in items if moved(request, item)]


def moved(request: HttpRequest, item: TimelineItem) -> str:
    """How a fact moved the due date and why; empty when it did not."""
    before, after = item.due_before, item.due_after
    if before is None or after is None or before == after:
        return ""
    dates = {"before": moment(request, before), "after": moment(request, after), "why": _why(item.kind)}
    return _("Hạn trả dời từ %(before)s sang %(after)s, vì %(why)s.") % dates


def _why(kind: EventKind) -> str:
    return {
        EventKind.SUPPLEMENTED: _("thời gian chờ bổ sung không tính vào thời hạn"),
        EventKind.FEE_PAID: _("thời gian chờ nộp tiền không tính vào thời hạn"),
        EventKind.RESUMED: _("thời hạn đã tạm dừng có lý do"),
        EventKind.EXTENDED: _("cơ quan giải quyết chậm, đã xin lỗi và hẹn lại"),
        EventKind.DUE_RECOMPUTED: _("lịch làm việc của cơ quan thay đổi"),
        EventKind.SUCCEEDED: _("đơn vị mới tiếp nhận hồ sơ có lịch làm việc khác"),
        EventKind.REBASED: _("thủ tục có quy định mới"),
        EventKind.REVOKED: _("kết quả được thu hồi để giải quyết lại"),
        EventKind.CORRECTED: _("kết quả được đính chính"),
    }.get(kind, _("hồ sơ có thay đổi"))
