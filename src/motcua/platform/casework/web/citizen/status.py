"""The page of one dossier for its owner: what is asked of me, where it is, since when, until when."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from motcua.kernel.money import format_dong
from motcua.kit import clock
from motcua.kit.web import audience
from motcua.platform.casework import api as casework
from motcua.platform.casework.contracts import Dossier, Outcome, Verb
from motcua.platform.casework.web.citizen import forms
from motcua.platform.casework.web.citizen.edge import actor_of, day, language_of, moment, said, status_tag
from motcua.platform.casework.web.citizen.steps import now_and_next, steps_of


@audience("citizen")
@require_safe
def dossier(request: HttpRequest, code: str) -> HttpResponse:
    """The status page."""
    actor, now, language = actor_of(request), clock.now(), language_of(request)
    found = casework.dossier(code=code, actor=actor, language=language)
    due = casework.due_of(code=code, actor=actor, now=now)
    history = casework.timeline(code=code, actor=actor, language=language)
    sheets = casework.sheets_of(code=code, actor=actor)
    verbs = {action.verb for action in casework.available_actions(code=code, actor=actor, now=now) if action.enabled}
    context = {
        "dossier": found,
        "name": forms.short_name(found.procedure_name),
        "tag": status_tag(request, found.status, due.state),
        "todo": _todo(request, found),
        "facts": _facts(request, found),
        "steps": [*steps_of(request, history, code=found.code, sheets=sheets), *now_and_next(request, found, due)],
        "answers": [
            {"name": said(request, a.label_vi, a.label_en), "value": a.value, "source": said(request, a.source_vi, a.source_en)}
            for a in found.answers
        ],
        "papers": _papers(request, found),
        "can_withdraw": Verb.WITHDRAW in verbs,
        "share": f"{reverse('casework_track')}?ma={found.code}",
    }
    return render(request, "casework/citizen/status.html", context)


def _todo(request: HttpRequest, found: Dossier) -> dict[str, Any] | None:
    """The one thing that the person has to do now."""
    asked = found.open_supplement
    if asked is not None:
        return {
            "kind": "warn",
            "title": _("Bổ sung giấy tờ trước ngày %(day)s") % {"day": day(request, asked.deadline_at)},
            "lines": asked.items,
            "text": asked.reason,
            "href": reverse("casework_supplement", args=[found.code]),
            "link": _("Bổ sung giấy tờ"),
        }
    if found.waiting_for_fee and found.payment_id:
        return {
            "kind": "warn",
            "title": _("Nộp phí, lệ phí: %(amount)s") % {"amount": format_dong(found.fee_amount)},
            "lines": (),
            "text": _("Hồ sơ được tiếp nhận sau khi hệ thống nhận được tiền."),
            "href": reverse("payments_payment", args=[found.payment_id]),
            "link": _("Nộp tiền"),
        }
    if found.result is not None:
        granted = found.result.outcome == Outcome.GRANTED
        signed = {"name": found.result.signed_by, "at": moment(request, found.result.signed_at)}
        return {
            "kind": "success" if granted else "info",
            "title": found.result.title,
            "lines": (),
            "text": _("%(name)s đã ký số lúc %(at)s. Bản này có giá trị như bản giấy.") % signed,
            "href": f"{reverse('casework_result', args=[found.code])}?tai=1",
            "link": _("Tải kết quả về"),
        }
    return None


def _facts(request: HttpRequest, found: Dossier) -> list[dict[str, Any]]:
    facts: list[dict[str, Any]] = [{"name": _("Mã hồ sơ"), "value": found.code}, {"name": _("Nơi giải quyết"), "value": found.unit_name}]
    for name, at in ((_("Nộp lúc"), found.submitted_at), (_("Tiếp nhận lúc"), found.received_at), (_("Hẹn trả"), found.due_at)):
        if at:
            facts.append({"name": name, "value": moment(request, at)})
    if found.fee_amount:
        paid = _("chưa nộp") if found.waiting_for_fee else _("đã nộp")
        facts.append({"name": _("Phí, lệ phí"), "value": f"{format_dong(found.fee_amount)}, {paid}"})
    if found.tracking_code:
        facts.append({"name": _("Mã tra cứu"), "value": found.tracking_code})
    return facts


def _papers(request: HttpRequest, found: Dossier) -> list[dict[str, str]]:
    listed = []
    if found.receipt_file_id:
        listed.append(
            {"title": _("Giấy tiếp nhận hồ sơ và hẹn trả kết quả"), "about": "PDF", "href": reverse("casework_receipt", args=[found.code])}
        )
    for paper in found.papers:
        note = _("Gửi lúc %(at)s") % {"at": moment(request, paper.added_at)}
        href = reverse("casework_paper", args=[found.code, paper.paper_id]) if paper.file_id else ""
        listed.append(
            {"title": paper.name, "about": f"{paper.file_name}, {max(1, round(paper.size / 1000))} kB", "note": note, "href": href}
        )
    return listed
