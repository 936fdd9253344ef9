"""Why somebody may or may not: the question as a form, the answer in a sentence, and every post and delegation that was looked at."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua.foundation.identity import api
from motcua.foundation.identity.web import words
from motcua.kernel.actors import Role
from motcua.kernel.clock import VIETNAM, local
from motcua.kernel.errors import NamedError
from motcua.kernel.policy import Denied
from motcua.kernel.powers import Finding, Lent, Question, post_of
from motcua.kernel.powers.words import reason
from motcua.kit import clock
from motcua.kit.ui.days import day_boxes, read_day
from motcua.kit.web import actor_of, audience, language_of

_NAMES = ("can_bo", "viec", "ho_so", "don_vi", "thu_tuc", "linh_vuc", "luc-day", "luc-month", "luc-year", "gio")


@audience("officer", roles=(Role.ADMIN, Role.LEADER))
@require_GET
def of_officer(request: HttpRequest) -> HttpResponse:
    """About any officer, for administrators and for leaders of his unit or of one above; it is told to the log."""
    typed = _typed(request)
    errors: dict[str, str] = {}
    officer_id = _officer(typed["can_bo"], errors) if typed["viec"] or typed["can_bo"] else None
    return _page(request, "identity_explain", typed, errors, officer_id, own=False)


@audience("officer", serving=False)
@require_GET
def of_myself(request: HttpRequest) -> HttpResponse:
    """About herself, also for an officer who holds no post any more."""
    typed = _typed(request)
    return _page(request, "identity_my_powers", typed, {}, actor_of(request).subject_id if typed["viec"] else None, own=True)


def _page(
    request: HttpRequest, url_name: str, typed: dict[str, str], errors: dict[str, str], officer_id: UUID | None, *, own: bool
) -> HttpResponse:
    now, language, actor = clock.now(), language_of(request), actor_of(request)
    context: dict[str, Any] = {
        "url_name": url_name, "own": own, "typed": typed, "errors": errors, "day": day_boxes(typed, "luc"),
        "acts": [("", _("Chọn việc")), *sorted(((a.key, a.word(language)) for a in api.acts), key=lambda pair: pair[1])],
        "powers": [f"{p.title or words.role_word(p.role)} · {words.place(p.unit_code, words.places(language))}" for p in actor.positions],
    }  # fmt: skip
    question = _question(typed, errors, officer_id, request, now=now) if officer_id is not None else None
    if question is not None:
        try:
            found = api.explain_to(question=question, actor=actor, now=now)
            context |= _told(found, language)
        except NamedError as problem:
            errors["can_bo"] = problem.sentence(language)
    return render(request, "identity/explain.html", context, status=422 if errors else 200)


def _told(found: api.Explanation, language: str) -> dict[str, Any]:
    trace, act = found.trace, api.acts.get(found.act)
    decision = trace.decision
    why = "" if not isinstance(decision, Denied) else decision.reason_en if language == "en" else decision.reason_vi
    return {
        "found": found,
        "allowed": bool(decision),
        "ground": "" if isinstance(decision, Denied) else decision.ground,
        "why": why,
        "act": act.word(language) if act else found.act,
        "at": words.moment(trace.question.at),
        "columns": [_("Chức vụ hoặc uỷ quyền"), _("Từ lúc – đến lúc"), _("Cho quyền này không"), _("Vì sao")],
        "rows": [_row(f, trace.question, language, chosen=f is trace.chosen) for f in trace.findings],
    }


def _row(finding: Finding, question: Question, language: str, *, chosen: bool) -> list[Any]:
    power, post = finding.power, post_of(finding.power)
    places = words.places(language)
    name = f"{post.title or words.role_word(post.role)} · {words.role_word(post.role)} · {words.place(post.unit_code, places)}"
    if isinstance(power, Lent):
        name = _("Uỷ quyền %(basis)s của %(giver)s: %(post)s") % {"basis": power.basis, "giver": power.giver_name, "post": name}
    ends = words.moment(power.valid_to) if power.valid_to else _("chưa định ngày kết thúc")
    given = {"text": _("Có"), "state": "done"} if finding.gives else {"text": _("Không"), "state": "none"}
    said = " ".join(reason(why, power, question)[1 if language == "en" else 0] for why in finding.obstacles)
    if finding.gives:
        said = _("Quyền được dùng cho việc này.") if chosen else _("Cũng cho quyền này.")
        said = f"{said} {_('Từ đơn vị cấp trên.')}" if finding.above else said
    return [name, f"{words.moment(power.valid_from)} – {ends}", given, said]


def _question(
    typed: Mapping[str, str], errors: dict[str, str], officer_id: UUID, request: HttpRequest, *, now: datetime
) -> api.AccessQuestion | None:
    act, at = api.acts.get(typed["viec"]), _instant(typed, errors, now=now)
    if act is None:
        errors["viec"] = _("Chọn việc cần hỏi.")
        return None
    if typed["ho_so"]:
        return _about_matter(typed, errors, officer_id, act, request, at=at, now=now)
    if not typed["don_vi"]:
        errors["don_vi"] = _("Nhập mã đơn vị, ví dụ 11329, hoặc mã hồ sơ.")
    if errors:
        return None
    asked = (api.ActAsked(key=act.key, roles=act.roles, units=(typed["don_vi"],)),)
    return api.AccessQuestion(
        officer_id=officer_id, act=act.key, asked=asked, at=at, procedure=typed["thu_tuc"], field=typed["linh_vuc"]
    )


def _about_matter(
    typed: Mapping[str, str], errors: dict[str, str], officer_id: UUID, act: api.Act, request: HttpRequest, *, at: datetime, now: datetime
) -> api.AccessQuestion | None:
    sources = (source.matter(code=typed["ho_so"], actor=actor_of(request), now=now) for source in api.matter_sources)
    matter = next((found for found in sources if found is not None), None)
    if matter is None:
        errors["ho_so"] = _("Không có hồ sơ này, hoặc bạn không được biết về nó.")
        return None
    asked = tuple(a for a in matter.acts if a.key == act.key) or (api.ActAsked(key=act.key, roles=act.roles, units=matter.units),)
    if errors:
        return None
    return api.AccessQuestion(
        officer_id=officer_id, act=act.key, asked=asked, at=at, procedure=matter.procedure, field=matter.field, matter=matter.code
    )


def _instant(typed: Mapping[str, str], errors: dict[str, str], *, now: datetime) -> datetime:
    """The instant asked for; now when the day is left empty."""
    if not any(typed[f"luc-{part}"] for part in ("day", "month", "year")):
        return now
    day = read_day(typed, "luc", errors)
    hour, _colon, minute = (typed["gio"] or f"{local(now):%H:%M}").partition(":")
    if not (hour.isdecimal() and minute.isdecimal() and int(hour) < 24 and int(minute) < 60):  # noqa: PLR2004 - a clock
        errors["gio"] = _("Nhập giờ và phút, ví dụ 08:30.")
    if errors or day is None:
        return now
    return datetime.combine(day, time(int(hour), int(minute)), tzinfo=VIETNAM)


def _officer(code: str, errors: dict[str, str]) -> UUID | None:
    try:
        return api.officer_by_code(code=code, now=clock.now()).uuid
    except api.OfficerUnknown:
        errors["can_bo"] = _("Không có cán bộ mang mã này.")
        return None


def _typed(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET.get(name, "").strip()[:80] for name in _NAMES}
