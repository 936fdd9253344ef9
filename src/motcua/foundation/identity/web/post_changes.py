"""The form by which an administrator appoints, moves, puts right, ends and cancels: filled in, looked at, written."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from motcua.foundation.files import api as files
from motcua.foundation.identity import api
from motcua.foundation.identity.web import papers, post_forms, words
from motcua.foundation.identity.web.given import post_words
from motcua.foundation.units import api as units
from motcua.kernel.actors import Role
from motcua.kernel.errors import NamedError
from motcua.kit import clock
from motcua.kit.ui.days import day_boxes
from motcua.kit.web import actor_of, audience, language_of

_PURPOSE = "identity.post"
_ACCEPTED = frozenset({files.PDF})


@audience("officer", roles=(Role.ADMIN,))
@require_http_methods(["GET", "POST"])
@api.confirmed(act=gettext_lazy("thay đổi chức vụ của cán bộ"))
def change(request: HttpRequest, code: str) -> HttpResponse:
    """Fill in, see the powers before and after, write. Nothing typed is lost; a second press writes nothing twice."""
    now = clock.now()
    officer = api.officer_by_code(code=code, now=now)
    history = api.appointments(officer_id=officer.uuid)
    if request.method == "GET":
        form = {**post_forms.typed(request.GET), "khoa": str(uuid4()), "tep": ""}
        return _form(request, officer, history, post_forms.start(form, post_forms.chosen(form, history), now=now), {})
    form, errors = post_forms.typed(request.POST), {}
    try:
        form["tep"] = papers.keep(request, kept=form["tep"], purpose=_PURPOSE, allowed=_ACCEPTED)
    except NamedError as problem:
        form["tep"], errors[papers.FIELD] = "", problem.sentence(language_of(request))
    act = post_forms.read(form, officer, history, errors, now=now)
    if errors or act is None:
        return _form(request, officer, history, form, errors)
    sure = request.POST.get("buoc") == "ghi"
    try:
        done = act(actor=actor_of(request), now=now, dry_run=not sure)
    except NamedError as problem:
        return _form(request, officer, history, form, {_place_of(problem, form): problem.sentence(language_of(request))})
    if sure:
        messages.success(request, _("Đã ghi thay đổi chức vụ của %(name)s.") % {"name": officer.full_name})
        return redirect("identity_staff_one", code=code)
    return _check(request, officer, history, form, done)


def _check(
    request: HttpRequest, officer: api.Officer, history: post_forms.History, form: dict[str, str], done: api.PostChange
) -> HttpResponse:
    """What would be written, and the powers without and with it."""
    places, before = words.places(language_of(request)), post_forms.chosen(form, history)
    differs = _differences(before, done.appointment) if form["viec"] == "sua" and before else []
    if form["viec"] == "sua" and not differs:
        return _form(request, officer, history, form, {"chuc_danh": _("Chưa có gì khác với điều đang ghi.")})
    moved = {}
    if form["viec"] == "chuyen" and before:
        moved = {"from": _name(before, places), "to": _name(done.appointment, places), "number": form["so"]}
    context = {
        "officer": officer, "at": words.moment(done.at), "hidden": sorted(form.items()), "given_ended": done.given_ended,
        "gained": [post_words(p, places) for p in done.gained], "lost": [post_words(p, places) for p in done.lost],
        "kept": [post_words(p, places) for p in done.kept], "moved": moved, "reason": form["ly_do"] if differs else "",
        "columns": [_("Thông tin"), _("Đang ghi"), _("Sẽ ghi")], "differs": differs, "scan": papers.named(form["tep"]),
    }  # fmt: skip
    return render(request, "identity/post_check.html", context)


def _form(
    request: HttpRequest, officer: api.Officer, history: post_forms.History, form: dict[str, str], errors: dict[str, str]
) -> HttpResponse:
    places, now = words.places(language_of(request)), clock.now()
    post, posts = post_forms.chosen(form, history), post_forms.choices(form, history, now=now)
    state = post.state(now) if post else None
    context: dict[str, Any] = {
        "officer": officer, "typed": form, "errors": errors, "begins": day_boxes(form, "tu"), "ends": day_boxes(form, "den"),
        "paper": day_boxes(form, "ngay"), "roles": words.role_choices(_("Chọn vai trò")),
        "manners": [(m.value, words.manner_word(m)) for m in api.Manner],
        "posts": [(str(a.position_id), _choice(a, places)) for a in posts], "heading": words.change_word(form["viec"]),
        "post": _name(post, places) if post else "", "new_place": form["viec"] in ("bo_nhiem", "chuyen"),
        "must_choose": form["viec"] == "sua" and post is None, "is_planned": state is api.PostState.PLANNED,
        "is_open": state in (api.PostState.PLANNED, api.PostState.HELD), "scan": papers.named(form["tep"]),
    }  # fmt: skip
    return render(request, "identity/post_form.html", context, status=422 if errors else 200)


def _differences(before: api.Appointment, after: api.Appointment) -> list[list[str]]:
    """The facts on record that a correction changes, as rows of a table."""
    return [
        [name, old or "–", new or "–"]
        for (name, old), (_name, new) in zip(_record(before), _record(after), strict=True)
        if old != new
    ]


def _record(a: api.Appointment) -> list[tuple[str, str]]:
    paper = a.basis
    return [
        (_("Chức danh"), a.title),
        (_("Văn bản"), words.document(paper.number, paper.on) if paper else ""),
        (_("Bản chụp văn bản"), files.get(file_id=paper.file_id).name if paper and paper.file_id else ""),
        (_("Từ"), words.moment(a.valid_from)),
        (_("Đến"), words.moment(a.valid_to)),
    ]


def _place_of(problem: NamedError, form: dict[str, str]) -> str:
    """Beside which field a refusal is said."""
    if isinstance(problem, units.UnitUnknown):
        return "don_vi"
    return {"bo_nhiem": "cach", "chuyen": "tu", "sua": "ly_do"}.get(form["viec"], "chuc_vu")


def _name(a: api.Appointment, places: Any) -> str:
    return words.post_name(a.title, a.role, a.unit_code, places)


def _choice(a: api.Appointment, places: Any) -> str:
    return f"{_name(a, places)} ({words.moment(a.valid_from)} – {words.moment(a.valid_to)})"
