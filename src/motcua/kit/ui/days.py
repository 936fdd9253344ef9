"""A day typed into the three boxes of the field component, read back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

PARTS = ("day", "month", "year")
_LONGEST = 6


def day_boxes(form: Mapping[str, Any], name: str) -> dict[str, str]:
    """What stands in the three boxes of ``name``, as typed, to be shown again."""
    return {part: str(form.get(f"{name}-{part}", "")).strip()[:_LONGEST] for part in PARTS}


def typed_day(name: str, day: date) -> dict[str, str]:
    """A day as it would have been typed into the three boxes of ``name``."""
    return {f"{name}-{part}": str(getattr(day, part)) for part in PARTS}


def read_day(form: Mapping[str, Any], name: str, problems: dict[str, str], *, needed: bool = True) -> date | None:
    """The day of the three boxes; None with a sentence in ``problems[name]`` when there is none, or when one is needed and missing."""
    boxes = day_boxes(form, name)
    if not any(boxes.values()) and not needed:
        return None
    try:
        return date(int(boxes["year"]), int(boxes["month"]), int(boxes["day"]))
    except ValueError:
        problems[name] = _("Nhập ngày theo thứ tự ngày, tháng, năm, ví dụ 22 11 2026.")
        return None
