"""The officers' first page of the room, and who is responsible."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from motcua.kernel.actors import Actor, Role
from motcua.kernel.dates_vi import show_date, show_instant
from motcua.kit import clock
from motcua.kit.ui.days import read_day
from motcua.kit.web import actor_of, audience, language_of
from motcua.services.privacy import api
from motcua.services.privacy.web import edge


@audience("officer")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What there is to do, and who answers for personal data today."""
    actor, now = actor_of(request), clock.now()
    today = edge.today_of(now)
    context = {
        "is_dpo": api.is_dpo(actor=actor, on=today), "named": api.terms(on=today), "open": api.open_count(actor=actor, now=now),
        "is_admin": Role.ADMIN in actor.roles, "requests": _requests(actor, now, language_of(request)),
        "tasks": api.open_tasks(actor=actor),
    }  # fmt: skip
    return render(request, "privacy/desk.html", context)


def _requests(actor: Actor, now: datetime, language: str) -> list[dict[str, str]]:
    """Open requests as lines without names: whose they are, stands on the dossier, where looking is noted."""
    keys = {r.procedure: (r.name_en if language == "en" else r.name_vi) for r in api.rights()}
    found = [(row, (row.handler_code or row.unit_code, edge.today_of(now))) for row in api.open_requests(actor=actor, now=now)]
    names = api.unit_names(wanted={place for _row, place in found})
    return [
        {
            "right": keys[row.procedure_code], "code": row.code, "href": reverse("casework_desk", args=[row.code]),
            "due": show_instant(row.due_at, language) if row.due_at else "", "status": row.status.en if language == "en" else row.status.vi,
            "unit": names[place],
        }
        for row, place in found
    ]  # fmt: skip


@audience("officer", roles=[Role.ADMIN])
def responsible(request: HttpRequest) -> HttpResponse:
    """Everybody named and when; administrators write a new decision down here."""
    language, now = language_of(request), clock.now()
    errors: dict[str, str] = {}
    typed = {"officer": "", "basis": "", "from": edge.today_of(now)}
    if request.method == "POST":
        typed = {"officer": request.POST.get("officer", ""), "basis": request.POST.get("basis", ""), "from": edge.today_of(now)}
        begins = read_day(request.POST, "from", errors)
        if begins is not None:
            _done, errors = edge.attempt(
                request,
                lambda: api.name_dpo(
                    officer_code=str(typed["officer"]), basis=str(typed["basis"]), effective_from=begins, actor=actor_of(request), now=now
                ),
            )
        if not errors:
            messages.success(request, _("Đã ghi quyết định chỉ định."))
            return redirect("privacy_dpo")
    terms = [
        {
            "name": t.officer_name, "unit": t.unit_name, "basis": t.basis, "from": show_date(t.effective_from, language),
            "to": show_date(t.effective_to, language) if t.effective_to else "",
            "end": "" if t.effective_to else reverse("privacy_dpo_end", args=[t.term_id]),
        }
        for t in api.terms()
    ]  # fmt: skip
    return render(request, "privacy/responsible.html", {"terms": terms, "errors": errors, "typed": typed}, status=422 if errors else 200)


@audience("officer", roles=[Role.ADMIN])
@require_POST
def end(request: HttpRequest, term_id: UUID) -> HttpResponse:
    """End a term today."""
    now = clock.now()
    done, errors = edge.attempt(
        request, lambda: api.end_dpo(term_id=term_id, effective_to=edge.today_of(now), actor=actor_of(request), now=now)
    )
    for sentence in errors.values():
        messages.error(request, sentence)
    if done:
        messages.success(request, _("Đã ghi thôi phụ trách từ hôm nay."))
    return redirect("privacy_dpo")
