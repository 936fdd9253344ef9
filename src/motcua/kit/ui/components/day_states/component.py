"""A row of days, one bar each: how a service was. Height tells as much as colour."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from motcua.kit.ui.items import items

_SHAPES: Final = {"none": (22, 2), "good": (6, 18), "troubled": (12, 12), "down": (0, 24)}
_STEP: Final = 6


@dataclass(frozen=True, slots=True)
class DayState:
    """One day; ``state`` is none (nothing known), good, troubled or down, ``title`` says it in words."""

    state: str
    title: str = ""


def context(*, days: Iterable[Any], label: str) -> dict[str, Any]:
    """``days``: DayState, oldest first. ``label`` says the whole in one sentence for those who do not see it.

    Raises ValueError for another state.
    """
    bars = []
    for place, day in enumerate(items(DayState, days)):
        if day.state not in _SHAPES:
            raise ValueError(f"no state {day.state!r}; there are {', '.join(_SHAPES)}")
        top, height = _SHAPES[day.state]
        bars.append({"state": day.state, "title": day.title, "x": place * _STEP, "y": top, "height": height})
    return {"bars": bars, "label": label, "width": max(len(bars) * _STEP, 1)}
