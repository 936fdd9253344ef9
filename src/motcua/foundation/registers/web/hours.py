"""Weekly hours of a unit and all below it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from motcua.foundation.registers import api as registers
from motcua.foundation.registers.web import typed as t
from motcua.foundation.registers.web.year import ADMINS
from motcua.kernel.errors import NamedError
from motcua.kit import clock
from motcua.kit.ui.days import day_boxes, read_day
from motcua.kit.ui.render import render as component
from motcua.kit.web import actor_of, audience, language_of

_DAYS = ("t2", "t3", "t4", "t5", "t6", "t7", "cn")


@audience("officer", roles=ADMINS)
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest) -> HttpResponse:
    """Other hours from a day on; an empty day is closed."""
    typed = t.collect(request, "don_vi", *_DAYS, "bu", "nua", "nguon", dates=("tu",))
    if request.method == "GET":
        return _form(request, _present(request.GET.get("don_vi", "")[:20]) | {"don_vi": request.GET.get("don_vi", "")[:20]}, {})
    errors: dict[str, str] = {}
    week = tuple(t.spans(typed, name, errors) for name in _DAYS)
    extra, half = t.spans(typed, "bu", errors), t.spans(typed, "nua", errors)
    begins = read_day(typed, "tu", errors)
    needed = (("don_vi", _("Nhập mã đơn vị, ví dụ 11329.")), ("nguon", _("Nhập văn bản làm căn cứ.")))
    errors |= {name: said for name, said in needed if not typed[name]}
    if errors or begins is None:
        return _form(request, typed, errors)
    try:
        hours = registers.UnitHours(typed["don_vi"], week, extra, half, begins, typed["nguon"])
        registers.set_hours(hours=hours, actor=actor_of(request), now=clock.now())
    except NamedError as problem:
        return _form(request, typed, {"tu": problem.sentence(language_of(request))})
    messages.success(request, _("Đã công bố giờ làm việc. Hạn trả của hồ sơ đang mở được tính lại."))
    return redirect(f"{reverse('registers_calendar')}?don_vi={typed['don_vi']}")


def _present(unit_code: str) -> dict[str, str]:
    """The hours that hold for the unit today, to start from."""
    calendar = registers.calendar(around=clock.today(), unit_code=unit_code)
    week = dict(zip(_DAYS, (t.spans_text(day) for day in calendar.weekly), strict=True))
    half = calendar.weekly[0][:1]
    return {**week, "bu": t.spans_text(calendar.extra_hours), "nua": t.spans_text(half)}


def _form(request: HttpRequest, typed: dict[str, str], errors: dict[str, str]) -> HttpResponse:
    labels = (_("Thứ Hai"), _("Thứ Ba"), _("Thứ Tư"), _("Thứ Năm"), _("Thứ Sáu"), _("Thứ Bảy"), _("Chủ nhật"))
    named = [*zip(_DAYS, labels, strict=True), ("bu", _("Ngày làm bù")), ("nua", _("Ngày làm nửa buổi"))]
    fields: list[SafeString] = [
        component("field", kind="text", name=name, label=label, value=typed.get(name, ""), error=errors.get(name, ""), required=False)
        for name, label in named
    ]
    context = {"typed": typed, "errors": errors, "fields": fields, "begins": day_boxes(typed, "tu")}
    return render(request, "registers/hours.html", context, status=422 if errors else 200)
