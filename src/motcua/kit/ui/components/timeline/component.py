"""The steps of a dossier with their dates: what was, what is, what comes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from motcua.kit.ui.items import items


@dataclass(frozen=True, slots=True)
class Step:
    """One step. ``state``: done, now, next, stopped or waiting (the clock stands still). ``at`` is the moment as a person reads it."""

    title: str
    state: str = "next"
    at: str = ""
    who: str = ""
    text: str = ""
    href: str = ""
    link_text: str = ""


_MARKS = {"done": "done", "now": "moving", "waiting": "waiting", "stopped": "stopped", "next": "none", "late": "late"}


def context(*, steps: Iterable[Any], level: int = 3) -> dict[str, Any]:
    """``steps``: Step (title, state, at, who, text, href, link_text), oldest first. ``level`` is the heading level of each step.

    Raises ValueError for an unknown state.
    """
    made = items(Step, steps)
    for step in made:
        if step.state not in _MARKS:
            raise ValueError(f"no state {step.state!r} of a step; there are {', '.join(_MARKS)}")
    return {"steps": [(step, _MARKS[step.state]) for step in made], "level": level}
