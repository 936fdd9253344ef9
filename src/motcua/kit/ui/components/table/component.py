"""A table: dense at the desk, readable on a phone, sortable by links, walked by keyboard."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from motcua.kit.ui.items import item, items


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``sort_href`` makes its head a link; ``sorted`` is asc, desc or empty; ``numeric`` sets figures right."""

    text: str
    numeric: bool = False
    sort_href: str = ""
    sorted: Literal["", "asc", "desc"] = ""
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: a text, with a link, a state (see ``tag``) or a second line; ``breaks`` for codes that may break anywhere."""

    text: str = ""
    href: str = ""
    state: str = ""
    hint: str = ""
    breaks: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One row. ``key`` is the value of its check box, ``name`` what the box is called, ``tone`` late or waiting to mark its edge."""

    cells: Iterable[Any] = field(default_factory=tuple)
    key: str = ""
    name: str = ""
    tone: str = ""
    total: bool = False


def _row(value: Any, columns: tuple[Column, ...]) -> dict[str, Any]:
    row = item(Row, value if isinstance(value, Row) or (isinstance(value, dict) and "cells" in value) else {"cells": value})
    cells = [item(Cell, {"text": cell} if isinstance(cell, int | float) else cell) for cell in row.cells]
    if len(cells) != len(columns):
        raise ValueError(f"a row has {len(cells)} cells, the table {len(columns)} columns")
    return {"row": row, "cells": list(zip(columns, cells, strict=True))}


def context(
    *,
    columns: Iterable[Any],
    rows: Iterable[Any],
    caption: str,
    caption_hidden: bool = False,
    name: str = "table",
    stack: bool = False,
    dense: bool = False,
    select_name: str = "",
    select_form: str = "",
    head_column: int = 0,
    empty: str = "",
) -> dict[str, Any]:
    """``columns``: Column; ``rows``: Row, or just the sequence of its cells (Cell, mapping, text or number).

    ``stack`` turns rows into cards on a phone; otherwise the table scrolls sideways inside its own box. ``select_name`` adds check
    boxes that belong to the form with id ``select_form`` (see ``bulk-bar``). ``head_column`` is the column that names the row
    (its link is what Enter opens; j and k walk). ``empty`` is said when there are no rows. Raises ValueError when a row has another
    number of cells than the table has columns.
    """
    made = items(Column, columns)
    return {
        "columns": made,
        "rows": [_row(row, made) for row in rows],
        "caption": caption,
        "caption_hidden": caption_hidden,
        "name": name,
        "stack": stack,
        "dense": dense,
        "select_name": select_name,
        "select_form": select_form,
        "head_column": head_column,
        "empty": empty,
    }
