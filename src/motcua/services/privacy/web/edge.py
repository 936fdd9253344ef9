"""What the pages share: typed values read, refusals put beside their fields, files made of rows, units to choose from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from motcua.foundation.files import api as files
from motcua.foundation.units import api as units
from motcua.kernel.clock import VIETNAM, local
from motcua.kernel.errors import Invalid, NamedError
from motcua.kernel.text import sort_key
from motcua.kit.ui.days import read_day
from motcua.kit.web import language_of

XLSX = files.XLSX


def attempt(request: HttpRequest, act: Callable[[], Any]) -> tuple[Any, dict[str, str]]:
    """What the act gives, and the sentences for the fields that it found wrong (key empty: for the page)."""
    language = language_of(request)
    try:
        return act(), {}
    except Invalid as wrong:
        found = {name: (en if language == "en" else vi) for name, (vi, en) in wrong.fields.items()}
        return None, found or {"": wrong.sentence(language)}
    except NamedError as refused:
        if refused.status in (403, 404):
            raise
        return None, {"": refused.sentence(language)}


def read_instant(form: Mapping[str, Any], name: str, errors: dict[str, str], *, needed: bool = True) -> datetime | None:
    """A day in three boxes and a time ``HH:MM`` in ``<name>-time``, on Vietnam's clock; a missing time is midnight."""
    day = read_day(form, name, errors, needed=needed)
    if day is None:
        return None
    typed = str(form.get(f"{name}-time", "")).strip().replace("h", ":").replace("g", ":").rstrip(":")
    try:
        at = time.fromisoformat(typed.zfill(5) if ":" in typed else f"{int(typed or 0):02d}:00")
    except ValueError:
        errors[name] = _("Nhập giờ theo dạng 14:05.")
        return None
    return datetime.combine(day, at.replace(tzinfo=None), tzinfo=VIETNAM)


def instant_boxes(at: datetime | None) -> dict[str, Any]:
    """A day and a time to stand in the boxes of :func:`read_instant`."""
    return {"day": local(at).date() if at else None, "time": f"{local(at):%H:%M}" if at else ""}


def typed_boxes(form: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The same boxes with what was typed, right or wrong."""
    day = {part: str(form.get(f"{name}-{part}", ""))[:6] for part in ("day", "month", "year")}
    return {"day": day, "time": str(form.get(f"{name}-time", ""))[:8]}


def read_count(text: str, errors: dict[str, str], name: str) -> int | None:
    """A whole number as people write it (``1.250``); None for nothing, and for what is no number, with a sentence in ``errors``."""
    bare = text.strip().replace(".", "").replace(" ", "")
    if not bare:
        return None
    if not (bare.isascii() and bare.isdecimal() and len(bare) < 10):  # noqa: PLR2004 - nobody has more digits of people
        errors[name] = _("Nhập số bằng chữ số, ví dụ 250.")
        return None
    return int(bare)


def unit_choices(*, now: datetime, language: str) -> list[tuple[str, str]]:
    """Agencies, wards and communes of today to choose from, together in Vietnamese order; what stands before them, the page says."""
    today = today_of(now)
    found = sorted((*units.agencies(on=today), *units.communes(on=today)), key=lambda u: sort_key(u.full_name))
    return [(u.code, u.label(language)) for u in found]


def today_of(now: datetime) -> date:
    """The day in Vietnam."""
    return local(now).date()
