"""Naming what is to be corrected or withdrawn on the dossier of a request, and the corrections that units answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from motcua.kernel.actors import Actor
from motcua.kernel.dates_vi import show_instant
from motcua.kernel.errors import NamedError
from motcua.kit import clock
from motcua.kit.web import actor_of, audience, language_of
from motcua.platform.casework.contracts import Dossier, DossierStatus
from motcua.services.privacy import api
from motcua.services.privacy.contracts import Does, Offer, Right, Run, RunState, RunStep, Task, TaskState
from motcua.services.privacy.web import edge

_TAGS = {TaskState.OPEN: "waiting", TaskState.CORRECTED: "done", TaskState.REFUSED: "stopped"}


def shown(dossier: Dossier, right: Right, run: Run | None, english: bool) -> dict[str, Any]:
    """The items of the plan, and whether more can be named; nothing to add once it is carried out."""
    planned = dossier.status is DossierStatus.PROCESSING and (run is None or run.state is RunState.PLANNED)
    waits = run is not None and run.state is RunState.RUNNING and all(step.done for step in run.steps)  # for units; else interrupted
    return {"items": items(run, english) if run else [], "planned": planned, "corrects": right.does is Does.CORRECT, "waits": waits}


def items(run: Run, english: bool) -> list[dict[str, Any]]:
    """Every item as lines: what it is, what it was and becomes, what came of it."""
    return [_item(step, run, english) for step in run.steps]


def _item(step: RunStep, run: Run, english: bool) -> dict[str, Any]:
    if step.item is None:
        return {"label": _("Ghi chú của cán bộ"), "lines": [step.note], "place": step.place}
    one, lines = step.item, []
    if run.does is Does.CORRECT:
        lines.append(_("Đang ghi: %(value)s") % {"value": one.before or _("chưa có")})
        lines.append(_("Đề nghị: %(value)s") % {"value": one.wanted or _("bỏ trống")})
    elif one.before:
        lines.append(_("Sẽ dừng theo: %(what)s") % {"what": one.before})
    if one.ground:
        lines.append(_("Chứng minh: %(ground)s") % {"ground": one.ground})
    lines += _came(step, run, english)
    return {"label": one.label_en if english else one.label_vi, "lines": lines, "place": step.place}


def _came(step: RunStep, run: Run, english: bool) -> list[str]:
    """What came of an item: corrected, withdrawn, asked of a unit, or not done and why."""
    said = [line for line in (step.reason_en if english else step.reason_vi, step.note) if line]
    if not step.done:
        return said
    if step.held and run.does is Does.CORRECT and step.item is not None:
        return [_("Đã sửa thành: %(value)s") % {"value": step.item.after or _("bỏ trống")}, *said]
    if run.does is Does.WITHDRAW and not step.kept:
        return [_("Đã rút; đã dừng %(n)s việc dựa vào đó") % {"n": step.removed}, *said]
    return said or [_("Đang chờ đơn vị giữ dữ liệu trả lời")]


@never_cache
@audience("officer")
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, code: str) -> HttpResponse:
    """One thing that the person asked for: a fact that the city or a unit holds with its right value, or a consent to withdraw."""
    actor, now, language = actor_of(request), clock.now(), language_of(request)
    desk = redirect("casework_desk", code)
    try:
        offered = api.item_offers(code=code, actor=actor, now=now)
    except NamedError as refused:
        if refused.status in (403, 404):
            raise
        messages.error(request, refused.sentence(language))
        return desk
    form, errors, corrects = request.POST, dict[str, str](), offered.does is Does.CORRECT
    if request.method == "POST":
        errors = _missing(form) if corrects else {}
        if not errors:
            done, errors = edge.attempt(request, lambda: _add(form, code=code, actor=actor, now=now))
            if done is not None:
                messages.success(request, _("Đã ghi vào bản chạy thử, chưa thay đổi gì."))
                return desk
            errors = {name or "ref": said for name, said in errors.items()}
    context = {
        "code": code, "corrects": corrects, "errors": errors, "typed": form, "options": [_option(o, language) for o in offered.offers],
        "units": [("", _("Thành phố giữ (chọn ở trên)")), *edge.unit_choices(now=now, language=language)],
    }  # fmt: skip
    return render(request, "privacy/item.html", context, status=422 if errors else 200)


def _option(one: Offer, language: str) -> dict[str, str]:
    group, label = (one.group_en, one.label_en) if language == "en" else (one.group_vi, one.label_vi)
    return {"value": one.ref, "text": f"{group} › {label}" + (f": {one.value}" if one.value else "")}


def _missing(form: Mapping[str, str]) -> dict[str, str]:
    """What a correction needs: which fact, by whom it is held, and the right value of a unit's fact."""
    if not form.get("unit"):
        return {} if form.get("ref") else {"ref": _("Chọn dữ liệu cần sửa, hoặc chọn đơn vị giữ dữ liệu.")}
    wanted = {"what": _("Ghi rõ dữ liệu nào, ở sổ hoặc hồ sơ nào."), "wanted": _("Nhập giá trị đúng.")}
    return {name: said for name, said in wanted.items() if not form.get(name, "").strip()}


def _add(form: Mapping[str, str], *, code: str, actor: Actor, now: datetime) -> Run:
    unit = form.get("unit", "").strip()
    ref = f"unit|{unit}" if unit else form.get("ref", "")
    return api.name_item(
        code=code, ref=ref, what=form.get("what", ""), wanted=form.get("wanted", ""), ground=form.get("ground", ""), actor=actor, now=now
    )


def _drop(form: Mapping[str, str], *, code: str, actor: Actor, now: datetime) -> Run:
    place = form.get("place", "")
    return api.drop_item(code=code, place=int(place) if place.isascii() and place.isdigit() else -1, actor=actor, now=now)


VERBS: Mapping[str, Callable[..., Run]] = {"bo-muc": _drop}


@never_cache
@audience("officer")
@require_http_methods(["GET", "HEAD", "POST"])
def tasks(request: HttpRequest) -> HttpResponse:
    """Corrections that the officer's units have to make or refuse, each with its answer to the person."""
    actor, now, language = actor_of(request), clock.now(), language_of(request)
    errors: dict[str, str] = {}
    if request.method == "POST":
        form = request.POST
        done, errors = edge.attempt(request, lambda: _answer(form, actor, now))
        if done is not None:
            messages.success(request, _("Đã ghi câu trả lời; người dân được báo khi mọi mục đã xong."))
            return redirect("privacy_tasks")
    found = api.tasks_of(actor=actor)
    api.note_tasks(found=found, actor=actor, now=now)
    rows = [_task(one, language, request.POST if errors else {}) for one in found]
    return render(request, "privacy/tasks.html", {"rows": rows, "errors": errors}, status=422 if errors else 200)


def _answer(form: Mapping[str, str], actor: Actor, now: datetime) -> Task:
    return api.answer_task(
        task_id=_uuid(form.get("task", "")), corrected=form.get("corrected") == "yes", before=form.get("before", ""),
        after=form.get("after", ""), answer=form.get("answer", ""), actor=actor, now=now,
    )


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)


def _task(one: Task, language: str, typed: Mapping[str, str]) -> dict[str, Any]:
    own = typed if typed.get("task") == str(one.task_id) else {}
    words = {
        TaskState.OPEN: _("Chờ trả lời"), TaskState.CORRECTED: _("Đã sửa"), TaskState.REFUSED: _("Không sửa"),
    }  # fmt: skip
    return {
        "id": str(one.task_id), "code": one.dossier_code, "what": one.what, "wanted": one.wanted, "ground": one.ground,
        "answer": one.answer, "word": words[one.state], "tag": _TAGS[one.state], "open": one.state is TaskState.OPEN, "typed": own,
        "due": show_instant(one.due_at, language) if one.due_at else "",
        "choices": [{"value": "yes", "text": _("Đã sửa")}, {"value": "no", "text": _("Không sửa, vì lý do dưới đây")}],
    }  # fmt: skip
