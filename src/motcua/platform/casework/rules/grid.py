"""A decision table as a grid that people type into: cells in plain words where that says the same, in S-FEEL where it does not.

``shown`` and ``typed`` are each other's inverse: a cell that the plain words would not give back exactly stays as it is written, behind an
equals sign where it could be taken for words. So a table that is opened and saved unchanged is the same table to the last letter.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from motcua.kernel.decisions.documents import split
from motcua.kernel.decisions.model import NOTHING

_YES, _NO = "có", "không"
_BOOLEANS = {_YES: "true", "co": "true", "đúng": "true", "yes": "true", _NO: "false", "khong": "false", "sai": "false", "no": "false"}
_GROUPED = re.compile(r"^\d{1,3}([. ]\d{3})+$")
_WHOLE = re.compile(r"^\d+$")
_LITERAL = re.compile(r'^"[^"\\]*"$')
_RAW_START = tuple('"<>([?')
_NOT = "not("
_EXPRESSION = "="  # as in a spreadsheet: what follows is an expression


def text_of(cell: Any) -> str:
    """A cell of the document as its text; an empty one asks or answers nothing."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return str(cell if cell is not None else "").strip() or NOTHING


def shown(cell: Any, kind: str, *, answer: bool) -> str:
    """What stands in the box of a cell. ``kind``: the type of the column; ``answer``: a result, not a condition."""
    text = text_of(cell)
    for plain in (_plain(text, kind, answer=answer), text):
        if typed(plain, kind, answer=answer) == text:
            return plain
    return _EXPRESSION + text


def _plain(text: str, kind: str, *, answer: bool) -> str:
    if text == NOTHING:
        return ""
    if kind == "boolean":
        return {"true": _YES, "false": _NO}.get(text, text)
    if kind == "number" and answer and _WHOLE.match(text):
        return f"{int(text):,}".replace(",", ".")
    if kind == "string":
        parts = (text,) if answer else split(text)
        if all(_LITERAL.match(part) for part in parts):
            return ", ".join(part[1:-1] for part in parts)
    return text


def typed(text: str, kind: str, *, answer: bool) -> str:
    """The S-FEEL of what was typed into a box: ``có`` is true, ``75.000`` a number, ``poor, merit`` two texts; S-FEEL stays itself."""
    text = " ".join(text.split())
    if text.startswith(_EXPRESSION):
        return text.removeprefix(_EXPRESSION).strip() or NOTHING
    if text in ("", NOTHING):
        return NOTHING
    if kind == "boolean":
        return _BOOLEANS.get(text.lower(), text)
    if kind == "number" and answer and _GROUPED.match(text):
        return text.replace(".", "").replace(" ", "")
    if kind == "string" and '"' not in text and not text.startswith((*_RAW_START, _NOT)):
        parts = [text] if answer else [part.strip() for part in text.split(",") if part.strip()]
        return ",".join(json.dumps(part, ensure_ascii=False) for part in parts)
    return text


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its number in the table that was opened (empty for a new one), what it asks or how its answer is named, words, type."""

    was: str
    name: str
    kind: str
    vi: str = ""
    en: str = ""
    default: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its number in the table that was opened, its boxes as typed, and the remark (the law it comes from)."""

    was: str
    when: tuple[str, ...]
    then: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as it stands on the page."""

    hit: str
    asks: tuple[Column, ...]
    answers: tuple[Column, ...]
    rows: tuple[Row, ...]
    vi: str = ""
    en: str = ""


def grid_of(document: Mapping[str, Any]) -> Grid:
    """The grid of a table's document."""
    asks = tuple(
        Column(str(i), str(c.get("expression", "")), str(c.get("type", "any")), str(c.get("vi", "")), str(c.get("en", "")))
        for i, c in enumerate(document.get("inputs") or [])
    )
    answers = tuple(
        Column(
            str(i), str(c.get("name", "")), str(c.get("type", "any")), str(c.get("vi", "")), str(c.get("en", "")),
            shown(c.get("default", ""), str(c.get("type", "any")), answer=True),
        )
        for i, c in enumerate(document.get("outputs") or [])
    )  # fmt: skip
    rows = tuple(
        Row(str(i), _shown(r.get("when"), asks, answer=False), _shown(r.get("then"), answers, answer=True), str(r.get("note", "")))
        for i, r in enumerate(document.get("rules") or [])
    )
    return Grid(str(document.get("hit", "U")), asks, answers, rows, str(document.get("vi", "")), str(document.get("en", "")))


def _shown(cells: Sequence[Any] | None, columns: Sequence[Column], *, answer: bool) -> tuple[str, ...]:
    given = list(cells or [])
    return tuple(shown(given[i] if i < len(given) else "", c.kind, answer=answer) for i, c in enumerate(columns))


def document_of(grid: Grid, original: Mapping[str, Any]) -> dict[str, Any]:
    """The table's document: what the grid says, laid over ``original``, of which everything that the grid does not show is kept."""
    made = deepcopy(dict(original))
    for key, said in (("vi", grid.vi), ("en", grid.en)):
        _say(made, key, said)
    made["hit"] = grid.hit
    made["inputs"] = [_column(c, original.get("inputs"), "expression") for c in grid.asks]
    made["outputs"] = [_column(c, original.get("outputs"), "name") for c in grid.answers]
    made["rules"] = [_rule(row, grid, original) for row in grid.rows]
    return made


def _opened(listed: Any, was: str) -> dict[str, Any]:
    """The row or column that was opened under a number; nothing for a new one."""
    return deepcopy(dict(listed[int(was)])) if listed and was.isdigit() and int(was) < len(listed) else {}


def _column(column: Column, listed: Any, key: str) -> dict[str, Any]:
    made = _opened(listed, column.was)
    made[key] = column.name
    for name, said in (("type", column.kind), ("vi", column.vi), ("en", column.en)):
        _say(made, name, said, silent=("", "any") if name == "type" else ("",))
    if key == "name":
        default = typed(column.default, column.kind, answer=True)
        if default == NOTHING:
            made.pop("default", None)
        elif text_of(made.get("default")) != default:
            made["default"] = default
    return made


def _rule(row: Row, grid: Grid, original: Mapping[str, Any]) -> dict[str, Any]:
    opened = _opened(original.get("rules"), row.was)
    made: dict[str, Any] = {
        "when": _cells(row.when, grid.asks, opened.get("when"), answer=False),
        "then": _cells(row.then, grid.answers, opened.get("then"), answer=True),
    }
    opened |= made
    _say(opened, "note", row.note)
    return opened


def _cells(boxes: Sequence[str], columns: Sequence[Column], before: Any, *, answer: bool) -> list[Any]:
    """The cells of a row. One that says what it said keeps its letters: a number of the document stays a number."""
    stood = {str(i): cell for i, cell in enumerate(before or [])}
    cells: list[Any] = []
    for box, column in zip(boxes, columns, strict=True):
        said, old = typed(box, column.kind, answer=answer), stood.get(column.was)
        cells.append(old if old is not None and text_of(old) == said else said)
    return cells


def _say(target: dict[str, Any], key: str, said: str, *, silent: tuple[str, ...] = ("",)) -> None:
    if said not in silent:
        target[key] = said
    elif target.get(key, "") not in silent:
        target.pop(key, None)


def new_table(kind: str) -> dict[str, Any]:
    """A table to begin with: a fee for everybody, or a condition by which nobody is refused yet."""
    if kind == "fee_table":
        return {
            "name": "bang-phi", "vi": "Bảng tính phí, lệ phí", "en": "Table of fees", "hit": "F",
            "inputs": [{"expression": "channel", "type": "number", "vi": "Kênh nộp", "en": "Channel"}],
            "outputs": [
                {"name": "amount", "type": "number", "vi": "Số tiền", "en": "Amount"},
                {"name": "code", "type": "string", "vi": "Mã phí", "en": "Fee code"},
            ],
            "rules": [{"when": [NOTHING], "then": ["0", NOTHING]}],
        }  # fmt: skip
    return {
        "name": "dieu-kien", "vi": "Điều kiện được giải quyết", "en": "Conditions", "hit": "C",
        "inputs": [{"expression": "party.kind", "type": "string", "vi": "Người nộp", "en": "Applicant"}],
        "outputs": [
            {"name": "eligible", "type": "boolean", "vi": "Được giải quyết", "en": "Eligible"},
            {"name": "vi", "type": "string", "vi": "Lý do", "en": "Reason in Vietnamese"},
            {"name": "en", "type": "string", "vi": "Lý do (tiếng Anh)", "en": "Reason in English"},
        ],
        "rules": [{"when": [NOTHING], "then": ["true", NOTHING, NOTHING]}],
    }  # fmt: skip
