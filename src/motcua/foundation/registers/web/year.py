"""The year of a unit: months with days off, swaps and closures; publications, and the way back from them."""

from __future__ import annotations

import calendar as gregorian
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua.foundation.registers import api as registers
from motcua.foundation.registers.web import typed as t
from motcua.kernel.actors import Role
from motcua.kernel.clock import local
from motcua.kernel.working_time import WorkCalendar
from motcua.kit import clock
from motcua.kit.web import audience, file_response, language_of

ADMINS = (Role.ADMIN,)
_FIRST, _LAST = 2021, 2100


@dataclass(frozen=True, slots=True)
class DayBox:
    """One day of a month as the page shows it: its mark, the word for it, and its class."""

    number: int
    mark: str
    word: str
    state: str


@audience("officer", roles=ADMINS)
@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """Twelve months, the days that differ with their source, and the latest publications."""
    year, unit_code = _asked(request)
    named = registers.calendar_days(year=year, unit_code=unit_code)
    changed = registers.changes(limit=10)
    context = {
        "year": year,
        "unit_code": unit_code,
        "months": _months(year, registers.calendar(around=date(year, 7, 1), unit_code=unit_code)),
        "weekdays": [_("T2"), _("T3"), _("T4"), _("T5"), _("T6"), _("T7"), _("CN")],
        "columns": [_("Ngày"), _("Loại"), _("Tên"), _("Áp dụng"), _("Nguồn")],
        "rows": [_row(day, language_of(request)) for day in named],
        "changes": [{"change": c, "text": _change(c), "at": f"{local(c.at):%H:%M %d/%m/%Y}"} for c in changed],
        "hours": registers.unit_hours(unit_code=unit_code) if unit_code else (),
        "hours_text": [_week(w) for w in registers.unit_hours(unit_code=unit_code)] if unit_code else [],
    }
    return render(request, "registers/year.html", context)


@audience("officer", roles=ADMINS)
@require_GET
def export(request: HttpRequest) -> HttpResponseBase:
    """The days of a year as CSV or iCalendar."""
    year, unit_code = _asked(request)
    fmt = "ics" if request.GET.get("dang") == "ics" else "csv"
    text = registers.export_days(year=year, unit_code=unit_code, fmt=fmt, now=clock.now())
    mime = "text/calendar; charset=utf-8" if fmt == "ics" else "text/csv; charset=utf-8"
    return file_response(name=f"lich-{unit_code or 'ca-nuoc'}-{year}.{fmt}", mime=mime, content=text.encode())


def _asked(request: HttpRequest) -> tuple[int, str]:
    year, unit_code = request.GET.get("nam", ""), request.GET.get("don_vi", "").strip()[:20]
    wanted = int(year) if year.isdecimal() else clock.today().year
    return min(max(wanted, _FIRST), _LAST), unit_code


def _months(year: int, calendar: WorkCalendar) -> list[dict[str, Any]]:
    weeks = gregorian.Calendar(firstweekday=0)
    return [
        {
            "title": _("Tháng %(month)s") % {"month": month},
            "weeks": [[_box(on, calendar) if on.month == month else None for on in week] for week in weeks.monthdatescalendar(year, month)],
        }
        for month in range(1, 13)
    ]


def _box(on: date, calendar: WorkCalendar) -> DayBox:
    hours = calendar.hours_on(on)
    if on in calendar.days_off:
        return DayBox(on.day, _("N"), _("nghỉ"), "is-off")
    if on in calendar.extra_working_days:
        return DayBox(on.day, _("B"), _("làm bù"), "is-work")
    if on in calendar.exceptions:
        if not hours:
            return DayBox(on.day, _("Đ"), _("đóng cửa"), "is-off")
        return DayBox(on.day, f"{_short(hours[0].opens)}–{_short(hours[-1].closes)}", t.spans_text(hours), "is-part")
    return DayBox(on.day, "", _("ngày làm việc") if hours else _("không làm việc"), "" if hours else "is-closed")


def _short(at: time) -> str:
    return f"{at.hour}:{at.minute:02d}" if at.minute else str(at.hour)


def _row(day: registers.CalendarDay, language: str) -> list[Any]:
    extra = t.spans_text(day.hours)
    if day.kind is registers.DayKind.CLOSED:
        begins = f"{day.closed_from:%H:%M}" if day.closed_from else _("đầu giờ")
        ends = f"{day.closed_until:%H:%M}" if day.closed_until else _("hết giờ")
        extra = f"{begins}–{ends}"
    name = day.name_en if language == "en" else day.name_vi
    place = day.unit_code or _("Cả nước")
    return [f"{day.on:%d/%m/%Y}", {"text": t.kind_word(day.kind), "hint": extra}, name, place, day.source]


def _change(change: registers.CalendarChange) -> str:
    days = change.days
    first, last = min(d.on for d in days), max(d.on for d in days)
    period = f"{first:%d/%m/%Y}" if first == last else f"{first:%d/%m/%Y}–{last:%d/%m/%Y}"
    places = ", ".join(sorted({d.unit_code or _("Cả nước") for d in days}))
    return f"{period} · {places} · {change.source}"


def _week(hours: registers.UnitHours) -> str:
    names = (_("T2"), _("T3"), _("T4"), _("T5"), _("T6"), _("T7"), _("CN"))
    told = "; ".join(f"{name} {t.spans_text(day)}" for name, day in zip(names, hours.week, strict=True) if day)
    return f"{hours.effective_from:%d/%m/%Y}: {told} ({hours.source})"
