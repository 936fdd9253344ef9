"""Intake at the counter and by post: find the procedure, say for whom, fill in the form with the person, submit, print the receipt."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from motcua.foundation.files import api as files
from motcua.foundation.identity import api as identity
from motcua.kernel.actors import Actor, Role
from motcua.kernel.clock import local_date
from motcua.kernel.errors import Invalid, NamedError
from motcua.kernel.identifiers import parse_card_text
from motcua.kernel.ids import uuid7
from motcua.kernel.money import format_dong
from motcua.kit import clock
from motcua.kit.web import actor_of, audience, language_of
from motcua.platform.casework import api as casework
from motcua.platform.casework.actions import forms
from motcua.platform.casework.contracts import Channel, FilingKind, Procedure
from motcua.platform.casework.contracts.desk import CounterEntry, CounterPerson
from motcua.platform.casework.web.officer import words
from motcua.platform.casework.web.officer.places import named
from motcua.platform.eforms import api as eforms

ROLES = (Role.RECEPTION,)
_NAMES = ("name", "number", "phone", "address", "bearer_name", "bearer_number", "bearer_phone", "bearer_address")
_LONGEST = 300


@audience("officer", roles=ROLES)
@require_GET
def choose(request: HttpRequest) -> HttpResponse:
    """Find the procedure by words or code; ``so`` is the number that was called, as people know it (A003)."""
    query, ticket = request.GET.get("q", "").strip()[:120], request.GET.get("so", "")[:40]
    hits = casework.search_procedures(query=query, limit=20, now=clock.now()) if query else casework.open_procedures()[:20]
    more = f"?so={ticket}" if ticket else ""
    shown = [
        {"text": h.name, "code": h.code, "field": h.field, "href": reverse("casework_counter_person", args=[h.code]) + more} for h in hits
    ]
    return render(request, "casework/officer/counter.html", {"hits": shown, "query": query, "ticket": ticket})


@audience("officer", roles=ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest, procedure: str) -> HttpResponse:
    """For whom, handed in by whom, where it goes. A scanned card fills in the owner; then the form of the procedure begins."""
    actor = actor_of(request)
    found, now = casework.procedure(code=procedure), clock.now()
    typed = {name: request.POST.get(name, "").strip()[:_LONGEST] for name in (*_NAMES, "card", "channel", "filing", "unit", "intake")}
    typed["ticket"] = (request.POST.get("ticket") or request.GET.get("so", ""))[:40]
    errors: dict[str, str] = {}
    if request.method == "POST":
        typed, errors = _read_card(typed)
        if not errors and "read" not in request.POST:
            try:
                with files.kept_if_done():
                    return redirect(_begin(request, found, typed, actor, now))
            except Invalid as refusal:
                language = language_of(request)
                errors = {name: pair[language == "en"] for name, pair in refusal.fields.items()}
    context = _person_page(request, found, typed, errors, actor, now)
    return render(request, "casework/officer/counter_person.html", context, status=422 if errors else 200)


@audience("officer", roles=ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Everything on one page; submitting makes the dossier and, when nothing is owed, takes it in and prints the receipt."""
    actor = actor_of(request)
    now, language = clock.now(), language_of(request)
    known = casework.counter_entry(draft_id=draft_id, actor=actor)
    draft = eforms.draft(draft_id=draft_id, actor=actor)
    if known.dossier_code:
        return redirect("casework_desk", code=known.dossier_code)
    problems: list[dict[str, str]] = []
    if request.method == "POST":
        wrong = eforms.validate_all(draft_id=draft_id, actor=actor, now=now)
        problems = [{"text": e.sentence(language), "href": _page(draft, e.page, e.name)} for e in wrong]
        if not problems:
            try:
                ref = casework.submit_entry(
                    draft_id=draft_id,
                    unit_code=forms.unit_of(draft),
                    actor=actor,
                    now=now,
                    idempotency_key=request.POST.get("key", "")[:64],
                )
            except Invalid as refusal:
                problems = [{"text": pair[language == "en"]} for pair in refusal.fields.values()] or [{"text": refusal.sentence(language)}]
            except NamedError as refusal:
                problems = [{"text": refusal.sentence(language)}]
            else:
                _take_in(request, ref.code, owing=ref.payment_id is not None)
                return redirect("casework_desk", code=ref.code)
    context = _check_page(draft, known, problems, request, now, language)
    return render(request, "casework/officer/counter_check.html", context, status=422 if problems else 200)


def _take_in(request: HttpRequest, code: str, *, owing: bool) -> None:
    """The dossier exists; without a fee it is taken in at once, so that the receipt can be printed while the person waits."""
    actor = actor_of(request)
    if owing:
        messages.success(request, _("Đã lập hồ sơ. Thu phí ở mục Thu tiền tại quầy, rồi tiếp nhận để in giấy hẹn."))
        return
    try:
        casework.receive(code=code, actor=actor, now=clock.now(), idempotency_key=f"quay:{code}")
    except NamedError as error:
        messages.warning(request, error.sentence(language_of(request)))
    else:
        messages.success(request, _("Đã lập và tiếp nhận hồ sơ. In giấy tiếp nhận (Mẫu 01) ở mục Biểu mẫu và kết quả."))


def _read_card(typed: dict[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """What a scanner typed (seven fields between ``|``) into the boxes of the owner; the text of the card itself is not kept."""
    if not typed["card"]:
        return typed, {}
    try:
        card = parse_card_text(typed["card"])
    except NamedError as error:
        return typed, {"card": error.sentence("vi")}
    read = {"name": card.full_name, "number": card.number.number, "address": card.residence, "card": ""}
    return {**typed, **read}, {}


def _begin(request: HttpRequest, found: Procedure, typed: Mapping[str, str], actor: Actor, now: datetime) -> str:
    """The draft with its entry; the address of the first question."""
    on_paper = [p.key for p in found.papers if request.POST.get(f"giay-{p.key}")]
    places = () if forms.asks_place(forms.document_of(found)) else casework.receiving_units(code=found.code, on=local_date(now))
    if places and typed["unit"] not in {u.code for u in places}:
        raise Invalid(fields={"unit": ("Chọn cơ quan giải quyết trong danh sách.", "Choose the competent authority of the list.")})
    filing = FilingKind(typed["filing"]) if typed["filing"] in set(FilingKind) else FilingKind.OFFICER
    channel = Channel.POSTAL if typed["channel"] == str(int(Channel.POSTAL)) else Channel.COUNTER
    paper = request.FILES.get("paper")
    kept = (
        files.put(content=paper, name=paper.name or "uy-quyen", purpose="casework.paper", actor=actor, now=now, owner_ref=actor.ref)  # type: ignore[arg-type]
        if paper is not None
        else None
    )
    own = _intakes(actor)
    intake = typed["intake"] if typed["intake"] in own else own[0]
    owner = _owner(typed)
    draft = forms.start_entry(procedure=found, unit_code=typed["unit"], on_paper=on_paper, actor=actor, now=now, owner=owner)
    bearer = CounterPerson(
        name=typed["bearer_name"], number=typed["bearer_number"], phone=typed["bearer_phone"], address=typed["bearer_address"]
    )
    casework.begin_entry(
        draft_id=draft.uuid,
        procedure_code=found.code,
        unit_code=typed["unit"],
        intake_code=intake,
        channel=channel,
        filing=filing,
        owner=owner,
        bearer=bearer if bearer.name else None,
        paper_file_id=kept.uuid if kept else None,
        on_paper=on_paper,
        ticket=typed["ticket"],
        actor=actor,
        now=now,
    )
    return forms.draft_url(draft.uuid)


def _owner(typed: Mapping[str, str]) -> CounterPerson:
    known = identity.person_by_number(number=typed["number"]) if typed["number"] else None
    return CounterPerson(
        name=typed["name"],
        number=typed["number"],
        phone=typed["phone"] or (known.phone if known else ""),
        address=typed["address"],
        person_id=known.uuid if known else None,
    )


def _intakes(actor: Actor) -> list[str]:
    return sorted({p.unit_code for p in actor.positions if p.role is Role.RECEPTION})


def _person_page(
    request: HttpRequest, found: Procedure, typed: Mapping[str, str], errors: Mapping[str, str], actor: Actor, now: datetime
) -> dict[str, Any]:
    english, today = language_of(request) == "en", local_date(now)
    places = () if forms.asks_place(forms.document_of(found)) else casework.receiving_units(code=found.code, on=today)
    own = _intakes(actor)
    codes = {u.code for u in places}
    known = identity.person_by_number(number=typed["number"]) if typed["number"].isdecimal() else None
    return {
        "procedure": found,
        "name": forms.short_name(found.name),
        "page_title": _("Người đứng tên và người nộp"),
        "typed": typed,
        "wrong": errors,
        "errors": [{"text": text, "field": name} for name, text in errors.items()],
        "channels": [(str(int(c)), c.en if english else c.vi) for c in (Channel.COUNTER, Channel.POSTAL)],
        "channel": typed["channel"] or str(int(Channel.COUNTER)),
        "filing": typed["filing"] or FilingKind.OFFICER.value,
        "filings": [
            (FilingKind.OFFICER.value, _("Người đứng tên hồ sơ tự đến nộp")),
            *(
                (k.value, k.en if english else k.vi)
                for k in (FilingKind.CHILD, FilingKind.AUTHORISED, FilingKind.EMPLOYEE, FilingKind.POSTAL_AGENT)
            ),
        ],
        "units": [("", _("Chọn cơ quan")), *((u.code, u.full_name) for u in places)] if places else [],
        "unit": typed["unit"] or next((c for c in own if c in codes), ""),
        "intake": typed["intake"] or (own[0] if own else ""),
        "intakes": named(own, today) if len(own) > 1 else [],
        "papers": [
            {"name": f"giay-{p.key}", "label": words.shortened(p.name, 160), "on": bool(request.POST.get(f"giay-{p.key}"))}
            for p in found.papers
        ],
        "known": _("Người này có tài khoản định danh: %(name)s") % {"name": known.full_name} if known else "",
        "back_url": reverse("casework_counter"),
        "other_open": bool(typed["bearer_name"] or {"bearer_name", "paper"} & set(errors)),
    }


def _check_page(
    draft: eforms.Draft, known: CounterEntry, problems: list[dict[str, str]], request: HttpRequest, now: datetime, language: str
) -> dict[str, Any]:
    found = casework.procedure(code=known.procedure_code)
    groups = eforms.summary(draft=draft, now=now, language=language)
    owner, bearer = known.owner, known.bearer
    english = language == "en"
    unit = forms.unit_of(draft) or known.unit_code
    people = [
        {"name": _("Người đứng tên"), "value": [p for p in (owner.name, owner.number, owner.phone, owner.address) if p]},
        {"name": _("Cách nộp"), "value": known.filing.en if english else known.filing.vi},
        *([{"name": _("Người đến nộp"), "value": [p for p in (bearer.name, bearer.number, bearer.phone) if p]}] if bearer else []),
        {"name": _("Hình thức nộp"), "value": known.channel.en if english else known.channel.vi},
        {"name": _("Nơi tiếp nhận"), "value": dict(named([known.intake_code], local_date(now))).get(known.intake_code, "")},
        {"name": _("Cơ quan giải quyết"), "value": dict(named([unit], local_date(now))).get(unit, unit) if unit else ""},
        *([{"name": _("Số thứ tự"), "value": known.ticket}] if known.ticket else []),
    ]
    paper_names = {p.key: p.name for p in found.papers}
    total = found.definition.fee_total
    return {
        "draft": draft,
        "page_title": _("Kiểm tra và lập hồ sơ"),
        "name": forms.short_name(found.name),
        "errors": problems,
        "people": people,
        "groups": [
            {
                "title": g.title,
                "facts": [
                    {"name": a.label, "value": a.text, "source": a.source, "change_href": _page(draft, g.page, a.name)} for a in g.answers
                ],
            }
            for g in groups
        ],
        "on_paper": [paper_names.get(key, key) for key in known.on_paper],
        "fee": format_dong(total) if total else "",
        "key": request.POST.get("key") or str(uuid7()),
        "back_url": _page(draft, groups[-1].page, "") if groups else "",
    }


def _page(draft: eforms.Draft, page: str, name: str) -> str:
    return f"{reverse('eforms_page', args=[draft.uuid, page])}?sua=1{f'#id_{name}' if name else ''}"
