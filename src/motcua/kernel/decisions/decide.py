"""A table and a context to an answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from motcua.kernel import feel
from motcua.kernel.decisions.errors import DecisionError
from motcua.kernel.decisions.model import NOTHING, DecisionTable, HitPolicy, Input, Output, ValueType
from motcua.kernel.feel import Value, functions, temporal
from motcua.kernel.feel.values import equal

# Answers of forms are JSON: days and durations arrive as text.
_READ = {
    ValueType.DATE: temporal.read_date,
    ValueType.TIME: temporal.read_time,
    ValueType.INSTANT: temporal.read_instant,
    ValueType.DAYS: temporal.read_duration,
    ValueType.MONTHS: temporal.read_duration,
}
_AGGREGATES = {HitPolicy.SUM: "sum", HitPolicy.LEAST: "min", HitPolicy.MOST: "max"}


@dataclass(frozen=True, slots=True)
class Decided:
    """An answer: which rules matched (counted from 1), and the rows that the hit policy left.

    ``decided["amount"]`` is the value of an output; a tuple of values for the policies that answer with a list, and null when no rule
    matched and nothing is given for that case.
    """

    hit: HitPolicy
    matched: tuple[int, ...]
    rows: tuple[Mapping[str, Value], ...]

    def __getitem__(self, name: str) -> Value:
        """The value of an output, or all its values for R, O and C."""
        if self.hit.many:
            return tuple(row[name] for row in self.rows)
        return self.rows[0][name] if self.rows else None


def decide(table: DecisionTable, context: Mapping[str, Any]) -> Decided:
    """What the table says. ``DecisionError``: a value of the wrong type, or rules that contradict each other; ``FeelError``: a bound."""
    asked = [_asked(table, column, context) for column in table.inputs]
    matched = [
        i for i, rule in enumerate(table.rules)
        if all(feel.unary_tests(cell, value, context) is True for cell, value in zip(rule.when, asked, strict=True))
    ]
    if table.hit is HitPolicy.FIRST:
        matched = matched[:1]
    if table.hit is HitPolicy.UNIQUE and len(matched) > 1:
        raise _several(table, matched)
    rows = [_answer(table, i, context) for i in matched]
    numbers = tuple(i + 1 for i in matched)
    return Decided(hit=table.hit, matched=numbers, rows=_chosen(table, matched, rows, context))


def _asked(table: DecisionTable, column: Input, context: Mapping[str, Any]) -> Value:
    value = feel.evaluate(column.expression, context)
    if isinstance(value, str) and column.type in _READ:
        value = _READ[column.type](value) or value
    if not _fits(value, column.type):
        title, found = column.vi or column.expression, feel.kind(value)
        raise DecisionError(
            vi=f"Bảng “{table.vi or table.name}”: “{title}” cần kiểu {column.type}, nhưng nhận {found}.",
            en=f"Table “{table.en or table.name}”: “{column.en or column.expression}” must be {column.type}, but is {found}.",
            path=column.expression,
        )
    if column.allowed and value is not None and feel.unary_tests(column.allowed, value, context) is not True:
        raise DecisionError(
            vi=f"Bảng “{table.vi or table.name}”: giá trị của “{column.vi or column.expression}” không nằm trong các giá trị cho phép.",
            en=f"Table “{table.en or table.name}”: the value of “{column.en or column.expression}” is not among those allowed.",
            path=column.expression,
        )
    return value


def _fits(value: Value, wanted: ValueType) -> bool:
    return value is None or wanted is ValueType.ANY or feel.kind(value) == wanted.value


def _answer(table: DecisionTable, rule: int, context: Mapping[str, Any]) -> Mapping[str, Value]:
    cells = table.rules[rule].then
    return {
        column.name: _checked(table, column, None if cell == NOTHING else feel.evaluate(cell, context), f"rules[{rule}].then[{i}]")
        for i, (column, cell) in enumerate(zip(table.outputs, cells, strict=True))
    }


def _checked(table: DecisionTable, column: Output, value: Value, path: str) -> Value:
    if not _fits(value, column.type) or (column.allowed and value is not None and rank(column, value) < 0):
        raise DecisionError(
            vi=f"Bảng “{table.vi or table.name}”: kết quả “{column.vi or column.name}” không đúng kiểu hoặc không được phép.",
            en=f"Table “{table.en or table.name}”: the answer “{column.en or column.name}” has a wrong type or is not allowed.",
            path=path,
        )
    return value


def rank(column: Output, value: Value) -> int:
    """The place of a value among the allowed ones, -1 when it is none of them; 0 when nothing is listed."""
    for place, literal in enumerate(column.allowed):
        if equal(feel.evaluate(literal, {}), value):
            return place
    return -1 if column.allowed else 0


def _chosen(
    table: DecisionTable, matched: list[int], rows: list[Mapping[str, Value]], context: Mapping[str, Any]
) -> tuple[Mapping[str, Value], ...]:
    """What the hit policy leaves of the rows of all matching rules."""
    if table.hit is HitPolicy.COUNT:
        return ({column.name: Decimal(len(rows)) for column in table.outputs},)
    if not rows:
        return _defaults(table, context)
    if table.hit is HitPolicy.ANY:
        if any(equal(rows[0], row) is not True for row in rows[1:]):
            raise _several(table, matched)
        return (rows[0],)
    if table.hit in (HitPolicy.PRIORITY, HitPolicy.OUTPUT_ORDER):
        ordered = sorted(rows, key=lambda row: tuple(_place(column, row[column.name]) for column in table.outputs))
        return tuple(ordered) if table.hit is HitPolicy.OUTPUT_ORDER else (ordered[0],)
    if table.hit in _AGGREGATES:
        name = table.outputs[0].name
        return ({name: functions.CALLS[_AGGREGATES[table.hit]](tuple(row[name] for row in rows))},)
    return tuple(rows)


def _place(column: Output, value: Value) -> int:
    """The order of an answer; no answer comes last."""
    return len(column.allowed) if value is None else rank(column, value)


def _defaults(table: DecisionTable, context: Mapping[str, Any]) -> tuple[Mapping[str, Value], ...]:
    if not any(column.default for column in table.outputs):
        return ()
    return ({
        column.name: _checked(table, column, feel.evaluate(column.default, context) if column.default else None, f"outputs[{i}].default")
        for i, column in enumerate(table.outputs)
    },)


def _several(table: DecisionTable, matched: list[int]) -> DecisionError:
    numbers = ", ".join(str(i + 1) for i in matched)
    return DecisionError(
        vi=f"Bảng “{table.vi or table.name}”: các dòng {numbers} cùng khớp mà kết quả khác nhau hoặc chỉ được khớp một dòng.",
        en=f"Table “{table.en or table.name}”: rules {numbers} match together, but only one may, or they must agree.",
        path=f"rules[{matched[0]}]",
    )
