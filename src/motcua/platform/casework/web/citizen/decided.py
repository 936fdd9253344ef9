"""What was decided about a dossier, why and by what law, and what its owner can do now: refused, denied, stopped, revoked, corrected."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from motcua.foundation.registers import api as registers
from motcua.kernel.clock import local_date
from motcua.kernel.dates_vi import show_date
from motcua.kit import clock
from motcua.kit.web import language_of
from motcua.platform.casework.contracts import DossierPage, DossierStatus, EventKind, Outcome, TimelineItem
from motcua.platform.casework.web.citizen.edge import day, moment

_GROUNDS = 3  # laws named in the box; the rest stand on the document
_AGAIN = frozenset({EventKind.REVOKED, EventKind.CORRECTED})


def box(request: HttpRequest, page: DossierPage, *, may_appeal: bool) -> dict[str, Any] | None:
    """The decision against the owner, or the one taken back: title, reason, law, document, next steps; None when there is none such."""
    found, last = page.dossier, _decision(page.timeline)
    if last is None:
        return None
    if found.status is DossierStatus.REFUSED and last.kind is EventKind.REFUSED:
        return _ended(request, page, last, title=_("Hồ sơ không được tiếp nhận"), may_appeal=may_appeal)
    if found.status is DossierStatus.STOPPED and last.kind is EventKind.STOPPED:
        return _ended(request, page, last, title=_("Cơ quan đã dừng giải quyết hồ sơ"), may_appeal=may_appeal)
    if last.kind is EventKind.RESOLVED and found.result is not None and found.result.outcome == Outcome.DENIED:
        return _denied(request, page, last, may_appeal=may_appeal)
    if last.kind in _AGAIN and found.resolved_at is None:
        return _taken_back(request, page, last)
    return None


def appeal_until(request: HttpRequest, decided: date) -> str:
    """Until when an appeal may be made against a decision known on its day, or that the time is over (Luật Khiếu nại 2011 Điều 9)."""
    days = appeal_days(decided)
    until = decided + timedelta(days=days)
    told = {"days": days, "until": show_date(until, language_of(request))}
    if local_date(clock.now()) > until:
        return _(
            "Thời hiệu %(days)s ngày đã hết ngày %(until)s. Nếu vì ốm đau, thiên tai, đi công tác xa mà lỡ hạn, ghi rõ trong đơn"
            " (Điều 9 Luật Khiếu nại 2011)."
        ) % told
    return _("Gửi đến hết ngày %(until)s: %(days)s ngày kể từ ngày biết quyết định (Điều 9 Luật Khiếu nại 2011).") % told


def appeal_days(on: date) -> int:
    """Days within which an appeal may be made, by the register's rule of the day."""
    return int(registers.rule(code="casework.appeal_days", on=on).value)


def _decision(items: Sequence[TimelineItem]) -> TimelineItem | None:
    deciding = {EventKind.REFUSED, EventKind.STOPPED, EventKind.RESOLVED, *_AGAIN}
    return next((item for item in reversed(items) if item.kind in deciding), None)


def _ended(request: HttpRequest, page: DossierPage, last: TimelineItem, *, title: str, may_appeal: bool) -> dict[str, Any]:
    found = page.dossier
    sheet = reverse("casework_sheet", args=[found.code, last.seq]) if last.seq in page.sheets else ""
    return {
        "kind": "warn",
        "title": title,
        "reason": last.note,
        "grounds": found.legal_basis[:_GROUNDS],
        "by": _("%(unit)s quyết định lúc %(at)s.") % {"unit": found.unit_name, "at": moment(request, last.at)},
        "href": f"{sheet}?tai=1" if sheet else "",
        "link": _("Tải phiếu của cơ quan về"),
        "again": reverse("casework_start", args=[found.procedure_code]) + f"?tu={found.code}",
        "appeal": appeal_until(request, local_date(last.at)) if may_appeal else "",
        "next": _("Đã đủ điều kiện? Nộp hồ sơ mới, thông tin đã khai được điền sẵn."),
    }


def _denied(request: HttpRequest, page: DossierPage, last: TimelineItem, *, may_appeal: bool) -> dict[str, Any]:
    found = page.dossier
    assert found.result is not None
    signed = {"name": found.result.signed_by, "at": moment(request, found.result.signed_at)}
    return {
        **_ended(request, page, last, title=found.result.title, may_appeal=may_appeal),
        "by": _("%(name)s đã ký số lúc %(at)s. Bản này có giá trị như bản giấy.") % signed,
        "href": f"{reverse('casework_result', args=[found.code])}?tai=1",
        "link": _("Tải thông báo về"),
    }


def _taken_back(request: HttpRequest, page: DossierPage, last: TimelineItem) -> dict[str, Any]:
    """A result that no longer counts: the dossier is decided anew, until when, and where one complains of that."""
    found, revoked = page.dossier, last.kind is EventKind.REVOKED
    old = found.revoked_results[-1].title if found.revoked_results else ""
    until = _("Hẹn trả trước ngày %(day)s.") % {"day": day(request, found.due_at)} if found.due_at else ""
    again = _("Hồ sơ được giải quyết lại, bạn không phải nộp lại gì.")
    anew = again if revoked else _("Cơ quan ký lại bản đúng, bạn không phải nộp lại gì.")
    return {
        "kind": "warn",
        "title": _("Kết quả đã bị thu hồi") if revoked else _("Kết quả đang được đính chính"),
        "reason": last.note,
        "grounds": (),
        "by": _("%(title)s không còn giá trị từ %(at)s.") % {"title": old, "at": moment(request, last.at)} if old else "",
        "href": "",
        "link": "",
        "again": "",
        "next": f"{anew} {until}".strip(),
        "appeal": appeal_until(request, local_date(last.at)) if revoked and found.appeal_procedure else "",
        "appeal_href": reverse("casework_service", args=[found.appeal_procedure]) if revoked and found.appeal_procedure else "",
    }
