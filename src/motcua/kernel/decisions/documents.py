"""Tables as JSON documents, as procedure definitions carry them, and back. Reading checks the shape and every cell.

``{name, hit, inputs: [{expression, type, allowed, vi, en}], outputs: [{name, type, allowed: [literal…], default, vi, en}],
rules: [{when: [unary tests…], then: [expression…], note}]}``; absent keys have their defaults, and numbers or booleans may stand for
their own text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from motcua.kernel import feel
from motcua.kernel.decisions.errors import DecisionError
from motcua.kernel.decisions.model import MAX_COLUMNS, MAX_RULES, NOTHING, DecisionTable, HitPolicy, Input, Output, Rule, ValueType


def from_document(document: Mapping[str, Any]) -> DecisionTable:
    """The table of a document. ``DecisionError`` names the first cell or column that cannot be read."""
    try:
        hit = HitPolicy(str(document.get("hit", "U")))
    except ValueError:
        wrong = document.get("hit")
        raise DecisionError(vi=f"Không có cách chọn “{wrong}”.", en=f"There is no hit policy “{wrong}”.", path="hit") from None
    table = DecisionTable(
        name=_line(document, "name", "name") or "table",
        hit=hit,
        inputs=tuple(_input(raw, f"inputs[{i}]") for i, raw in enumerate(_rows(document, "inputs", MAX_COLUMNS))),
        outputs=tuple(_output(raw, f"outputs[{i}]") for i, raw in enumerate(_rows(document, "outputs", MAX_COLUMNS))),
        rules=tuple(_rule(raw, f"rules[{i}]") for i, raw in enumerate(_rows(document, "rules", MAX_RULES))),
        vi=_line(document, "vi", "vi"),
        en=_line(document, "en", "en"),
    )
    _check(table)
    return table


def to_document(table: DecisionTable) -> dict[str, Any]:
    """The document of a table: what is at its default is left out. ``from_document`` gives the same table back."""
    return _kept(
        name=table.name, vi=table.vi, en=table.en, hit=table.hit.value,
        inputs=[
            _kept(expression=c.expression, type=c.type.value, allowed=c.allowed, vi=c.vi, en=c.en) for c in table.inputs
        ],
        outputs=[
            _kept(name=c.name, type=c.type.value, allowed=list(c.allowed), default=c.default, vi=c.vi, en=c.en) for c in table.outputs
        ],
        rules=[_kept(when=list(r.when), then=list(r.then), note=r.note) for r in table.rules],
    )


def split(text: str) -> tuple[str, ...]:
    """The parts of a list of literals between its commas: ``"a","b"`` gives two texts."""
    parts, depth, quoted, start, skip = [], 0, False, 0, False
    for at, letter in enumerate(text):
        if skip or letter == "\\":
            skip = not skip and quoted
        elif letter == '"':
            quoted = not quoted
        elif not quoted and letter in "([":
            depth += 1
        elif not quoted and letter in ")]":
            depth -= 1
        elif not quoted and letter == "," and depth == 0:
            parts.append(text[start:at].strip())
            start = at + 1
    last = text[start:].strip()
    return (*parts, last) if parts or last else ()


def _kept(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value not in ("", [], None) or name in ("when", "then", "inputs")}


def _rows(document: Mapping[str, Any], key: str, most: int) -> Sequence[Any]:
    rows = document.get(key) or []
    if not isinstance(rows, (list, tuple)) or len(rows) > most:
        raise DecisionError(vi=f"“{key}” phải là danh sách dài nhất {most}.", en=f"“{key}” must be a list of at most {most}.", path=key)
    return rows


def _line(raw: Any, key: str, path: str) -> str:
    """A text field; numbers and booleans of JSON are taken as their own text."""
    value = raw.get(key, "") if isinstance(raw, Mapping) else None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(value)
    if not isinstance(value, str):
        raise DecisionError(vi=f"“{key}” phải là văn bản.", en=f"“{key}” must be a text.", path=path)
    return value.strip()


def _type(raw: Any, path: str) -> ValueType:
    try:
        return ValueType(_line(raw, "type", path) or "any")
    except ValueError:
        wrong = raw["type"]
        raise DecisionError(vi=f"Không có kiểu “{wrong}”.", en=f"There is no type “{wrong}”.", path=f"{path}.type") from None


def _input(raw: Any, path: str) -> Input:
    return Input(
        expression=_line(raw, "expression", path), type=_type(raw, path), allowed=_line(raw, "allowed", path), vi=_line(raw, "vi", path),
        en=_line(raw, "en", path),
    )


def _output(raw: Any, path: str) -> Output:
    return Output(
        name=_line(raw, "name", path), type=_type(raw, path), allowed=_cells(raw, "allowed", path), default=_line(raw, "default", path),
        vi=_line(raw, "vi", path), en=_line(raw, "en", path),
    )


def _rule(raw: Any, path: str) -> Rule:
    return Rule(when=_cells(raw, "when", path), then=_cells(raw, "then", path), note=_line(raw, "note", path))


def _cells(raw: Any, key: str, path: str) -> tuple[str, ...]:
    cells = raw.get(key) or [] if isinstance(raw, Mapping) else None
    if not isinstance(cells, (list, tuple)):
        raise DecisionError(vi=f"“{key}” phải là danh sách.", en=f"“{key}” must be a list.", path=f"{path}.{key}")
    return tuple(_line({key: cell}, key, f"{path}.{key}[{i}]") or NOTHING for i, cell in enumerate(cells))


def _check(table: DecisionTable) -> None:
    if not table.outputs or not table.rules:
        raise DecisionError(vi="Bảng cần ít nhất một cột kết quả và một dòng.", en="A table needs an output and a rule.", path="rules")
    names = [c.name for c in table.outputs]
    if not all(names) or len(set(names)) != len(names):
        raise DecisionError(vi="Cột kết quả cần tên riêng.", en="Each output needs a name of its own.", path="outputs")
    if table.hit.aggregates and table.hit is not HitPolicy.COUNT and len(names) != 1:
        vi, en = "Chỉ cộng hay so sánh được khi có một cột kết quả.", "Only a single output can be added up or compared."
        raise DecisionError(vi=vi, en=en, path="hit")
    if table.hit in (HitPolicy.PRIORITY, HitPolicy.OUTPUT_ORDER) and not any(c.allowed for c in table.outputs):
        vi, en = "Cách chọn này cần thứ tự các giá trị cho phép.", "This hit policy needs allowed values in their order."
        raise DecisionError(vi=vi, en=en, path="outputs")
    for i, rule in enumerate(table.rules):
        if len(rule.when) != len(table.inputs) or len(rule.then) != len(table.outputs):
            vi, en = f"Dòng {i + 1} không đủ ô.", f"Rule {i + 1} does not have a cell for each column."
            raise DecisionError(vi=vi, en=en, path=f"rules[{i}]")
    for path, text, tests in _texts(table):
        try:
            (feel.parse_tests if tests else feel.parse)(text)
        except feel.FeelError as wrong:
            raise DecisionError(vi=f"Ô “{text}”: {wrong.vi}", en=f"The cell “{text}”: {wrong.en}", path=path) from wrong


def _texts(table: DecisionTable) -> Iterator[tuple[str, str, bool]]:
    """Every text of the language in a table: its path, and whether it is unary tests."""
    for i, column in enumerate(table.inputs):
        yield f"inputs[{i}].expression", column.expression, False
        if column.allowed:
            yield f"inputs[{i}].allowed", column.allowed, True
    for i, output in enumerate(table.outputs):
        if output.default:
            yield f"outputs[{i}].default", output.default, False
        for j, literal in enumerate(output.allowed):
            yield f"outputs[{i}].allowed[{j}]", literal, False
    for i, rule in enumerate(table.rules):
        for j, cell in enumerate(rule.when):
            yield f"rules[{i}].when[{j}]", cell, True
        for j, cell in enumerate(rule.then):
            if cell != NOTHING:
                yield f"rules[{i}].then[{j}]", cell, False
