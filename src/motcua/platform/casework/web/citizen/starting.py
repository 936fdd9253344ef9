"""Starting a dossier: where it goes, then the first question."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from motcua.foundation.identity import api as identity
from motcua.foundation.units.contracts import Unit
from motcua.kernel.actors import Actor
from motcua.kernel.clock import local_date
from motcua.kernel.policy import require
from motcua.kernel.text import sort_key
from motcua.kit import clock
from motcua.kit.web import actor_of, audience, language_of
from motcua.platform.casework import api as casework
from motcua.platform.casework import policies
from motcua.platform.casework.actions import forms
from motcua.platform.casework.contracts import Procedure, ProcedureNotOnline, SubmissionChannel
from motcua.platform.casework.web.citizen.edge import day


@audience("citizen")
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, code: str) -> HttpResponse:
    """What will be asked and how long it takes; for forms that do not ask it, which office takes the dossier in."""
    procedure, actor, now = casework.procedure(code=code), actor_of(request), clock.now()
    if not procedure.open_online:
        raise ProcedureNotOnline(procedure_code=procedure.code)
    elsewhere = casework.submission_of(code=procedure.code, on=local_date(now)).channel is SubmissionChannel.NATIONAL
    if elsewhere:  # the page of the service says where
        return HttpResponseRedirect(reverse("casework_service", args=[procedure.code]))
    step_up = identity.require_level(request=request, level=procedure.definition.min_level, next_url=request.get_full_path())
    if step_up is not None:
        return step_up
    require(policies.can_file_for_organisation(actor=actor, procedure=procedure.code, field=procedure.field))
    document = forms.document_of(procedure)
    places = () if forms.asks_place(document) else _places(procedure, now)
    chosen, error = request.POST.get("unit", ""), ""
    taken = forms.earlier_of(code=request.GET.get("tu", "")[:40], procedure=procedure, actor=actor) if request.GET.get("tu") else None
    if request.method == "POST":
        if not places or chosen in {unit.code for unit in places}:
            draft = forms.start(procedure=procedure, unit_code=chosen if places else "", actor=actor, now=now, earlier=taken)
            if request.POST.get("cho-ai") == "khac":
                return HttpResponseRedirect(f"{reverse('casework_choose', args=[draft.uuid, 'nop-ho'])}?dau=1")
            return HttpResponseRedirect(forms.draft_url(draft.uuid))
        error = _("Chọn nơi nộp hồ sơ trong danh sách.")
    earlier = forms.open_draft(procedure_code=procedure.code, actor=actor, now=now)
    context = {
        "procedure": procedure,
        "name": forms.short_name(procedure.name),
        "minutes": document.get("minutes", 5),
        "pages": [page["title"]["en" if language_of(request) == "en" else "vi"] for page in document["pages"]],
        "units": [(unit.code, unit.label(language_of(request))) for unit in places],
        "chosen": chosen or _usual(actor, places),
        "error": error,
        "errors": {"unit": error} if error else {},
        "earlier": earlier,
        "taken": taken,
        "who": request.POST.get("cho-ai", "toi"),
        "earlier_url": forms.draft_url(earlier.uuid) if earlier else "",
        "earlier_on": day(request, earlier.updated_at) if earlier else "",
    }
    return render(request, "casework/citizen/start.html", context, status=422 if error else 200)


def _places(procedure: Procedure, now: datetime) -> tuple[Unit, ...]:
    found = casework.receiving_units(code=procedure.code, on=local_date(now))
    return tuple(sorted(found, key=lambda unit: (not unit.is_commune, sort_key(unit.full_name))))


def _usual(actor: Actor, places: tuple[Unit, ...]) -> str:
    """The commune in which the person lives, when it takes this procedure in."""
    if not places or actor.subject_id is None:
        return ""
    home = identity.person(person_id=actor.subject_id).residence_unit_code
    return home if home in {unit.code for unit in places} else ""
