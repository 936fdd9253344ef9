"""What is unclear in a table: rules that contradict each other, cases that no rule answers, rules that are never reached."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, islice

from motcua.kernel import feel
from motcua.kernel.decisions.decide import rank
from motcua.kernel.decisions.model import NOTHING, DecisionTable, HitPolicy, TableProblem, ValueType
from motcua.kernel.decisions.regions import Space, TooMany, describe, holes, meet, space
from motcua.kernel.feel import nodes

_MOST = 10


def lint(table: DecisionTable) -> tuple[TableProblem, ...]:
    """All findings: wrong types, then overlaps (for U and A), gaps and unreachable rules where the columns can be compared."""
    typed = (*_inputs(table), *_outputs(table))
    if typed:
        return typed
    found = space(table)
    if found is None:
        return (_problem("rules", "warning", "Có ô dùng biểu thức nên chưa kiểm tra được chồng lấn và khoảng trống.",
                         "Some cells are expressions, so overlaps and gaps were not checked."),)
    return (*islice(_overlaps(table, found), _MOST), *_reach(table, found), *_gaps(table, found))


def _problem(path: str, severity: str, vi: str, en: str) -> TableProblem:
    return TableProblem(path=path, severity=severity, vi=vi, en=en)


def _inputs(table: DecisionTable) -> Iterator[TableProblem]:
    """Cells that could never match, because their constant has another type than the column."""
    for i, rule in enumerate(table.rules):
        for j, (column, cell) in enumerate(zip(table.inputs, rule.when, strict=True)):
            if column.type is not ValueType.ANY and not all(k in ("null", column.type.value) for k in _kinds(cell)):
                vi, en = f"Ô “{cell}” không thuộc kiểu {column.type}.", f"The cell “{cell}” is not of type {column.type}."
                yield _problem(f"rules[{i}].when[{j}]", "error", vi, en)


def _kinds(cell: str) -> Iterator[str]:
    """The types of the constants that a cell compares with."""
    for node in nodes.children(feel.parse_tests(cell).root):
        if isinstance(node, nodes.Test) and node.sign != "?":
            parts = node.of.items if isinstance(node.of, nodes.ListOf) else (node.of,)
            for part in parts:
                ends = (part.low, part.high) if isinstance(part, nodes.RangeOf) else (part,)
                for end in ends:
                    expression = feel.Expression(text="", root=end)
                    if expression.constant:
                        yield feel.kind(feel.evaluate(expression, {}))


def _outputs(table: DecisionTable) -> Iterator[TableProblem]:
    for i, rule in enumerate(table.rules):
        for j, (column, cell) in enumerate(zip(table.outputs, rule.then, strict=True)):
            if cell == NOTHING or not feel.parse(cell).constant:
                continue
            value = feel.evaluate(cell, {})
            if column.type is not ValueType.ANY and feel.kind(value) not in ("null", column.type.value):
                vi, en = f"Ô “{cell}” không thuộc kiểu {column.type}.", f"The cell “{cell}” is not of type {column.type}."
                yield _problem(f"rules[{i}].then[{j}]", "error", vi, en)
            elif value is not None and rank(column, value) < 0:
                vi, en = f"“{cell}” không nằm trong các giá trị cho phép.", f"“{cell}” is not among the allowed values."
                yield _problem(f"rules[{i}].then[{j}]", "error", vi, en)


def _overlaps(table: DecisionTable, found: Space) -> Iterator[TableProblem]:
    if table.hit not in (HitPolicy.UNIQUE, HitPolicy.ANY):
        return
    for i, j in combinations(range(len(table.rules)), 2):
        shared = meet(found.boxes[i], found.boxes[j])
        if shared is None or (table.hit is HitPolicy.ANY and table.rules[i].then == table.rules[j].then):
            continue
        vi, en = describe(found, shared, table)
        vi, en = f"Dòng {i + 1} và dòng {j + 1} cùng khớp: {vi}.", f"Rules {i + 1} and {j + 1} both match: {en}."
        yield _problem(f"rules[{j}]", "error", vi, en)


def _gaps(table: DecisionTable, found: Space) -> Iterator[TableProblem]:
    """Cases without an answer; a table with a default answers them all, and one that collects may well stay silent."""
    if any(column.default for column in table.outputs) or table.hit.many or table.hit.aggregates:
        return
    try:
        for hole in islice(holes(found.boxes, found.whole), _MOST):
            vi, en = describe(found, hole, table)
            yield _problem("rules", "warning", f"Chưa có dòng nào cho: {vi}.", f"No rule answers: {en}.")
    except TooMany:
        yield _problem("rules", "warning", "Bảng quá lớn để tìm hết khoảng trống.", "The table is too large to look for all gaps.")


def _reach(table: DecisionTable, found: Space) -> Iterator[TableProblem]:
    """Rules that match nothing, and rules of a first-hit table that those above them leave nothing."""
    for i, box in enumerate(found.boxes):
        empty = not all(box)
        if not empty and table.hit is HitPolicy.FIRST:
            try:
                empty = next(iter(holes(found.boxes[:i], box)), None) is None
            except TooMany:
                return
        if empty:
            yield _problem(f"rules[{i}]", "warning", f"Dòng {i + 1} không bao giờ được dùng.", f"Rule {i + 1} is never used.")
