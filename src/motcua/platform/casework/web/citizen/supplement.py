"""Supplying papers that were asked for: the same question pages as any form, then one press to send."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from motcua.kernel.actors import Actor
from motcua.kit import clock
from motcua.kit.web import actor_of, audience, language_of
from motcua.platform.casework import api as casework
from motcua.platform.casework.actions import forms
from motcua.platform.casework.contracts import Dossier, PaperGiven, SupplementLate, SupplementView
from motcua.platform.casework.web.citizen.edge import day
from motcua.platform.eforms import api as eforms

PAPER_MB = 20
NOTE_LENGTH = 1000


@audience("citizen")
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, code: str) -> HttpResponse:
    """What is asked, why and until when; a POST opens the pages on which it is uploaded."""
    actor, now = actor_of(request), clock.now()
    found = casework.dossier(code=code, actor=actor, language=language_of(request))
    asked = found.open_supplement
    if asked is None:
        return HttpResponseRedirect(reverse("casework_status", args=[found.code]))
    late = now > asked.deadline_at
    if request.method == "POST" and not late:
        draft_id = _earlier(found, asked, actor, now) or _start(found, asked, actor, now)
        return HttpResponseRedirect(forms.draft_url(draft_id))
    context = {
        "dossier": found,
        "name": forms.short_name(found.procedure_name),
        "asked": asked,
        "asked_on": day(request, asked.asked_at),
        "deadline": day(request, asked.deadline_at),
        "late": late,
    }
    return render(request, "casework/citizen/supplement.html", context)


def _mark(asked: SupplementView) -> str:
    """Tells one request for papers of a dossier from the next."""
    return asked.asked_at.isoformat()


def _earlier(found: Dossier, asked: SupplementView, actor: Actor, now: datetime) -> UUID | None:
    """A draft that was begun for this very request."""
    for draft in eforms.drafts_of(actor=actor, now=now):
        if draft.context.get("dossier") == found.code and draft.context.get("asked") == _mark(asked):
            return draft.uuid
    return None


def _start(found: Dossier, asked: SupplementView, actor: Actor, now: datetime) -> UUID:
    """A draft with one upload for each paper asked for; what was asked is written by an officer and stays encrypted with it."""
    ref = eforms.publish_form(definition=document(len(asked.items)), now=now)
    context = {
        "dossier": found.code,
        "asked": _mark(asked),
        "title_vi": f"Bổ sung hồ sơ {found.code}",
        "title_en": f"Papers for dossier {found.code}",
        "check": "casework_supplement_send",
        "about": reverse("casework_supplement", args=[found.code]),
        "leave": reverse("casework_status", args=[found.code]),
    }
    labels = {f"paper_{n}": item for n, item in enumerate(asked.items, start=1)}
    draft = eforms.start_draft(form_key=ref.key, form_version=ref.version, owner=actor, context=context, now=now, labels=labels)
    return draft.uuid


def document(count: int) -> dict[str, Any]:
    """The form of a supplement with ``count`` papers; ``bo-sung-<n>`` is the requirement under which casework takes each."""

    def words(vi: str, en: str) -> dict[str, str]:
        return {"vi": vi, "en": en}

    papers = [
        {
            "name": f"paper_{n}", "kind": "file", "requirement": f"bo-sung-{n}", "max_mb": PAPER_MB, "max_files": 5,
            "label": words(f"Giấy tờ {n}", f"Paper {n}"),
        }
        for n in range(1, count + 1)
    ]  # fmt: skip
    note_words = words("Lời nhắn cho cán bộ", "Note to the officer")
    note = {"name": "note", "kind": "textarea", "required": False, "max_length": NOTE_LENGTH, "label": note_words}
    page = {"key": "giay-to", "title": words("Giấy tờ được yêu cầu bổ sung", "Papers asked for"), "fields": [*papers, note]}
    return {"key": f"bo-sung.{count}", "title": words("Bổ sung giấy tờ", "Supply papers"), "minutes": 3, "pages": [page]}


@audience("citizen")
@require_http_methods(["GET", "HEAD", "POST"])
def send(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Check what was uploaded and send it; sending twice changes nothing."""
    actor, now = actor_of(request), clock.now()
    draft = eforms.draft(draft_id=draft_id, actor=actor)
    if "dossier" not in draft.context:  # a draft of another kind has its own page to be checked and sent on
        raise Http404
    code = str(draft.context["dossier"])
    if draft.state == draft.state.FROZEN:
        return HttpResponseRedirect(reverse("casework_status", args=[code]))
    errors = eforms.validate_all(draft_id=draft_id, actor=actor, now=now)
    if errors:
        return HttpResponseRedirect(reverse("eforms_page", args=[draft_id, errors[0].page]))
    if request.method == "POST":
        _send(draft, code, actor, now)
        messages.success(request, _("Đã gửi giấy tờ bổ sung. Thời hạn giải quyết tính tiếp từ lúc này."))
        return HttpResponseRedirect(reverse("casework_status", args=[code]))
    groups = eforms.summary(draft=draft, now=now, language=language_of(request))
    change = reverse("eforms_page", args=[draft_id, "giay-to"])
    facts = [{"name": a.label, "value": a.text, "change_href": f"{change}?sua=1#id_{a.name}"} for group in groups for a in group.answers]
    context = {"code": code, "facts": facts, "back_url": change, "page_title": _("Kiểm tra và gửi giấy tờ bổ sung")}
    return render(request, "casework/citizen/supplement_send.html", context)


def _send(draft: eforms.Draft, code: str, actor: Actor, now: datetime) -> None:
    """Freeze and supply in one: when the deadline has passed meanwhile, the draft stays open with everything in it."""
    asked = casework.dossier(code=code, actor=actor).open_supplement
    if asked is not None and _mark(asked) != draft.context["asked"]:
        raise SupplementLate(deadline=f"{asked.asked_at:%d/%m/%Y}")
    with eforms.frozen(draft_id=draft.uuid, actor=actor, now=now) as form:
        papers = [PaperGiven(requirement=f.requirement, file_id=f.file_id) for f in form.files]
        note = str(form.data.get("note", ""))
        casework.supply(code=code, papers=papers, note=note, actor=actor, now=now, idempotency_key=str(draft.uuid))
