"""Lines over time from zero, named at their ends, broken where there is no data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from motcua.kit.ui import charts
from motcua.kit.ui.items import items
from motcua.kit.ui.numbers import Number, shown

HEAD, HEIGHT, FOOT = 34.0, 200.0, 30.0  # px: room for the top label, the field, the labels of time
LEFT, RIGHT, MIDDLE = 10.0, 97.0, 50.0  # per cent: first and last point
CAP, GAP = 14.0, 8.0  # px: the highest place of a name, and what it keeps from the axis
MOST = 4  # lines that can be told apart


@dataclass(frozen=True, slots=True)
class Series:
    """One line: its name and a value for each period (None: no data, the line breaks)."""

    name: str
    values: Sequence[Number | None] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class Segment:
    """A straight piece between two neighbouring known points."""

    x1: str
    y1: float
    x2: str
    y2: float


def _y(value: Number, top: float) -> float:
    return round(HEAD + HEIGHT * (1 - float(value) / top), 1)


def _xs(count: int) -> list[str]:
    if count == 1:
        return [charts.percent((LEFT + RIGHT) / 2)]
    return [charts.percent(LEFT + (RIGHT - LEFT) * place / (count - 1)) for place in range(count)]


def _line(series: Series, xs: Sequence[str], top: float) -> dict[str, Any]:
    points = [(x, None if value is None else _y(value, top)) for x, value in zip(xs, series.values, strict=True)]
    segments = [Segment(x1, y1, x2, y2) for (x1, y1), (x2, y2) in pairwise(points) if y1 is not None and y2 is not None]
    return {"series": series, "segments": segments, "points": [(x, y) for x, y in points if y is not None]}


def _beside(points: Sequence[tuple[str, float]]) -> float:
    """Where the name of a line stands: clear of the part of the line that it spans, above or below, whichever is nearer to the end."""
    end = points[-1][1]
    spanned = [y for x, y in points if float(x[:-1]) >= float(points[-1][0][:-1]) - MIDDLE]
    above, below = min(spanned) - 12, max(spanned) + 18
    if above < CAP or (below - end < end - above and below <= HEAD + HEIGHT - GAP):
        return below
    return above


def _names(lines: list[dict[str, Any]], decimals: int | None, unit: str) -> None:
    ends = [line for line in lines if line["points"]]
    heights = charts.spread([_beside(line["points"]) for line in ends], gap=18)
    for line, y in zip(ends, heights, strict=True):
        last = next(value for value in reversed(line["series"].values) if value is not None)
        x = line["points"][-1][0]
        left = float(x[:-1]) < MIDDLE
        text = f"{line['series'].name} {shown(last, decimals=decimals)}{('' if unit == '%' else ' ') + unit if unit else ''}"
        line["name"] = charts.Label(x, y, text, "start" if left else "end")


def _times(periods: Sequence[str], xs: Sequence[str]) -> list[charts.Label]:
    step = max(1, -(-len(periods) // 4))
    last = len(periods) - 1
    places = [place for place in range(0, len(periods), step) if place == 0 or last - place >= step] + ([last] if last > 0 else [])
    anchors = {last: "end"} if last else {}
    y = HEAD + HEIGHT + 22
    return [charts.Label(xs[place], y, periods[place], anchors.get(place, "middle")) for place in places]


def context(
    *,
    title: str,
    periods: Sequence[str],
    series: Iterable[Any],
    unit: str = "",
    source: str = "",
    description: str = "",
    decimals: int | None = None,
    period_label: str = "",
    level: int = 3,
    name: str = "lines",
    top: float = 0,
    table_open: bool = False,
) -> dict[str, Any]:
    """``title`` states the finding. ``periods``: the names of the points in time; ``series``: Series (name, values), at most four.

    A None breaks the line. The same figures stand in a table beneath. Raises ValueError for more than four series, or a series with
    another number of values than there are periods.
    """
    made = items(Series, series)
    if len(made) > MOST:
        raise ValueError("more than four lines cannot be told apart")
    if wrong := [one.name for one in made if len(one.values) != len(periods)]:
        raise ValueError(f"{', '.join(wrong)}: not one value for each of {len(periods)} periods")
    values = [value for one in made for value in one.values]
    scale = top or charts.nice_top(charts.highest(values))
    xs = _xs(len(periods)) if periods else []
    lines = [_line(one, xs, scale) for one in made]
    _names(lines, decimals, unit)
    rows = [[period, *(shown(one.values[place], decimals=decimals) for one in made)] for place, period in enumerate(periods)]
    return {
        "title": title,
        "unit": unit,
        "source": source,
        "description": description,
        "lines": lines,
        "level": level,
        "name": name,
        "grid": charts.grid(scale, height=HEIGHT, head=HEAD),
        "times": _times(periods, xs) if periods else [],
        "height": HEAD + HEIGHT + FOOT,
        "rows": rows,
        "columns": [one.name for one in made],
        "period_label": period_label,
        "table_open": table_open,
    }
