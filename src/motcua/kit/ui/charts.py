"""The arithmetic of the charts: scales and positions in per cent, so that an SVG keeps true text sizes on every width."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from motcua.kit.ui.numbers import Number, shown


def nice_top(highest: float, *, steps: int = 4) -> float:
    """The round number at or above ``highest`` that divides into ``steps`` round parts; 1 when there is nothing above zero."""
    if highest <= 0:
        return 1.0
    raw = highest / steps
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(size * power for size in (1, 2, 2.5, 3, 4, 5, 6, 8, 10) if size * power >= raw - 1e-12)
    return step * steps


def percent(value: float) -> str:
    """A position for an SVG attribute: ``37.5%``."""
    return f"{value:.2f}".rstrip("0").rstrip(".") + "%"


def lines_of(text: str, *, most: int = 38, lines: int = 2) -> list[str]:
    """``text`` broken at blanks into at most ``lines`` lines of about ``most`` letters, the last shortened with …."""
    out: list[str] = [""]
    for token in text.split():
        joined = f"{out[-1]} {token}".strip()
        if len(joined) <= most or not out[-1]:
            out[-1] = joined
        else:
            out.append(token)
    if len(out) > lines:
        out = [*out[: lines - 1], " ".join(out[lines - 1 :])]
    return [line if len(line) <= most else f"{line[: most - 1].rstrip()}…" for line in out]


@dataclass(frozen=True, slots=True)
class Label:
    """A text at a height (px) in a chart; ``x`` in per cent."""

    x: str
    y: float
    text: str
    anchor: str = "start"


@dataclass(frozen=True, slots=True)
class GridLine:
    """One line of the value scale with its text."""

    y: float
    text: str


def grid(top: float, *, height: float, head: float, steps: int = 4, decimals: int | None = None) -> list[GridLine]:
    """The lines of the value scale from zero to ``top`` over ``height`` px below ``head`` px."""
    return [GridLine(head + height * (1 - place / steps), shown(top * place / steps, decimals=decimals)) for place in range(steps + 1)]


def spread(heights: Sequence[float], *, gap: float) -> list[float]:
    """``heights`` moved apart so that neighbours keep ``gap`` px, in the same order, for labels at the ends of lines."""
    order = sorted(range(len(heights)), key=lambda place: heights[place])
    moved = list(heights)
    for above, below in pairwise(order):
        moved[below] = max(moved[below], moved[above] + gap)
    return moved


def highest(values: Sequence[Number | None]) -> float:
    """The greatest value that is known, 0 without any."""
    return max((float(value) for value in values if value is not None), default=0.0)
