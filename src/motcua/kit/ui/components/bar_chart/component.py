"""Bars from zero, one a row, each with its name above and its value beside it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from motcua.kit.ui import charts
from motcua.kit.ui.items import items
from motcua.kit.ui.numbers import Number, shown

ROW = 52  # px for a bar with its one-line name
LINE = 20  # px for each further line of the name
WIDEST = 74.0  # per cent: the rest is for the value


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar; ``value`` None is a gap with the words "không có số liệu". ``strong`` marks the one the title speaks of."""

    label: str
    value: Number | None
    href: str = ""
    strong: bool = False


def _drawn(bars: tuple[Bar, ...], top: float, decimals: int | None, unit: str) -> tuple[list[dict[str, Any]], float]:
    drawn: list[dict[str, Any]] = []
    y = 0.0
    for bar in bars:
        lines = charts.lines_of(bar.label)
        names = [(y + 18 + LINE * place, text) for place, text in enumerate(lines)]
        y += ROW - LINE + LINE * len(lines)
        width = 0.0 if bar.value is None else WIDEST * float(bar.value) / top
        joint = "" if unit == "%" else " "
        drawn.append(
            {
                "bar": bar,
                "names": names,
                "y": y - 26,
                "text_y": y - 12,
                "width": charts.percent(width),
                "text": "" if bar.value is None else f"{shown(bar.value, decimals=decimals)}{joint + unit if unit else ''}",
            }
        )
    return drawn, y


def context(
    *,
    title: str,
    bars: Iterable[Any],
    unit: str = "",
    source: str = "",
    description: str = "",
    decimals: int | None = None,
    item_label: str = "",
    level: int = 3,
    name: str = "bars",
    top: float = 0,
    table_open: bool = False,
) -> dict[str, Any]:
    """``title`` states the finding ("Ngô Quyền trả đúng hạn nhiều nhất"). ``bars``: Bar (label, value, href, strong), sorted by the caller.

    ``unit`` follows each value; ``top`` fixes the full width (100 for per cent). The same figures stand in a table beneath.
    Values must not be negative: ValueError.
    """
    made = items(Bar, bars)
    if any(bar.value is not None and bar.value < 0 for bar in made):
        raise ValueError("a bar cannot be below zero")
    drawn, height = _drawn(made, top or max(charts.highest([bar.value for bar in made]), 1e-9), decimals, unit)
    rows = [[{"text": bar.label, "href": bar.href}, shown(bar.value, decimals=decimals)] for bar in made]
    return {
        "title": title,
        "unit": unit,
        "source": source,
        "description": description,
        "drawn": drawn,
        "height": height,
        "rows": rows,
        "item_label": item_label,
        "level": level,
        "name": name,
        "table_open": table_open,
    }
