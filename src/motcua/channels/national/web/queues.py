"""The operator's pages: what came, what goes out, what stands still and how to mend it."""

from __future__ import annotations

from datetime import datetime, time

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from motcua.channels.national import api
from motcua.channels.national.contracts import IntakeState, PortalRefused, PortalUnavailable, ReasonNeeded, TellingState
from motcua.channels.national.web import words
from motcua.kernel.actors import Actor
from motcua.kernel.clock import VIETNAM
from motcua.kit import clock
from motcua.kit.ui.days import read_day
from motcua.kit.web import actor_of, audience, language_of, row_number

_PAGE = 25


@never_cache
@audience("officer", roles=api.ROLES)
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """How much waits, stands still or differs; what is parked; replay from a day on."""
    actor, language = _who(request)
    found = api.queues(actor=actor)
    last = api.last_comparison(actor=actor)
    context = {
        "tabs": words.tabs("national_queues"),
        "found": found,
        "pulled": words.moment(found.last_pulled_at),
        "sent": words.moment(found.last_sent_at),
        "compared": words.moment(last.at if last else None),
        "columns": words.intake_columns(),
        "parked": words.intake_rows(api.intakes(actor=actor, state="parked", limit=_PAGE), language),
        "telling_columns": words.telling_columns(),
        "refused": words.telling_rows(api.tellings(actor=actor, state="parked", limit=_PAGE), language),
    }
    return render(request, "national/overview.html", context)


@audience("officer", roles=api.ROLES)
@require_POST
def run(request: HttpRequest) -> HttpResponse:
    """Fetch, work off and send now instead of at the next turn."""
    _actor, language = _who(request)
    now = clock.now()
    try:
        kept = api.pull(now=now)
    except (PortalUnavailable, PortalRefused) as away:
        messages.warning(request, away.sentence(language))
    else:
        messages.success(request, _("Đã lấy %(n)s thông điệp mới.") % {"n": kept.new})
    api.take_in(now=now)
    api.send(now=now)
    return redirect("national_queues")


@audience("officer", roles=api.ROLES)
@require_POST
def replay(request: HttpRequest) -> HttpResponse:
    """Send again what was told from a day on, or about one dossier; or try everything parked again."""
    actor, _language = _who(request)
    now = clock.now()
    if request.POST.get("what") == "parked":
        count = api.replay_parked(actor=actor, now=now) + api.replay(actor=actor, now=now, parked_only=True)
    else:
        code, since_on = request.POST.get("code", "").strip(), read_day(request.POST, "from", {}, needed=False)
        since = datetime.combine(since_on, time.min, tzinfo=VIETNAM) if since_on else None
        if not code and since is None:
            messages.error(request, _("Ghi ngày bắt đầu (ngày/tháng/năm) hoặc mã hồ sơ cần gửi lại."))
            return redirect("national_queues")
        count = api.replay(actor=actor, now=now, from_at=since, codes_of=[code] if code else [])
    messages.success(request, _("%(n)s thông điệp được xếp hàng lại.") % {"n": count})
    return redirect("national_queues")


@never_cache
@audience("officer", roles=api.ROLES)
@require_GET
def intakes(request: HttpRequest) -> HttpResponse:
    """Messages from the portal, newest first."""
    actor, language = _who(request)
    state = request.GET.get("trang-thai", "")
    state = state if state in set(IntakeState) else ""
    found = api.intakes(actor=actor, state=state, before=_before(request), limit=_PAGE + 1)
    shown = found[:_PAGE]
    choices = [("", _("Mọi trạng thái")), ("waiting", _("Đang chờ")), ("parked", _("Dừng, cần sửa")), ("done", _("Đã xử lý")),
               ("discarded", _("Đã bỏ qua"))]  # fmt: skip
    context = {
        "tabs": words.tabs("national_intakes"), "columns": words.intake_columns(), "rows": words.intake_rows(shown, language),
        "state": state, "choices": choices, "next_href": _next(state, shown[-1].intake_id) if len(found) > _PAGE else "",
    }  # fmt: skip
    return render(request, "national/intakes.html", context)


@never_cache
@audience("officer", roles=api.ROLES)
def intake(request: HttpRequest, intake_id: int) -> HttpResponse:
    """One message: what is wrong with it, fields to mend, replay or set aside."""
    actor, language = _who(request)
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            return _acted(request, intake_id, actor)
        except ReasonNeeded as needed:
            errors = {"reason": needed.sentence(language)}
    view = api.open_intake(intake_id=intake_id, actor=actor, now=clock.now())
    told = {p.path: (p.en if language == "en" else p.vi) for p in view.problems}
    context = {
        "view": view, "parked": view.state is IntakeState.PARKED, "facts": words.intake_facts(view, language), "errors": errors,
        "fields": [{"path": path, "value": value, "error": told.get(path, "")} for path, value in view.values.items()],
        "reason": request.POST.get("reason", ""),
    }  # fmt: skip
    return render(request, "national/intake.html", context, status=422 if errors else 200)


@never_cache
@audience("officer", roles=api.ROLES)
@require_GET
def tellings(request: HttpRequest) -> HttpResponse:
    """Messages to the portal, newest first."""
    actor, language = _who(request)
    state, code = request.GET.get("trang-thai", ""), request.GET.get("ma", "").replace("\x00", "").strip()
    state = state if state in set(TellingState) else ""
    found = api.tellings(actor=actor, state=state, code=code, before=_before(request), limit=_PAGE + 1)
    shown = found[:_PAGE]
    choices = [("", _("Mọi trạng thái")), ("waiting", _("Chờ gửi")), ("sent", _("Đã gửi")), ("parked", _("Cổng từ chối")),
               ("withheld", _("Bộ làm chủ, không gửi"))]  # fmt: skip
    context = {
        "tabs": words.tabs("national_tellings"), "columns": words.telling_columns(), "rows": words.telling_rows(shown, language),
        "state": state, "code": code, "choices": choices, "parked": [v for v in shown if v.state is TellingState.PARKED],
        "next_href": _next(state, shown[-1].telling_id) if len(found) > _PAGE else "",
    }  # fmt: skip
    return render(request, "national/tellings.html", context)


@audience("officer", roles=api.ROLES)
@require_POST
def resend(request: HttpRequest, telling_id: int) -> HttpResponse:
    """Send one message again."""
    actor, _language = _who(request)
    api.resend(telling_id=telling_id, actor=actor, now=clock.now())
    messages.success(request, _("Thông điệp được xếp hàng lại."))
    return redirect("national_tellings")


def _acted(request: HttpRequest, intake_id: int, actor: Actor) -> HttpResponse:
    now, act = clock.now(), request.POST.get("act", "")
    if act == "discard":
        api.discard(intake_id=intake_id, reason=request.POST.get("reason", ""), actor=actor, now=now)
        messages.success(request, _("Đã bỏ qua thông điệp, bản gốc vẫn được giữ."))
        return redirect("national_intakes")
    view = api.intake(intake_id=intake_id, actor=actor)
    changes = {
        path: given for n, (path, before) in enumerate(view.values.items()) if (given := request.POST.get(f"v{n}", before)) != before
    }
    if changes:
        state = api.mend(intake_id=intake_id, changes=changes, actor=actor, now=now)
    else:
        state = api.replay_intake(intake_id=intake_id, actor=actor, now=now)
    if state == IntakeState.DONE:
        messages.success(request, _("Thông điệp đã được xử lý."))
    else:
        messages.warning(request, _("Thông điệp chưa xử lý được. Xem lý do bên dưới."))
    return redirect("national_intake", intake_id=intake_id)


def _who(request: HttpRequest) -> tuple[Actor, str]:
    actor = actor_of(request)
    return actor, language_of(request)


def _before(request: HttpRequest) -> int | None:
    return row_number(request.GET.get("truoc", ""))


def _next(state: str, last: int) -> str:
    return f"?trang-thai={state}&truoc={last}"
