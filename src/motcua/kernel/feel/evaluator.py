"""Tree and context to value. Every node is visited once at most, and lists are bounded, so the work is bounded by the text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from motcua.kernel.feel import arithmetic, functions, nodes
from motcua.kernel.feel.errors import FeelError
from motcua.kernel.feel.nodes import Expression, Node, Test, Tests
from motcua.kernel.feel.parser import parse, parse_tests
from motcua.kernel.feel.values import Range, Value, YearsMonths, compare, equal, every, inside, some, wrap

Context = Mapping[str, Any]
_MOST_VALUES = 10_000
_ORDERS: dict[str, Callable[[int], bool]] = {
    "<": lambda order: order < 0, "<=": lambda order: order <= 0, ">": lambda order: order > 0, ">=": lambda order: order >= 0,
}


def evaluate(expression: Expression | str, context: Context) -> Value:
    """The value of an expression over plain Python values; a name that the context lacks is null. FeelError on a bound."""
    parsed = parse(expression) if isinstance(expression, str) else expression
    return _value(parsed.root, context)


def unary_tests(tests: Expression | str, value: Any, context: Context) -> bool | None:
    """Whether ``value`` passes the tests of a cell; null where the language cannot tell, which a table takes for no.

    A test that is itself a comparison (``? > limit``, ``fee.due > 0``) counts by its truth; any other is compared with the value:
    equal to it, a list that holds it, or a range that it lies in.
    """
    parsed = parse_tests(tests) if isinstance(tests, str) else tests
    return _tests(parsed.root, wrap(value), {**context, "?": value}) if isinstance(parsed.root, Tests) else None


def _value(node: Node, context: Context) -> Value:
    return _RULES[type(node)](node, context)


def _name(node: nodes.Name, context: Context) -> Value:
    return wrap(context.get(node.name))


def _path(node: nodes.Path, context: Context) -> Value:
    return _entry(_value(node.of, context), node.name)


def _entry(value: Value, name: str) -> Value:
    if isinstance(value, Mapping):
        return wrap(value.get(name))
    if isinstance(value, tuple):
        return _bounded(tuple(_entry(item, name) for item in value))
    for python, parts in _PARTS:
        if isinstance(value, python):
            part = parts.get(name)
            return wrap(part(value)) if part else None
    return None


def _bounded(items: tuple[Value, ...]) -> tuple[Value, ...]:
    """Lists inside of lists could multiply; together they hold at most ten thousand values."""
    if sum(len(item) if isinstance(item, tuple) else 1 for item in items) > _MOST_VALUES:
        raise FeelError(vi="Danh sách lồng nhau quá lớn.", en="Lists inside of lists are too large.")
    return items


# Parts of dates and durations by their name in the language; datetime before date, because it is one.
_CLOCK: dict[str, Callable[[Any], Any]] = {"hour": lambda v: v.hour, "minute": lambda v: v.minute, "second": lambda v: v.second}
_DAY: dict[str, Callable[[Any], Any]] = {
    "year": lambda v: v.year, "month": lambda v: v.month, "day": lambda v: v.day, "weekday": lambda v: v.isoweekday(),
}
_PARTS: tuple[tuple[type, dict[str, Callable[[Any], Any]]], ...] = (
    (datetime, {**_DAY, **_CLOCK}),
    (date, _DAY),
    (time, _CLOCK),
    (timedelta, {
        "days": lambda v: v.days, "hours": lambda v: v.seconds // 3600, "minutes": lambda v: v.seconds // 60 % 60,
        "seconds": lambda v: v.seconds % 60,
    }),
    (YearsMonths, {"years": lambda v: int(v.months / 12), "months": lambda v: v.months - int(v.months / 12) * 12}),
)


def _compare(node: nodes.Compare, context: Context) -> Value:
    return _judged(node.sign, _value(node.left, context), _value(node.right, context))


def _judged(sign: str, left: Value, right: Value) -> bool | None:
    if sign in _ORDERS:
        order = compare(left, right)
        return None if order is None else _ORDERS[sign](order)
    same = equal(left, right)
    return same if sign == "=" or same is None else not same


def _junction(node: nodes.Junction, context: Context) -> Value:
    truths = (_truth(_value(part, context)) for part in node.parts)
    return every(truths) if node.word == "and" else some(truths)


def _truth(value: Value) -> bool | None:
    return value if isinstance(value, bool) else None


def _between(node: nodes.Between, context: Context) -> Value:
    return inside(_value(node.of, context), Range(low=_value(node.low, context), high=_value(node.high, context)))


def _choice(node: nodes.Choice, context: Context) -> Value:
    return _value(node.then if _value(node.condition, context) is True else node.otherwise, context)


def _range(node: nodes.RangeOf, context: Context) -> Value:
    return Range(
        low=_value(node.low, context), high=_value(node.high, context), low_closed=node.low_closed, high_closed=node.high_closed
    )


def _call(node: nodes.Call, context: Context) -> Value:
    return functions.CALLS[node.function](*(_value(a, context) for a in node.arguments))


def _in(node: nodes.In, context: Context) -> Value:
    value = _value(node.of, context)
    return _tests(node.tests, value, {**context, "?": value})


def _tests(node: Tests, value: Value, context: Context) -> bool | None:
    if not node.tests:
        return True
    truth = some(_test(test, value, context) for test in node.tests)
    return truth if not node.negated or truth is None else not truth


def _test(test: Test, value: Value, context: Context) -> bool | None:
    found = _value(test.of, context)
    if test.sign == "?":
        return _truth(found)
    if test.sign:
        return _judged(test.sign, value, found)
    if isinstance(found, Range):
        return inside(value, found)
    if isinstance(found, tuple) and not isinstance(value, tuple):
        return some(inside(value, f) if isinstance(f, Range) else equal(value, f) for f in found)
    return equal(value, found)


_RULES: dict[type, Callable[[Any, Context], Value]] = {
    nodes.Literal: lambda node, _context: node.value,
    nodes.Name: _name,
    nodes.Path: _path,
    nodes.Negate: lambda node, context: arithmetic.negate(_value(node.of, context)),
    nodes.Binary: lambda node, context: arithmetic.compute(node.sign, _value(node.left, context), _value(node.right, context)),
    nodes.Compare: _compare,
    nodes.Junction: _junction,
    nodes.Between: _between,
    nodes.Choice: _choice,
    nodes.ListOf: lambda node, context: tuple(_value(item, context) for item in node.items),
    nodes.RangeOf: _range,
    nodes.Call: _call,
    nodes.In: _in,
}

