"""Who sends to whom: names on both sides, lines between them as thick as what flows. A table beside it says the same in figures."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from motcua.kit.ui.items import items

_WIDTH, _SIDE, _STEP, _TOP = 960, 300, 40, 26
_THINNEST, _THICKEST, _LETTERS = 1.5, 12.0, 34
_STATES: Final = ("none", "good", "troubled", "down")


@dataclass(frozen=True, slots=True)
class Stream:
    """What flows from ``source`` to ``target`` (both names); ``state`` is none, good, troubled or down, ``title`` says it in words."""

    source: str
    target: str
    amount: int
    state: str = "good"
    title: str = ""


def context(*, streams: Iterable[Any], label: str) -> dict[str, Any]:
    """``streams``: Stream, the largest first; names stand in the order in which they come. ``label`` says the whole in one sentence.

    Raises ValueError for an unknown state or an amount below zero.
    """
    found = items(Stream, streams)
    left, right = (list(dict.fromkeys(getattr(s, side) for s in found)) for side in ("source", "target"))
    height = _TOP * 2 + _STEP * max(len(left), len(right), 1) - _STEP
    at = {("source", name): _place(n, len(left), height) for n, name in enumerate(left)}
    at |= {("target", name): _place(n, len(right), height) for n, name in enumerate(right)}
    most = max((s.amount for s in found), default=0)
    return {
        "width": _WIDTH, "height": height, "label": label,
        "left": [{"text": _short(n), "name": n, "x": _SIDE - 12, "y": at["source", n]} for n in left],
        "right": [{"text": _short(n), "name": n, "x": _WIDTH - _SIDE + 12, "y": at["target", n]} for n in right],
        "lines": [_line(s, at["source", s.source], at["target", s.target], most) for s in reversed(found)],
    }  # fmt: skip


def _place(number: int, count: int, height: int) -> int:
    return round(height / 2 + (number - (count - 1) / 2) * _STEP)


def _line(stream: Stream, y1: int, y2: int, most: int) -> dict[str, Any]:
    if stream.state not in _STATES:
        raise ValueError(f"no state {stream.state!r}; there are {', '.join(_STATES)}")
    if stream.amount < 0:
        raise ValueError("nothing flows backwards")
    share = math.log1p(stream.amount) / math.log1p(most) if most else 0
    middle = _WIDTH // 2
    return {
        "path": f"M{_SIDE} {y1}C{middle} {y1} {middle} {y2} {_WIDTH - _SIDE} {y2}", "state": stream.state, "title": stream.title,
        "thick": f"{_THINNEST + (_THICKEST - _THINNEST) * share:.1f}",
    }  # fmt: skip


def _short(name: str) -> str:
    return name if len(name) <= _LETTERS else f"{name[: _LETTERS - 1]}…"
