"""The desk: linked dossiers that are not done, and one of them with its steps, a retry and what an officer does by hand."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from motcua.kernel.dates_vi import show_instant
from motcua.kernel.errors import NamedError, NotFound
from motcua.kit import clock
from motcua.kit.web import actor_of, audience, language_of
from motcua.platform.casework import api as casework
from motcua.services.linked import api, policies
from motcua.services.linked.adapters import declared
from motcua.services.linked.contracts import ChainState, ChainView
from motcua.services.linked.web import words


@audience("officer", roles=list(policies.STEERS))
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Linked dossiers of the officer's units, those that wait for somebody first."""
    language = language_of(request)
    rows = [
        {
            "code": one.dossier_code, "tag": words.tag(one.state, language), "problem": words.problem(one, language),
            "step": next((r["name"] for r in words.step_rows(one, language) if r["open"]), ""),
        }
        for one in api.open_chains(actor=actor_of(request))
    ]  # fmt: skip
    return render(request, "linked/desk.html", {"rows": rows})


@audience("officer", roles=list(policies.STEERS))
@require_safe
def one(request: HttpRequest, code: str) -> HttpResponse:
    """The steps of one dossier. 404 for whoever may not know it."""
    return _page(request, code)


@audience("officer", roles=list(policies.STEERS))
@require_POST
def retry(request: HttpRequest, code: str) -> HttpResponse:
    """Let the system try the open step again, at once."""
    now = clock.now()
    try:
        api.retry(code=code, actor=actor_of(request), now=now)
        api.run_due(now=now, code=code)
    except NotFound:
        raise
    except NamedError as refusal:
        messages.error(request, refusal.sentence(language_of(request)))
    else:
        messages.success(request, _("Đã gọi lại. Kết quả của lần gọi hiện ở bước bên dưới."))
    return redirect("linked_one", code=code)


@audience("officer", roles=list(policies.STEERS))
@require_POST
def take_over(request: HttpRequest, code: str) -> HttpResponse:
    """The open step was done at the agency by hand: its result and why."""
    now, actor = clock.now(), actor_of(request)
    typed = {name: request.POST.get(name, "") for name in (*_gives(api.of_dossier(code=code, actor=actor)), "note")}
    try:
        api.take_over(code=code, facts=typed, note=typed["note"], actor=actor, now=now)
        api.run_due(now=now, code=code)
    except NotFound:
        raise
    except NamedError as refusal:
        return _page(request, code, typed=typed, refusal=refusal.sentence(language_of(request)))
    messages.success(request, _("Đã ghi kết quả làm tay. Hệ thống đi tiếp các bước sau."))
    return redirect("linked_one", code=code)


def _page(request: HttpRequest, code: str, *, typed: dict[str, str] | None = None, refusal: str = "") -> HttpResponse:
    actor, language = actor_of(request), language_of(request)
    found = api.of_dossier(code=code, actor=actor)
    casework.note_list(codes=[code], actor=actor, now=clock.now(), source="linked.desk", contact=False, at_work=True)
    context = {
        "code": code, "title": found.en if language == "en" else found.vi, "tag": words.tag(found.state, language),
        "steps": words.step_rows(found, language), "problem": words.problem(found, language), "facts": words.facts(found),
        "next_at": show_instant(found.next_try_at, language) if found.next_try_at else "",
        "parked": found.state is ChainState.PARKED, "wanted": _wanted(found, typed or {}), "note": (typed or {}).get("note", ""),
        "refusal": refusal,
    }  # fmt: skip
    return render(request, "linked/one.html", context, status=422 if refusal else 200)


def _wanted(found: ChainView, typed: dict[str, str]) -> list[dict[str, str]]:
    """The fields of the form: what the open step would have brought."""
    if found.state is not ChainState.PARKED:
        return []
    return [{"name": name, "label": words.fact_name(name), "value": typed.get(name, "")} for name in _gives(found)]


def _gives(found: ChainView) -> tuple[str, ...]:
    """Names of what the open step brings; none when no step is open."""
    steps = {s.key: s for spec in declared.chains().values() if spec.vi == found.vi for s in spec.steps}
    return tuple(steps[found.step].gives) if found.step in steps else ()
