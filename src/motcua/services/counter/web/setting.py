"""The unit's figures and settings: groups, online-only days."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from motcua.kernel.clock import local_date
from motcua.kernel.errors import Invalid, NamedError
from motcua.kit import clock
from motcua.kit.ui.days import read_day
from motcua.kit.web import actor_of, audience, language_of
from motcua.services.counter import api
from motcua.services.counter.web import words
from motcua.services.counter.web.officer import unit_of

_DAYS = 14


@never_cache
@audience("officer", roles=api.DESK | api.SETTERS)
@require_GET
def statistics(request: HttpRequest) -> HttpResponse:
    """Per day and group of the last two weeks: taken, served, skipped, minutes."""
    language, unit, today = language_of(request), unit_of(request), local_date(clock.now())
    found = api.statistics(unit_code=unit, first=today - timedelta(days=_DAYS), last=today, actor=actor_of(request))
    columns = [
        {"text": _("Ngày")}, {"text": _("Nhóm dịch vụ")},
        *({"text": text, "numeric": True} for text in (_("Lấy số"), _("Đã phục vụ"), _("Vắng mặt"), _("Chờ (phút)"), _("Phục vụ (phút)"))),
    ]  # fmt: skip
    rows = [
        [
            words.day_word(s.on, language), s.group.name(language), s.taken, s.served, s.skipped, _shown(s.wait_minutes),
            _shown(s.service_minutes),
        ]
        for s in found
    ]  # fmt: skip
    context = {"columns": columns, "rows": rows, "unit_name": api.unit_name(unit_code=unit, on=today, language=language)}
    return render(request, "counter/statistics.html", context)


@never_cache
@audience("officer", roles=api.SETTERS)
def settings_page(request: HttpRequest) -> HttpResponse:
    """Groups and online-only days; fewer of these than the rule asks is a warning."""
    language, unit, now = language_of(request), unit_of(request), clock.now()
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            _save(request, unit, errors)
        except Invalid as wrong:
            errors = {name: (en if language == "en" else vi) for name, (vi, en) in wrong.fields.items()}
        except NamedError as refused:
            errors = {"": refused.sentence(language)}
        if not errors:
            return redirect("counter_settings")
    today = local_date(now)
    found = api.online_days(unit_code=unit, on=today)
    context = {
        "unit": unit, "unit_name": api.unit_name(unit_code=unit, on=today, language=language), "errors": errors, "online": found,
        "weekdays": words.weekday_options(language), "chosen": [str(n) for n in found.weekdays], "from_day": today + timedelta(days=1),
        "groups": [
            {"code": g.code, "name": g.name(language), "minutes": g.minutes, "capacity": g.capacity, "active": g.active}
            for g in api.groups(unit_code=unit, all_of_them=True)
        ],
    }  # fmt: skip
    return render(request, "counter/settings.html", context, status=422 if errors else 200)


def _save(request: HttpRequest, unit: str, errors: dict[str, str]) -> None:
    actor, now = actor_of(request), clock.now()
    if request.POST.get("act") == "days":
        chosen, begins = [int(n) for n in request.POST.getlist("weekdays") if n.isdecimal()], read_day(request.POST, "from", errors)
        if begins is None:
            return
        done = api.set_online_days(unit_code=unit, weekdays=chosen, effective_from=begins, actor=actor, now=now)
        if done.enough:
            messages.success(request, _("Đã ghi ngày chỉ nhận trực tuyến."))
        else:
            messages.warning(request, _("Đã ghi, nhưng ít hơn %(n)s ngày mỗi tuần theo quy định.") % {"n": done.least})
        return
    code = request.POST.get("code", "")
    api.save_group(
        unit_code=unit, code=code, minutes=_number(request, "minutes"), capacity=_number(request, "capacity"),
        active=request.POST.get("active") == "on", actor=actor, now=now,
    )  # fmt: skip
    messages.success(request, _("Đã ghi nhóm dịch vụ."))


def _number(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 4 else -1  # noqa: PLR2004 - minutes and seats have three digits


def _shown(value: Any) -> str:
    return "–" if value is None else str(value)
