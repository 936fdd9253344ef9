"""On the dossier of a request: for officers the dry run and the carrying out, for its owner the copy."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from motcua.kernel.dates_vi import show_instant
from motcua.kit import clock
from motcua.kit.web import actor_of, audience, language_of
from motcua.platform.casework.contracts import Dossier, DossierPanel, DossierStatus, Outcome, dossier_panels
from motcua.services.privacy import api
from motcua.services.privacy.contracts import Does, Run, RunState
from motcua.services.privacy.web import edge, naming, restricting

_TAGS = {RunState.PLANNED: "waiting", RunState.RUNNING: "moving", RunState.DONE: "done"}
_OUT = frozenset({DossierStatus.RESOLVED, DossierStatus.HANDED_BACK})


def register() -> None:
    """Add the panels to the pages of dossiers."""
    dossier_panels.add(DossierPanel(key="privacy.officer", audience="officer", render=officers, order=10))
    dossier_panels.add(DossierPanel(key="privacy.restricted", audience="officer", render=restricting.officers, order=5))
    dossier_panels.add(DossierPanel(key="privacy.citizen", audience="citizen", render=owners, order=10))


def officers(request: HttpRequest, dossier: Dossier) -> str:
    """What is held and what was done; nothing on other dossiers, or for who only reads this one."""
    right = api.right_of(procedure=dossier.procedure_code)
    if right is None or not api.may_carry_out(dossier=dossier, actor=actor_of(request), now=clock.now()):
        return ""
    run, language = api.run_of(dossier_id=dossier.uuid), language_of(request)
    english = language == "en"
    context: dict[str, Any] = {
        "code": dossier.code, "right": right.name_en if english else right.name_vi, "does": right.does.value, "run": run,
        "open": dossier.status is DossierStatus.PROCESSING, "restricts": right.does is Does.RESTRICT, "erases": right.does is Does.ERASE,
        "steps": [_step(s, right.does, english) for s in run.steps] if run and not right.does.by_items else [],
        "by_items": right.does.by_items,
        "tag": _TAGS[run.state] if run else "", "word": _word(run.state) if run else "",
        "at": show_instant(run.planned_at, language) if run else "",
        "own_plan": run is not None and run.planned_ref == actor_of(request).ref and run.state is RunState.PLANNED,
    }  # fmt: skip
    if right.does.by_items:
        context |= naming.shown(dossier, right, run, english)
    return render_to_string("privacy/_carry.html", context, request=request)


def owners(request: HttpRequest, dossier: Dossier) -> str:
    """The copy, once the answer is signed."""
    if api.right_of(procedure=dossier.procedure_code) is None or dossier.status not in _OUT:
        return ""
    run = api.run_of(dossier_id=dossier.uuid)
    if run is None or run.state is not RunState.DONE or dossier.result is None or dossier.result.outcome is not Outcome.GRANTED:
        return ""
    english = language_of(request) == "en"
    hers = actor_of(request).subject_id == dossier.party.person_id  # not who filed for her
    context = {
        "code": dossier.code, "sha256": run.package_sha256, "has_copy": hers and bool(run.package_sha256),
        "steps": [_step(s, run.does, english) for s in run.steps] if run.does is not Does.COPY and not run.does.by_items else [],
        "items": naming.items(run, english) if run.does.by_items else [],
    }  # fmt: skip
    return render_to_string("privacy/_copy.html", context, request=request)


@audience("officer")
@require_POST
def act(request: HttpRequest, code: str, verb: str) -> HttpResponse:
    """The dry run (``chay-thu``), an item named or taken out, or what was shown carried out (``thuc-hien``)."""
    actor, now = actor_of(request), clock.now()
    if verb == "chay-thu":
        done, errors = edge.attempt(request, lambda: api.plan(code=code, actor=actor, now=now))
    elif verb == "thuc-hien":
        form = request.POST
        if form.get("sure") != "on":
            messages.error(request, _("Đánh dấu rằng bạn đã xem bản chạy thử."))
            return redirect(reverse("casework_desk", args=[code]))
        done, errors = edge.attempt(
            request,
            lambda: api.carry_out(code=code, digest=form.get("digest", ""), note=form.get("done", ""), actor=actor, now=now),
        )
    elif verb in naming.VERBS:
        done, errors = edge.attempt(request, lambda: naming.VERBS[verb](request.POST, code=code, actor=actor, now=now))
    else:
        raise Http404
    for sentence in errors.values():
        messages.error(request, sentence)
    if isinstance(done, Run):
        messages.success(request, _word(done.state) if verb == "thuc-hien" else _("Đã chạy thử, chưa thay đổi gì."))
    return redirect(reverse("casework_desk", args=[code]))


def _word(state: RunState) -> str:
    return {
        RunState.PLANNED: _("Đã chạy thử"), RunState.RUNNING: _("Đang thực hiện, tự tiếp tục nếu gián đoạn"),
        RunState.DONE: _("Đã thực hiện"),
    }[state]  # fmt: skip


def _step(step: Any, does: Does, english: bool) -> dict[str, Any]:
    said = [_("%(n)s mục") % {"n": step.found}]
    if step.done and does is Does.ERASE:
        said += [_("đã xoá %(removed)s, giữ %(kept)s") % {"removed": step.removed, "kept": step.kept}]
    if step.done and does is Does.RESTRICT:
        said += [_("đã hạn chế %(held)s") % {"held": step.held}]
    why = step.reason_en if english else step.reason_vi
    lines = [", ".join(said), *(line for line in (why, step.note) if line)]
    return {"name": step.label_en if english else step.label_vi, "value": lines}
