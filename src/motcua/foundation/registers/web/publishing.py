"""Publishing days: fill in or load a file, see what would move, publish; and undo."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from motcua.foundation.registers import api as registers
from motcua.foundation.registers.web import typed as t
from motcua.foundation.registers.web.year import ADMINS
from motcua.kernel.clock import local
from motcua.kernel.errors import NamedError
from motcua.kit import clock
from motcua.kit.ui.days import day_boxes
from motcua.kit.web import actor_of, audience, language_of

_NAMES = ("don_vi", "loai", "gio", "dong_tu", "dong_den", "ten", "ten_en", "nguon")
_FILE_MOST = 500_000


@audience("officer", roles=ADMINS)
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """A day or a run of days; the first press shows what would move, the second publishes."""
    typed = t.collect(request, *_NAMES, dates=("tu", "den"))
    if request.method == "GET":
        typed["don_vi"] = request.GET.get("don_vi", "")[:20]
        return _form(request, typed, {})
    errors: dict[str, str] = {}
    days = t.days(typed, errors)
    if errors:
        return _form(request, typed, errors)
    try:
        if request.POST.get("buoc") == "cong_bo":
            registers.set_days(days=days, actor=actor_of(request), now=clock.now(), source=typed["nguon"])
            messages.success(request, _("Đã công bố %(count)s ngày. Hạn trả của hồ sơ đang mở được tính lại.") % {"count": len(days)})
            return redirect("registers_calendar")
        return _check(request, days, hidden=typed)
    except NamedError as problem:
        return _form(request, typed, {"loai": problem.sentence(language_of(request))})


@audience("officer", roles=ADMINS)
@require_http_methods(["GET", "POST"])
def load(request: HttpRequest) -> HttpResponse:
    """A file of days: CSV or iCalendar; nothing is published while a line is wrong."""
    typed = t.collect(request, "don_vi", "nguon", "dang")
    errors: dict[str, str] = {}
    faults: list[str] = []
    if request.method == "POST":
        text = _text(request, errors)
        if not typed["nguon"]:
            errors["nguon"] = _("Nhập văn bản làm căn cứ.")
        if not errors:
            publish = request.POST.get("buoc") == "cong_bo"
            read = registers.import_days(
                content=text, fmt=typed["dang"], unit_code=typed["don_vi"], source=typed["nguon"], actor=actor_of(request), now=clock.now(),
                dry_run=not publish,
            )  # fmt: skip
            if read.change is not None:
                messages.success(
                    request, _("Đã công bố %(count)s ngày. Hạn trả của hồ sơ đang mở được tính lại.") % {"count": len(read.days)}
                )
                return redirect("registers_calendar")
            english = language_of(request) == "en"
            faults = [_("Dòng %(line)s") % {"line": line} + f": {en if english else vi}" for line, vi, en in read.faults]
            if read.days and not faults:
                return _check(request, read.days, hidden={**typed, "noi_dung": text})
            errors["tep"] = _("Tệp có lỗi; chưa có gì được công bố.") if faults else _("Tệp không có ngày nào.")
    formats = [("csv", "CSV"), ("ics", "iCalendar")]
    context = {"typed": {**typed, "dang": typed["dang"] or "csv"}, "errors": errors, "faults": faults, "formats": formats}
    return render(request, "registers/import.html", context, status=422 if errors else 200)


@audience("officer", roles=ADMINS)
@require_POST
def undo(request: HttpRequest, change_id: UUID) -> HttpResponse:
    """Put back what stood before a publication."""
    registers.undo_change(change_id=change_id, actor=actor_of(request), now=clock.now())
    messages.success(request, _("Đã hoàn tác. Hạn trả của hồ sơ đang mở được tính lại."))
    return redirect("registers_calendar")


def _form(request: HttpRequest, typed: dict[str, str], errors: dict[str, str]) -> HttpResponse:
    context = {
        "typed": typed,
        "errors": errors,
        "kinds": [(k.value, t.kind_word(k)) for k in registers.DayKind],
        "begins": day_boxes(typed, "tu"),
        "ends": day_boxes(typed, "den"),
    }
    return render(request, "registers/add.html", context, status=422 if errors else 200)


def _check(request: HttpRequest, days: tuple[registers.CalendarDay, ...], *, hidden: dict[str, str]) -> HttpResponse:
    impacts = registers.preview_days(days=days, actor=actor_of(request), now=clock.now())
    english = language_of(request) == "en"
    context = {
        "days": [
            f"{d.on:%d/%m/%Y} · {t.kind_word(d.kind)} · {d.name_en if english else d.name_vi} · {d.unit_code or _('Cả nước')}" for d in days
        ],
        "impacts": [_impact(i, english=english) for i in impacts],
        "hidden": sorted(hidden.items()),
    }
    return render(request, "registers/check.html", context)


def _impact(impact: registers.DueImpact, *, english: bool) -> dict[str, object]:
    text = _("%(what)s: %(open)s đang mở; %(later)s lùi hạn, %(earlier)s sớm hơn.") % {
        "what": impact.en if english else impact.vi,
        "open": impact.open,
        "later": impact.later,
        "earlier": impact.earlier,
    }
    moves = [f"{m.code}: {local(m.before_at):%H:%M %d/%m/%Y} → {local(m.after_at):%H:%M %d/%m/%Y}" for m in impact.examples]
    return {"text": text, "moves": moves}


def _text(request: HttpRequest, errors: dict[str, str]) -> str:
    sent = request.FILES.get("tep")
    if not isinstance(sent, UploadedFile):
        kept = request.POST.get("noi_dung", "")
        if not kept:
            errors["tep"] = _("Chọn tệp CSV hoặc iCalendar.")
        return kept[:_FILE_MOST]
    if (sent.size or 0) > _FILE_MOST:
        errors["tep"] = _("Tệp quá lớn.")
        return ""
    try:
        return str(sent.read(), "utf-8-sig")
    except UnicodeDecodeError:
        errors["tep"] = _("Tệp không phải UTF-8.")
        return ""
