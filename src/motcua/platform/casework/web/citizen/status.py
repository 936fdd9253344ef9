"""The page of one dossier for its owner: what is asked of me, where it is, who has it, until when and why."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from motcua.kernel.clock import local_date
from motcua.kernel.money import format_dong
from motcua.kit import clock
from motcua.kit.web import actor_of, audience, language_of
from motcua.platform.casework import api as casework
from motcua.platform.casework.actions import forms
from motcua.platform.casework.contracts import Dossier, DossierPage, DossierStatus, Outcome, SideVerb, Verb
from motcua.platform.casework.web import changed, neighbours
from motcua.platform.casework.web.citizen import clocks, decided, following
from motcua.platform.casework.web.citizen.edge import address_of, day, moment, said, status_tag
from motcua.platform.casework.web.citizen.steps import now_and_next, steps_of


@audience("citizen")
@require_safe
def dossier(request: HttpRequest, code: str) -> HttpResponse:
    """The status page."""
    actor, now, language = actor_of(request), clock.now(), language_of(request)
    page = casework.dossier_page(code=code, actor=actor, now=now, language=language)
    found = page.dossier
    beside = {action.verb for action in page.beside if action.enabled}
    rating = casework.rating_of(code=code, actor=actor) if SideVerb.RATE in beside else None
    awaited = casework.opinions_awaited(code=code, actor=actor, now=now)
    may_appeal = SideVerb.APPEAL in beside and not _appealed(page)
    verdict = decided.box(request, page, may_appeal=may_appeal)
    own, office = following.papers(request, found)
    context = {
        "dossier": found,
        "decided": verdict,
        "name": forms.short_name(found.procedure_name),
        "tag": status_tag(request, found.status, page.due.state),
        "todo": _todo(request, found) if verdict is None or page.dossier.result is None else None,
        "facts": _facts(request, found),
        "clocks": clocks.facts(request, page),
        "moves": clocks.moves(request, page.timeline),
        "steps": [
            *steps_of(request, page.timeline, code=found.code, sheets=page.sheets),
            *now_and_next(request, found, page.due, awaited=awaited),
        ],
        "answers": changed.answers(found, language),
        **changed.table(found, language),
        "papers": own,
        "office_papers": office,
        "sheets": following.sheets(request, found),
        "results": following.results(request, found),
        "vault_url": address_of("vault_list"),
        "related": following.related(request, found),
        "can_withdraw": any(a.verb is Verb.WITHDRAW and a.enabled for a in page.actions),
        "can_appeal": may_appeal and verdict is None,
        "appeal_until": decided.appeal_until(request, local_date(found.resolved_at)) if may_appeal and found.resolved_at else "",
        "can_rate": SideVerb.RATE in beside and rating is None,
        "rating": rating,
        "can_sign": bool(found.answers) and found.status is DossierStatus.SUBMITTED,
        "more_panels": neighbours.panels_of(request, found, audience="citizen"),
        "foremost": neighbours.panels_of(request, found, audience="citizen", foremost=True),
        "share": f"{reverse('casework_track')}?ma={found.code}",
    }
    return render(request, "casework/citizen/status.html", context)


def _appealed(page: DossierPage) -> bool:
    return any(item.kind == "appealed" for item in page.timeline)


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
    if _must_pay(found):
        return {
            "kind": "warn",
            "title": _("Nộp phí, lệ phí: %(amount)s") % {"amount": format_dong(found.fee_amount)},
            "lines": (),
            "text": _("Hồ sơ được tiếp nhận sau khi hệ thống nhận được tiền.")
            if found.waiting_for_fee
            else _("Thời hạn giải quyết tính tiếp sau khi hệ thống nhận được tiền."),
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


def _must_pay(found: Dossier) -> bool:
    return bool(found.payment_id) and (found.waiting_for_fee or found.status is DossierStatus.FINANCIAL_DUTY)


def _facts(request: HttpRequest, found: Dossier) -> list[dict[str, Any]]:
    facts: list[dict[str, Any]] = [{"name": _("Mã hồ sơ"), "value": found.code}]
    if found.submitter is not None:
        facts.append({"name": _("Người đứng tên"), "value": found.party.name})
        how = said(request, found.filing.vi, found.filing.en)
        facts.append({"name": _("Người nộp"), "value": f"{found.submitter.name} ({how})"})
    facts.append({"name": _("Nơi giải quyết"), "value": found.unit_name})
    if found.intake_name and found.intake_code != found.unit_code:
        facts.append({"name": _("Nơi tiếp nhận"), "value": found.intake_name})
    if found.authority_name and found.authority_code != found.unit_code:
        facts.append({"name": _("Cơ quan có thẩm quyền"), "value": found.authority_name})
    for name, at in ((_("Nộp lúc"), found.submitted_at), (_("Tiếp nhận lúc"), found.received_at)):
        if at:
            facts.append({"name": name, "value": moment(request, at)})
    if found.fee_amount:
        paid = _("chưa nộp") if _must_pay(found) else _("đã nộp")
        facts.append({"name": _("Phí, lệ phí"), "value": f"{format_dong(found.fee_amount)}, {paid}"})
    if found.external_ref:
        facts.append({"name": _("Mã trên Cổng quốc gia"), "value": found.external_ref})
    if found.tracking_code:
        facts.append({"name": _("Mã tra cứu"), "value": found.tracking_code})
    return facts
