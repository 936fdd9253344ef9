"""The bounded expression language of forms: a JsonLogic subset that is read as data and never run as code.

Conditions: ``==``, ``!=``, ``in``, ``>``, ``>=``, ``<``, ``<=``, ``and``, ``or``, ``not``, and ``{"var": name}`` alone for a yes/no answer.
Numbers: ``+``, ``-``, ``*``, ``/``, ``min``, ``max``, ``sum``, ``count``, ``round`` (half away from zero, to 0–4 decimals), ``if``.
Days: ``days`` and ``years`` from one date to another, ``today``. ``{"var": "rows.amount"}`` is that answer of every row.

A missing answer equals nothing, is in nothing, and is neither larger nor smaller than anything; arithmetic with a missing number gives
nothing; ``sum``, ``min``, ``max`` pass over it. Numbers are IEEE doubles, so that ``static/eforms/forms.js`` gives the same: a result
beyond ±10¹⁵ or a division by zero is nothing.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

MAX_DEPTH: Final = 10
MAX_NODES: Final = 128
LARGEST: Final = 1e15
MOST_DECIMALS: Final = 4
_JOINS: Final = frozenset({"and", "or"})
_COMPARES: Final = frozenset({"==", "!=", "in", ">", "<", ">=", "<="})
_ORDERS: Final = frozenset({">", "<", ">=", "<="})
_ARITHMETIC: Final = frozenset({"+", "-", "*", "/"})
_GATHERS: Final = frozenset({"min", "max", "sum"})
_DATES: Final = frozenset({"days", "years"})
_LISTED: Final = _JOINS | _COMPARES | _ARITHMETIC | _GATHERS | _DATES | {"if", "round"}
_LITERALS: Final = (str, bool, int, float)
_ISO: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
Values = Mapping[str, Any]


class BadExpression(ValueError):
    """The expression is outside the language; the message says where."""


def holds(expression: Any, values: Values, *, today: date | None = None) -> bool:
    """Whether ``expression`` is true of the answers. None is always true. Raises :class:`BadExpression` for anything unknown."""
    return expression is None or evaluate(expression, values, today=today) is True


def evaluate(expression: Any, values: Values, *, today: date | None = None) -> Any:
    """What the expression gives: a number, a date, a text, true, false, or None for nothing. Raises :class:`BadExpression`."""
    return _Reading(values, "" if today is None else today.isoformat()).value(expression)


class _Reading:
    """One evaluation over one set of answers."""

    def __init__(self, values: Values, today: str) -> None:
        self.values, self.today = values, today

    def value(self, expression: Any) -> Any:
        if not isinstance(expression, Mapping):
            return list(expression) if isinstance(expression, list | tuple) else expression
        operator, argument = _node(expression)
        if operator == "var":
            return looked_up(self.values, argument)
        if operator == "today":
            return self.today or None
        if operator == "not":
            return self.value(argument) is not True
        if operator == "count":
            counted = self.value(argument)
            return len(counted) if isinstance(counted, list | tuple) else 0
        if operator in _JOINS:
            return (all if operator == "and" else any)(self.value(part) is True for part in argument)
        if operator == "if":
            return self.chosen(argument)
        return self.computed(operator, [self.value(part) for part in argument])

    def chosen(self, parts: Sequence[Any]) -> Any:
        for at in range(0, len(parts) - 1, 2):
            if self.value(parts[at]) is True:
                return self.value(parts[at + 1])
        return self.value(parts[-1]) if len(parts) % 2 else None

    def computed(self, operator: str, parts: list[Any]) -> Any:
        if operator in _COMPARES:
            return _compare(operator, parts[0], parts[1])
        if operator in _GATHERS:
            return _gathered(operator, parts)
        if operator in _DATES:
            return _between(operator, parts[0], parts[1])
        if operator == "round":
            return _rounded(parts[0], parts[1] if len(parts) > 1 else 0)
        return _counted(operator, parts)


def looked_up(values: Values, name: str) -> Any:
    """The answer ``name``; of ``rows.column`` the answers of that column, those that are there."""
    whole, _, column = name.partition(".")
    found = values.get(whole)
    if not column:
        return found
    if isinstance(found, Mapping):
        return found.get(column)
    rows = found if isinstance(found, list | tuple) else ()
    return [row[column] for row in rows if isinstance(row, Mapping) and row.get(column) is not None]


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _told(number: float) -> int | float | None:
    """A double as JSON tells it: whole ones as integers, nothing beyond the bounds."""
    if math.isnan(number) or abs(number) > LARGEST:
        return None
    return int(number) if number == math.floor(number) else number


def _counted(operator: str, parts: list[Any]) -> Any:
    if not all(_number(part) for part in parts):
        return None
    numbers = [float(part) for part in parts]
    total = numbers[0]
    if operator == "-" and len(numbers) == 1:
        return _told(-total)
    for number in numbers[1:]:
        if operator == "/" and number == 0:
            return None
        total = _STEPS[operator](total, number)
    return _told(total)


_STEPS: Final[Mapping[str, Callable[[float, float], float]]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
}


def _gathered(operator: str, parts: list[Any]) -> Any:
    flat = [item for part in parts for item in (part if isinstance(part, list | tuple) else [part])]
    numbers = [float(item) for item in flat if _number(item)]
    if operator == "sum":
        total = 0.0
        for number in numbers:  # in order, as the browser adds: the built-in sum compensates and would differ in the last digit
            total += number
        return _told(total)
    return _told(min(numbers) if operator == "min" else max(numbers)) if numbers else None


def _rounded(number: Any, decimals: Any) -> Any:
    if not _number(number) or not _number(decimals) or decimals not in range(MOST_DECIMALS + 1) or abs(number) > LARGEST:
        return None
    scale = float(10 ** int(decimals))
    size = math.floor(abs(float(number)) * scale + 0.5) / scale
    return _told(-size if number < 0 else size)


def _day(value: Any) -> date | None:
    if not isinstance(value, str) or not _ISO.fullmatch(value):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _between(operator: str, first: Any, last: Any) -> int | None:
    a, b = _day(first), _day(last)
    if a is None or b is None:
        return None
    if operator == "days":
        return (b - a).days
    return b.year - a.year - ((b.month, b.day) < (a.month, a.day))


def _compare(operator: str, left: Any, right: Any) -> bool:
    if operator == "==":
        return _same(left, right)
    if operator == "!=":
        return not _same(left, right)
    if operator == "in":
        return isinstance(right, list | tuple) and any(_same(left, item) for item in right)
    if not (isinstance(left, str) and isinstance(right, str)) and not (_number(left) and _number(right)):
        return False
    return bool({">": left > right, "<": left < right, ">=": left >= right, "<=": left <= right}[operator])  # type: ignore[operator]


def _same(left: Any, right: Any) -> bool:
    """Equality as JSON knows it: true is not 1, nothing equals a missing answer; lists and objects equal nothing."""
    if _number(left) and _number(right):
        return bool(left == right)
    return type(left) is type(right) and isinstance(left, str | bool) and bool(left == right)


def _node(expression: Any) -> tuple[str, Any]:
    if not isinstance(expression, Mapping) or len(expression) != 1:
        raise BadExpression("an expression is an object with one operator")
    operator, argument = next(iter(expression.items()))
    if operator == "var":
        if not isinstance(argument, str):
            raise BadExpression("var takes the name of a field")
    elif operator == "today":
        if argument != []:
            raise BadExpression("today takes an empty list")
    elif operator in _LISTED:
        _sized(operator, argument)
    elif operator not in ("not", "count"):
        raise BadExpression(f"unknown operator {operator!r}")
    return operator, argument


def _sized(operator: str, argument: Any) -> None:
    if not isinstance(argument, list) or not argument:
        raise BadExpression(f"{operator} takes a list of expressions")
    two = operator in _COMPARES or operator in _DATES
    if two and len(argument) != 2:  # noqa: PLR2004
        raise BadExpression(f"{operator} takes two sides")
    if operator == "if" and len(argument) < 2:  # noqa: PLR2004
        raise BadExpression("if takes a condition and what it gives")
    if operator == "round" and not (len(argument) == 1 or (len(argument) == 2 and argument[1] in range(MOST_DECIMALS + 1))):  # noqa: PLR2004
        raise BadExpression(f"round takes a number and 0 to {MOST_DECIMALS} decimals")


def check(expression: Any, *, names: frozenset[str], two_answers: bool = True) -> None:
    """Refuse an expression that is too large, names an unknown field, or compares what can never differ.

    ``two_answers=False`` allows only what JSON Schema can say (see :func:`plain`). Raises :class:`BadExpression`.
    """
    if expression is None:
        return
    for count, (depth, node) in enumerate(_walk(expression, 1), start=1):
        if depth > MAX_DEPTH or count > MAX_NODES:
            raise BadExpression(f"deeper than {MAX_DEPTH} or longer than {MAX_NODES}")
        operator, argument = _node(node)
        if operator == "var" and argument.partition(".")[0] not in names:
            raise BadExpression(f"field {argument!r} does not come before")
        if operator in _COMPARES:
            _check_sides(operator, argument)
        elif operator in _LISTED - _JOINS:
            for part in argument:
                _check_literal(operator, part)
        elif operator in _JOINS and any(not isinstance(part, Mapping) for part in argument):
            raise BadExpression(f"{operator} takes a list of expressions")
    if not two_answers and not plain(expression):
        raise BadExpression("JSON Schema cannot say this")


def _check_literal(operator: str, part: Any) -> None:
    small = not _number(part) or abs(part) <= LARGEST
    if not isinstance(part, Mapping) and not (isinstance(part, _LITERALS) and small):
        raise BadExpression(f"{part!r} is not a literal that {operator} takes")


def _check_sides(operator: str, sides: list[Any]) -> None:
    if not any(isinstance(side, Mapping) for side in sides):
        raise BadExpression(f"{operator} compares one answer with a literal")
    if operator == "in" and isinstance(sides[0], Mapping) and not isinstance(sides[1], Mapping):
        if not isinstance(sides[1], list) or not sides[1] or any(not isinstance(item, _LITERALS) for item in sides[1]):
            raise BadExpression("in takes an answer and a list, or a literal and an answer")
        return
    for side in sides:
        _check_literal(operator, side)


def names_in(expression: Any) -> frozenset[str]:
    """The answers that an expression looks at."""
    if expression is None:
        return frozenset()
    nodes = (_node(node) for _, node in _walk(expression, 1))
    return frozenset(argument.partition(".")[0] for operator, argument in nodes if operator == "var")


def _walk(expression: Any, depth: int) -> Iterator[tuple[int, Any]]:
    yield depth, expression
    operator, argument = _node(expression)
    if depth > MAX_DEPTH:
        return
    parts = argument if operator in _LISTED else [argument] if operator in ("not", "count") else []
    for part in parts:
        if isinstance(part, Mapping) or operator in _JOINS | {"not"}:
            yield from _walk(part, depth + 1)


def plain(expression: Any) -> bool:
    """Whether JSON Schema can say the condition: answers compared with literals, joined by and, or, not."""
    if expression is None:
        return True
    operator, argument = _node(expression)
    if operator == "var":
        return "." not in argument
    if operator == "not":
        return plain(argument)
    if operator in _JOINS:
        return all(plain(part) for part in argument)
    if operator not in ("==", "!=", "in", ">", "<"):
        return False
    answers = [side for side in argument if isinstance(side, Mapping)]
    if len(answers) != 1 or next(iter(answers[0])) != "var" or "." in str(answers[0]["var"]):
        return False
    return operator not in ("<", ">") or (isinstance(argument[0], Mapping) and _number(argument[1]))


def to_schema(expression: Any) -> dict[str, Any]:
    """The same condition as JSON Schema 2020-12, so that the data contract says it to every other reader. For plain ones."""
    operator, argument = _node(expression)
    if operator == "var":
        return _has(argument, {"const": True})
    if operator == "not":
        return {"not": to_schema(argument)}
    if operator in _JOINS:
        return {"allOf" if operator == "and" else "anyOf": [to_schema(part) for part in argument]}
    if operator == "!=":
        return {"not": to_schema({"==": argument})}
    return _comparison(operator, *argument)


def _comparison(operator: str, left: Any, right: Any) -> dict[str, Any]:
    if operator == "in" and isinstance(left, Mapping):
        return _has(left["var"], {"enum": list(right)})
    if operator == "in":
        return _has(right["var"], {"type": "array", "contains": {"const": left}})
    if operator == "==":
        name, literal = (left["var"], right) if isinstance(left, Mapping) else (right["var"], left)
        return _has(name, {"const": literal})
    return _has(left["var"], {"type": "number", "exclusiveMinimum" if operator == ">" else "exclusiveMaximum": right})


def _has(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"required": [name], "properties": {name: schema}}
