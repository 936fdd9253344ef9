"""Everything on one page before it is submitted; the submission; what follows from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from motcua.foundation.identity import api as identity
from motcua.foundation.units import api as units
from motcua.kernel.clock import local_date
from motcua.kernel.errors import Invalid, NamedError
from motcua.kernel.ids import uuid7
from motcua.kernel.money import format_dong
from motcua.kit import clock
from motcua.kit.web import actor_of, audience, language_of
from motcua.platform.casework import api as casework
from motcua.platform.casework.actions import forms
from motcua.platform.casework.contracts import FilingWrong, LevelNeeded, NotEligible, Procedure
from motcua.platform.casework.web import neighbours
from motcua.platform.casework.web.citizen import choosing, owing
from motcua.platform.casework.web.citizen.catalogue import limit_words
from motcua.platform.casework.web.citizen.edge import moment, said
from motcua.platform.casework.web.found import found_words
from motcua.platform.eforms import api as eforms
from motcua.platform.eforms.contracts import AnswerGroup, ConfirmationsMissing

DECLARED = "cam_doan"
_Facts = list[dict[str, Any]]
_CHOICES = (("filing", "nop-ho"), ("desk", "noi-tiep-nhan"), ("exemption", "mien-giam"), ("reuse", "giay-to-da-co"))


@audience("citizen")
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """The check page. A second press of "submit" leads to the same dossier."""
    actor, now = actor_of(request), clock.now()
    draft = eforms.draft(draft_id=draft_id, actor=actor)
    procedure = forms.procedure_of(draft)
    problems: list[dict[str, str]] = []
    if request.method == "POST":
        problems = _problems(request, draft)
        if not problems:
            try:
                key = request.POST.get("khoa", "")[:64]
                chosen = casework.choices(draft_id=draft_id, actor=actor)
                ref = casework.submit(
                    draft_id=draft_id,
                    procedure_code=procedure.code,
                    unit_code=forms.unit_of(draft),
                    idempotency_key=key,
                    actor=actor,
                    now=now,
                    filing=casework.filing_of(chosen=chosen),
                    intake_unit=chosen.intake,
                    exemption=casework.exemption_of(chosen=chosen),
                )
                return HttpResponseRedirect(reverse("casework_submitted", args=[ref.code]))
            except Invalid as refusal:
                problems = _refused(request, draft, refusal)
            except LevelNeeded as refusal:
                if way := identity.require_level(request=request, level=refusal.params["needed"], next_url=request.path):
                    return way
                raise
            except (NotEligible, ConfirmationsMissing) as refusal:
                problems = [_stopped(request, draft, refusal)]
    elif draft.state == draft.state.FROZEN:
        return HttpResponseRedirect(_dossier_url(request, draft, procedure))
    context = _context(request, draft, procedure, problems)
    return render(request, "casework/citizen/check.html", context, status=422 if problems else 200)


def _dossier_url(request: HttpRequest, draft: eforms.Draft, procedure: Procedure) -> str:
    """Where a submitted draft's dossier is: submitting it once more only finds it."""
    ref = casework.submit(
        draft_id=draft.uuid, procedure_code=procedure.code, unit_code=forms.unit_of(draft), idempotency_key=str(draft.uuid),
        actor=actor_of(request), now=clock.now(),
    )  # fmt: skip
    return reverse("casework_status", args=[ref.code])


def _problems(request: HttpRequest, draft: eforms.Draft) -> list[dict[str, str]]:
    """What keeps the form from being submitted: open questions with a link to their page, and the declaration."""
    errors = eforms.validate_all(draft_id=draft.uuid, actor=actor_of(request), now=clock.now())
    language = language_of(request)
    found = [{"text": e.sentence(language), "href": _page_url(draft, e.page, e.name)} for e in errors]
    if not request.POST.get(DECLARED):
        found.append({"text": _("Đánh dấu vào ô cam đoan trước khi nộp."), "field": DECLARED})
    return found


def _stopped(request: HttpRequest, draft: eforms.Draft, refusal: NamedError) -> dict[str, str]:
    """A refusal that no field mends: co-signers who have not confirmed, a case that the procedure is not for."""
    line = {"text": refusal.sentence(language_of(request))}
    if isinstance(refusal, ConfirmationsMissing):
        line["href"] = reverse("eforms_signers", args=[draft.uuid])
    return line


def _refused(request: HttpRequest, draft: eforms.Draft, refusal: Invalid) -> list[dict[str, str]]:
    """The refusal of casework as lines of the summary, each linked to the page that can mend it."""
    form = eforms.definition_of(draft=draft)
    places = {f.requirement or f.name: page.key for page in form.pages for f in page.fields}
    names = {f.requirement or f.name: f.name for page in form.pages for f in page.fields}
    lines = []
    for name, (vi, en) in refusal.fields.items():
        if isinstance(refusal, FilingWrong):
            lines.append({"text": said(request, vi, en), "href": reverse("casework_choose", args=[draft.uuid, "nop-ho"])})
            continue
        page = places.get(name) or next((places[field] for field in forms.PLACE_FIELDS if field in places), "")
        href = _page_url(draft, page, names.get(name, "")) if page else reverse("casework_start", args=[str(draft.context["procedure"])])
        lines.append({"text": said(request, vi, en), "href": href})
    return lines or [{"text": refusal.sentence(language_of(request))}]


def _page_url(draft: eforms.Draft, page: str, name: str = "") -> str:
    address = reverse("eforms_page", args=[draft.uuid, page])
    return f"{address}?sua=1{f'#id_{name}' if name else ''}"


def _context(request: HttpRequest, draft: eforms.Draft, procedure: Procedure, problems: list[dict[str, str]]) -> dict[str, Any]:
    groups = eforms.summary(draft=draft, now=clock.now(), language=language_of(request))
    unanswered = {a.name for group in groups for a in group.answers if not a.text}
    owed = owing.owing(request, draft, procedure, unanswered=unanswered)
    chosen = casework.choices(draft_id=draft.uuid, actor=actor_of(request))
    papers, unneeded, elsewhere = _papers(draft, groups, owed.papers)
    return {
        "draft": draft,
        "procedure": procedure,
        "name": forms.short_name(procedure.name),
        "page_title": _("Kiểm tra và nộp hồ sơ"),
        "errors": problems,
        "groups": [
            {
                "title": group.title,
                "facts": [
                    {"name": a.label, "value": a.text, "source": a.source, "change_href": _page_url(draft, group.page, a.name)}
                    for a in group.answers
                    if a.name not in elsewhere
                ],
            }
            for group in groups
        ],
        "unit": _unit_name(request, forms.unit_of(draft)),
        "limit": limit_words(procedure, language_of(request)),
        "fees": owing.fee_rows(request, owed.fees or ()),
        "total": format_dong(owed.total) if owed.total else "",
        "fees_open": owed.fees is None,
        "sample": any(f.sample for f in owed.fees or ()),
        "not_eligible": owing.verdict_lines(request, owed.verdict),
        "papers": papers,
        "unneeded": unneeded,
        "kept_as": eforms.kept_as(draft=draft, actor=actor_of(request), address=request.META.get("REMOTE_ADDR", "")),
        "chosen": chosen,
        "filed_as": said(request, chosen.kind.vi, chosen.kind.en),
        "intake": _unit_name(request, chosen.intake),
        "choose": {name: reverse("casework_choose", args=[draft.uuid, what]) for name, what in _CHOICES},
        "more_rows": neighbours.rows_of(request, draft.uuid),
        "reusable": bool(choosing.reusable(draft, request)),
        "signers_url": reverse("eforms_signers", args=[draft.uuid]),
        "print_url": reverse("eforms_print", args=[draft.uuid]),
        "declared_name": DECLARED,
        "declared": bool(request.POST.get(DECLARED)),
        "key": request.POST.get("khoa") or str(uuid7()),
        "back_url": reverse("eforms_page", args=[draft.uuid, groups[-1].page]) if groups else "",
    }


def _papers(draft: eforms.Draft, groups: Sequence[AnswerGroup], owed: Sequence[Mapping[str, str]]) -> tuple[_Facts, _Facts, set[str]]:
    """Every paper once: the files given, or how it stands, and where to change it; missing ones first.

    Then those that this case does not need and nobody gave; then the names of the questions that are told here, not with their page.
    """
    form = eforms.definition_of(draft=draft)
    required = {field.name: field.requirement for page in form.pages for field in page.fields if field.requirement}
    asked = [(required[a.name], group.page, a) for group in groups for a in group.answers if a.name in required]
    shown: _Facts = []
    unneeded: _Facts = []
    for paper in sorted(owed, key=lambda paper: paper["state"] != "late"):
        mine = [(page, answer) for requirement, page, answer in asked if requirement == paper["key"]]
        files = [answer.text for _page, answer in mine if answer.text]
        page, first = mine[0] if mine else ("", None)
        stands = format_html("<strong>{}</strong>", paper["text"]) if paper["state"] == "late" else paper["text"]
        (unneeded if paper["state"] == "none" else shown).append(
            {
                "name": first.label if first else paper["name"],
                "value": files or stands,
                "source": first.source if first else "",
                "change_href": _page_url(draft, page, first.name) if first else "",
            }
        )
    known = {paper["key"] for paper in owed}
    return shown, unneeded, {a.name for requirement, _page, a in asked if requirement in known}


def _unit_name(request: HttpRequest, code: str) -> str:
    if not code:
        return ""
    try:
        return units.get(code=code, on=local_date(clock.now())).label(language_of(request))
    except NamedError:
        return ""


@audience("citizen")
@require_safe
def submitted(request: HttpRequest, code: str) -> HttpResponse:
    """The confirmation: the code, what to pay if anything, what happens next."""
    dossier = casework.dossier(code=code, actor=actor_of(request), language=language_of(request))
    context = {
        "dossier": dossier,
        "name": forms.short_name(dossier.procedure_name),
        "submitted_at": moment(request, dossier.submitted_at),
        "fee": format_dong(dossier.fee_amount) if dossier.fee_amount else "",
        "pay_url": reverse("payments_payment", args=[dossier.payment_id]) if dossier.payment_id and dossier.waiting_for_fee else "",
        "papers": [
            {
                "title": p.name, "about": p.file_name or found_words(p, language_of(request)),
                "href": reverse("casework_paper", args=[dossier.code, p.paper_id]) if p.file_id else "",
            }
            for p in dossier.papers
        ],
    }
    return render(request, "casework/citizen/submitted.html", context)
