"""The desk: linked dossiers that are not done, and one of them with its steps and every way to help it on or to stop it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

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
from motcua.services.linked import api, policies, rules
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
            "step": words.open_step(one, language), "done": sum(s.done for s in one.steps), "all": len(one.steps),
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
    actor, now = actor_of(request), clock.now()
    said = _("Đã gọi lại. Kết quả của lần gọi hiện ở bước bên dưới.")
    return _act(request, code, lambda: api.retry(code=code, actor=actor, now=now), said=said)


@audience("officer", roles=list(policies.STEERS))
@require_POST
def take_over(request: HttpRequest, code: str) -> HttpResponse:
    """The open step was done at the agency by hand: its result and why."""
    now, actor = clock.now(), actor_of(request)
    typed = {name: request.POST.get(name, "") for name in (*_gives(api.of_dossier(code=code, actor=actor)), "note")}
    said = _("Đã ghi kết quả làm tay. Hệ thống đi tiếp các bước sau.")
    return _act(
        request, code, lambda: api.take_over(code=code, facts=typed, note=typed["note"], actor=actor, now=now), said=said, typed=typed
    )


@audience("officer", roles=list(policies.STEERS))
@require_POST
def residence(request: HttpRequest, code: str) -> HttpResponse:
    """The family was asked with whom the child will live; the residence is registered there at once."""
    now, actor = clock.now(), actor_of(request)
    typed = {name: request.POST.get(name, "") for name in ("number", "asked")}
    said = _("Đã ghi câu trả lời của gia đình và gọi lại cơ quan dân cư.")
    return _act(
        request, code, lambda: api.settle_residence(code=code, number=typed["number"], note=typed["asked"], actor=actor, now=now),
        said=said, typed=typed,
    )  # fmt: skip


@audience("officer", roles=list(policies.STEERS))
@require_POST
def stop(request: HttpRequest, code: str) -> HttpResponse:
    """No further step, for a reason that the applicant reads."""
    now, actor, why = clock.now(), actor_of(request), request.POST.get("why", "")
    said = _("Đã dừng các bước liên thông còn lại và báo người nộp hồ sơ.")
    return _act(
        request, code, lambda: api.stop(code=code, note=why, actor=actor, now=now), said=said, typed={"why_stop": why, "stopping": "1"}
    )


def _act(
    request: HttpRequest, code: str, act: Callable[[], object], *, said: str, typed: dict[str, str] | None = None
) -> HttpResponse:
    """Do it and go on with the steps at once; what was typed comes back with a refusal, a refused press says why on the page itself."""
    try:
        act()
        api.run_due(now=clock.now(), code=code)
    except NotFound:
        raise
    except NamedError as refusal:
        if typed is not None:
            return _page(request, code, typed=typed, refusal=refusal.sentence(language_of(request)))
        messages.error(request, refusal.sentence(language_of(request)))
    else:
        messages.success(request, said)
    return redirect("linked_one", code=code)


def _page(request: HttpRequest, code: str, *, typed: dict[str, str] | None = None, refusal: str = "") -> HttpResponse:
    actor, language = actor_of(request), language_of(request)
    found = api.of_dossier(code=code, actor=actor)
    casework.note_list(codes=[code], actor=actor, now=clock.now(), source="linked.desk", contact=False, at_work=True)
    known, parked = typed or {}, found.state is ChainState.PARKED
    context: dict[str, Any] = {
        "code": code, "title": found.en if language == "en" else found.vi, "tag": words.tag(found.state, language),
        "steps": words.step_rows(found, language, inside=True), "problem": words.problem(found, language),
        "facts": words.facts(found, language),
        "next_at": show_instant(found.next_try_at, language) if found.next_try_at else "", "parked": parked,
        "open": parked or found.state is ChainState.RUNNING, "stopped": found.state is ChainState.CANCELLED,
        "by_hand_open": "note" in known, "open_step": words.open_step(found, language), "problem_kind": "warn" if parked else "info",
        "asks_family": parked and rules.asks_family(found.step), "wanted": _wanted(found, known), "refusal": refusal,
        "wrong": _wrong(known) if refusal else "",
        **{name: known.get(name, "") for name in ("note", "number", "asked", "why_stop", "stopping")},
    }  # fmt: skip
    return render(request, "linked/one.html", context, status=422 if refusal else 200)


def _wrong(typed: dict[str, str]) -> str:
    """Which form of the page was refused: that of the family's answer, of the stop, or of what was done by hand."""
    return "residence" if "number" in typed else "stop" if "stopping" in typed else "by_hand"


def _wanted(found: ChainView, typed: dict[str, str]) -> list[dict[str, str]]:
    """The fields of the form: what the open step would have brought."""
    if found.state is not ChainState.PARKED:
        return []
    return [{"name": name, "label": words.fact_name(name), "value": typed.get(name, "")} for name in _gives(found)]


def _gives(found: ChainView) -> tuple[str, ...]:
    """Names of what the open step brings; none when no step is open."""
    return found.current.gives if found.current is not None else ()
