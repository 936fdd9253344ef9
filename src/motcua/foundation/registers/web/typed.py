"""What administrators type into the registers' pages, read and checked; and words for it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time, timedelta
from itertools import pairwise

from django.http import HttpRequest
from django.utils.translation import gettext as _

from motcua.foundation.registers import api as registers
from motcua.kernel.working_time import Hours, Session
from motcua.kit.ui.days import PARTS, read_day

DAYS_MOST = 62


def kind_word(kind: registers.DayKind) -> str:
    """A kind of day as people say it."""
    return {
        registers.DayKind.OFF: _("Nghỉ cả ngày"),
        registers.DayKind.WORK: _("Làm bù (giờ của ngày làm bù)"),
        registers.DayKind.HALF: _("Làm nửa ngày"),
        registers.DayKind.HOURS: _("Giờ riêng của ngày đó"),
        registers.DayKind.CLOSED: _("Đóng cửa một phần ngày (bão, sự cố)"),
        registers.DayKind.NORMAL: _("Làm việc như ngày thường"),
    }[kind]


def collect(request: HttpRequest, *names: str, dates: tuple[str, ...] = ()) -> dict[str, str]:
    """The named fields, and the three boxes of each date, as typed."""
    every = [*names, *(f"{name}-{part}" for name in dates for part in PARTS)]
    return {name: request.POST.get(name, "").strip()[:4000] for name in every}


def spans(typed: Mapping[str, str], name: str, errors: dict[str, str]) -> Hours:
    """Sessions typed as ``07:00-11:30 13:30-17:00``; empty for a closed day."""
    said = _("Nhập giờ như 07:00-11:30 13:30-17:00, buổi trước viết trước.")
    try:
        pairs = [part.split("-") for part in typed.get(name, "").replace("–", "-").split()]
        found = tuple(Session(time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in pairs)
    except ValueError:
        errors[name] = said
        return ()
    if any(after.opens < before.closes for before, after in pairwise(found)):
        errors[name] = said
        return ()
    return found


def spans_text(hours: Hours) -> str:
    """Sessions as they are typed."""
    return " ".join(f"{s.opens:%H:%M}-{s.closes:%H:%M}" for s in hours)


def clock(typed: Mapping[str, str], name: str, errors: dict[str, str]) -> time | None:
    """A time of day, or None when left empty."""
    text = typed.get(name, "")
    try:
        return time.fromisoformat(text) if text else None
    except ValueError:
        errors[name] = _("Nhập giờ như 14:30.")
        return None


def days(typed: Mapping[str, str], errors: dict[str, str]) -> tuple[registers.CalendarDay, ...]:
    """The days of the form, one for each date of its range; ``errors`` says what cannot be read."""
    begins, ends = read_day(typed, "tu", errors), read_day(typed, "den", errors, needed=False)
    last = ends or begins
    if typed["loai"] not in list(registers.DayKind):
        errors["loai"] = _("Chọn loại ngày.")
    if not typed["ten"]:
        errors["ten"] = _("Nhập tên, ví dụ Bão số 3.")
    if not typed["nguon"]:
        errors["nguon"] = _("Nhập văn bản làm căn cứ.")
    own = spans(typed, "gio", errors)
    closed_from, closed_until = clock(typed, "dong_tu", errors), clock(typed, "dong_den", errors)
    if typed["loai"] == registers.DayKind.CLOSED and closed_from is None and closed_until is None:
        errors.setdefault("dong_tu", _("Nhập giờ bắt đầu hoặc giờ kết thúc đóng cửa."))
    if typed["loai"] == registers.DayKind.HOURS and not own:
        errors.setdefault("gio", _("Nhập giờ như 07:00-11:30 13:30-17:00, buổi trước viết trước."))
    if begins is not None and last is not None and not 0 <= (last - begins).days < DAYS_MOST:
        errors["den"] = _("Đến ngày phải sau từ ngày, nhiều nhất %(most)s ngày.") % {"most": DAYS_MOST}
    if errors or begins is None or last is None:
        return ()
    kind, english = registers.DayKind(typed["loai"]), typed["ten_en"] or typed["ten"]
    return tuple(
        registers.CalendarDay(
            begins + timedelta(days=n), kind, typed["ten"], english, typed["nguon"], typed["don_vi"], own, closed_from, closed_until
        )
        for n in range((last - begins).days + 1)
    )
