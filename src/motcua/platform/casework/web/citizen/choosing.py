"""Questions beside the form: who files for whom, the desk that takes the dossier in, an exemption, papers that the city has already."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from motcua.foundation.files import api as files
from motcua.foundation.units import api as units
from motcua.kernel.clock import local_date
from motcua.kernel.errors import NamedError
from motcua.kernel.text import fold, sort_key, squeeze
from motcua.kit import clock
from motcua.kit.web import actor_of, audience, language_of
from motcua.platform.casework import api as casework
from motcua.platform.casework.actions import forms
from motcua.platform.casework.contracts import FilingKind
from motcua.platform.casework.contracts.asked import FilingChoices
from motcua.platform.casework.web.citizen.edge import day, said
from motcua.platform.eforms import api as eforms
from motcua.platform.eforms.contracts import UPLOADS, shelves

LONGEST = 200
OFFERED = (FilingKind.SELF, FilingKind.CHILD, FilingKind.AUTHORISED, FilingKind.EMPLOYEE, FilingKind.POSTAL_AGENT)
_OTHERS = frozenset(kind.value for kind in OFFERED if kind is not FilingKind.SELF)
_TYPED = ("name", "number", "phone", "address")
Errors = dict[str, str]


@audience("citizen")
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest, draft_id: UUID, what: str) -> HttpResponse:
    """One question; a POST keeps the answer and goes back to where the person came from."""
    if what not in _PAGES:
        raise Http404
    title, shown, taken = _PAGES[what]
    draft = eforms.draft(draft_id=draft_id, actor=actor_of(request))
    chosen, errors = casework.choices(draft_id=draft_id, actor=actor_of(request)), Errors()
    if request.method == "POST":
        if asks := _asks_more(request, what):
            return HttpResponseRedirect(asks)
        with files.kept_if_done():
            try:
                with files.kept_if_done():  # what is refused in the middle leaves nothing of what came before it
                    chosen = taken(request, draft, chosen, errors)
            except NamedError as refusal:
                errors["tep"] = refusal.sentence(language_of(request))
            if not errors:
                casework.choose(draft_id=draft_id, chosen=chosen, actor=actor_of(request), now=clock.now())
        if not errors:
            first = request.GET.get("dau") == "1"
            return HttpResponseRedirect(forms.draft_url(draft_id) if first else reverse("casework_check", args=[draft_id]))
    context = {
        "draft": draft, "what": what, "chosen": chosen, "errors": errors, "page_title": _title(title),
        "file_error": errors.get("tep", ""), "back_url": reverse("casework_check", args=[draft_id]), **shown(request, draft, chosen),
    }
    return render(request, _TEMPLATES[what], context, status=422 if errors else 200)


def _title(what: str) -> str:
    return {
        "filing": _("Bạn nộp hồ sơ cho ai?"), "desk": _("Nơi tiếp nhận hồ sơ"), "exemption": _("Xin miễn, giảm phí, lệ phí"),
        "reuse": _("Giấy tờ bạn đã nộp trước đây"),
    }[what]


def _asks_more(request: HttpRequest, what: str) -> str:
    """For whom is answered, and it is somebody else: the address that asks who that is. Empty when there is nothing more to ask."""
    kind = request.POST.get("kind", "")
    if what != "nop-ho" or "name" in request.POST or kind not in _OTHERS:
        return ""
    first = {"dau": "1"} if request.GET.get("dau") == "1" else {}
    return f"{request.path}?{urlencode({'cho': kind} | first)}"


def _filing(request: HttpRequest, draft: eforms.Draft, chosen: FilingChoices) -> dict[str, Any]:
    """First for whom; then, at ``?cho=``, what is needed to know of that person or organisation, and nothing else."""
    kinds = [(kind.value, said(request, kind.vi, kind.en)) for kind in OFFERED]
    value = request.POST.get("kind") or request.GET.get("cho", "")
    if value not in _OTHERS or ("name" not in request.POST and request.method == "POST"):
        return {"kinds": kinds, "kind": chosen.kind.value, "asked": False}
    kind = FilingKind(value)
    own = kind is FilingKind.EMPLOYEE and actor_of(request).organisation_id is not None
    first = "?dau=1" if request.GET.get("dau") == "1" else ""
    same = chosen.kind is kind  # a name or a paper that was given for another kind is not this one's
    typed = request.POST if request.method == "POST" else {n: getattr(chosen, n) if same else "" for n in _TYPED}
    has_paper = same and chosen.paper_file_id is not None
    return {
        "asked": True, "kind": value, "kind_text": said(request, kind.vi, kind.en), "typed": typed, "own": own,
        "labels": _labels(kind), "has_paper": has_paper, "paper_needed": kind is FilingKind.AUTHORISED and not has_paper,
        "back_url": f"{request.path}{first}",
    }  # fmt: skip


def _labels(kind: FilingKind) -> dict[str, str]:
    """What the owner and the paper are called when somebody files for a child, with an authorisation, for an organisation, by post."""
    if kind is FilingKind.CHILD:
        return {"name": _("Họ và tên"), "number": _("Số định danh"), "paper": _("Giấy khai sinh, giấy tờ về giám hộ")}
    if kind is FilingKind.EMPLOYEE:
        return {"name": _("Tên tổ chức"), "number": _("Mã số thuế"), "paper": _("Giấy giới thiệu")}
    paper = _("Giấy uỷ quyền") if kind is FilingKind.AUTHORISED else _("Giấy uỷ quyền, giấy giới thiệu")
    return {"name": _("Họ và tên, hoặc tên tổ chức"), "number": _("Số định danh, hoặc mã số thuế"), "paper": paper}


def _take_filing(request: HttpRequest, draft: eforms.Draft, chosen: FilingChoices, errors: Errors) -> FilingChoices:
    typed = {name: squeeze(request.POST.get(name, ""))[:LONGEST] for name in _TYPED}
    value = request.POST.get("kind", "")
    if value not in {kind.value for kind in OFFERED}:
        errors["kind"] = _("Chọn bạn nộp cho ai.")
        return chosen
    kind = FilingKind(value)
    if kind is FilingKind.SELF:
        return replace(chosen, kind=kind, name="", number="", phone="", address="", paper_file_id=None)
    kept = chosen.paper_file_id if chosen.kind is kind else None
    own = kind is FilingKind.EMPLOYEE and actor_of(request).organisation_id is not None
    if not typed["name"] and not own:
        errors["name"] = _("Ghi họ tên người đứng tên hồ sơ, hoặc tên tổ chức.")
    if kind is FilingKind.AUTHORISED and kept is None and "paper" not in request.FILES:
        errors["paper"] = _("Tải lên giấy uỷ quyền.")
    if errors:
        return chosen
    paper = _uploaded(request, "paper") or kept
    return replace(
        chosen, kind=kind, paper_file_id=paper, name=typed["name"], number=typed["number"], phone=typed["phone"], address=typed["address"]
    )


def _desk(request: HttpRequest, draft: eforms.Draft, chosen: FilingChoices) -> dict[str, Any]:
    found = sorted(units.communes(on=local_date(clock.now())), key=lambda unit: sort_key(unit.full_name))
    own = forms.unit_of(draft)
    name = next((u.label(language_of(request)) for u in found if u.code == own), own)
    return {"desks": [(u.code, u.label(language_of(request))) for u in found if u.agency_code], "own": name, "desk": chosen.intake or own}


def _take_desk(request: HttpRequest, draft: eforms.Draft, chosen: FilingChoices, errors: Errors) -> FilingChoices:
    wanted = request.POST.get("desk", "")
    known = {u.code for u in units.communes(on=local_date(clock.now())) if u.agency_code}
    if wanted and wanted not in known and wanted != forms.unit_of(draft):
        errors["desk"] = _("Chọn nơi tiếp nhận trong danh sách.")
    return replace(chosen, intake="" if wanted == forms.unit_of(draft) else wanted)


def _exemption(request: HttpRequest, draft: eforms.Draft, chosen: FilingChoices) -> dict[str, Any]:
    return {"reason": request.POST.get("reason", chosen.exemption)}


def _take_exemption(request: HttpRequest, draft: eforms.Draft, chosen: FilingChoices, errors: Errors) -> FilingChoices:
    reason = squeeze(request.POST.get("reason", ""))[:LONGEST]
    kept = chosen.exemption_file_id
    if not reason:
        return replace(chosen, exemption="", exemption_file_id=None)
    if kept is None and "proof" not in request.FILES:
        errors["proof"] = _("Tải lên giấy tờ chứng minh bạn được miễn, giảm.")
        return chosen
    return replace(chosen, exemption=reason, exemption_file_id=_uploaded(request, "proof") or kept)


def _uploaded(request: HttpRequest, name: str) -> UUID | None:
    given = request.FILES.get(name)
    if given is None or isinstance(given, list):
        return None
    actor = actor_of(request)
    return files.put(
        content=given.read(), name=given.name or name, purpose="casework.filing", actor=actor, now=clock.now(), owner_ref=actor.ref
    ).uuid


def reusable(draft: eforms.Draft, request: HttpRequest) -> dict[str, tuple[str, list[tuple[str, str]]]]:
    """For every question that takes files and has none: its label and what may answer it (key, words), of dossiers and of shelves."""
    form = eforms.definition_of(draft=draft)
    mine = casework.papers_of_mine(actor=actor_of(request), now=clock.now())
    ways = {key: {way} for key, way in draft.registers.items()}
    found = {}
    for field in (f for page in form.pages for f in page.fields if f.kind in UPLOADS and f.requirement and not draft.values.get(f.name)):
        earlier = [p for p in mine if _fits(p, field.requirement, field.label_vi)][:5]
        options = [(str(p.paper_id), _("%(file)s – hồ sơ %(code)s, %(day)s") % _told(request, p)) for p in earlier]
        options += _shelved(request, frozenset({*field.prefill, *ways.get(field.requirement, ())}), field.label_vi)
        if options:
            found[field.name] = (said(request, field.label_vi, field.label_en), options)
    return found


def _shelved(request: HttpRequest, ways: frozenset[str], label: str) -> list[tuple[str, str]]:
    """Papers of the person's own stores; a shelf that fails has none, and stops nothing."""
    found = []
    for shelf in shelves:
        try:
            papers = shelf.papers(actor=actor_of(request), ways=ways, label=label, now=clock.now())
        except NamedError:
            continue
        found += [(f"{shelf.key}:{p.key}", f"{p.name} – {said(request, p.about_vi, p.about_en)}") for p in papers]
    return found


def _fits(paper: casework.EarlierPaper, requirement: str, label: str) -> bool:
    return paper.requirement == requirement or fold(squeeze(paper.name)) == fold(squeeze(label))


def _reuse(request: HttpRequest, draft: eforms.Draft, chosen: FilingChoices) -> dict[str, Any]:
    none = ("", _("Không dùng lại, tôi tải bản mới"))
    return {"rows": [{"name": n, "label": label, "options": [*options, none]} for n, (label, options) in reusable(draft, request).items()]}


def _told(request: HttpRequest, paper: casework.EarlierPaper) -> Mapping[str, str]:
    return {"file": paper.file_name, "code": paper.dossier_code, "day": day(request, paper.added_at)}


def _take_reuse(request: HttpRequest, draft: eforms.Draft, chosen: FilingChoices, errors: Errors) -> FilingChoices:
    codes = {str(p.paper_id): p.dossier_code for p in casework.papers_of_mine(actor=actor_of(request), now=clock.now())}
    for name, (_label, options) in reusable(draft, request).items():
        key = next((key for key, _words in options if key == request.POST.get(name, "")), "")
        shelf, _, ident = key.rpartition(":")
        if shelf and (source := shelves.get(shelf)) is not None:
            source.lend(key=ident, draft_id=draft.uuid, field=name, actor=actor_of(request), now=clock.now())
        elif key in codes:
            casework.reuse_in_draft(
                draft_id=draft.uuid, field=name, dossier_code=codes[key], paper_id=int(key), actor=actor_of(request), now=clock.now(),
            )
    return chosen


_Shown = Callable[[HttpRequest, eforms.Draft, FilingChoices], dict[str, Any]]
_Taken = Callable[[HttpRequest, eforms.Draft, FilingChoices, Errors], FilingChoices]
_TEMPLATES = {
    "nop-ho": "casework/citizen/choose_filing.html", "noi-tiep-nhan": "casework/citizen/choose_desk.html",
    "mien-giam": "casework/citizen/choose_exemption.html", "giay-to-da-co": "casework/citizen/choose_reuse.html",
}
_PAGES: dict[str, tuple[str, _Shown, _Taken]] = {
    "nop-ho": ("filing", _filing, _take_filing),
    "noi-tiep-nhan": ("desk", _desk, _take_desk),
    "mien-giam": ("exemption", _exemption, _take_exemption),
    "giay-to-da-co": ("reuse", _reuse, _take_reuse),
}
