"""The bounded expression language of forms: a JsonLogic subset that is read as data and never run as code.

``{"==": [{"var": "relation"}, "mother"]}``, ``!=``, ``in``, ``>``, ``<``, ``and``, ``or``, ``not``, and ``{"var": name}`` alone for a
yes/no answer. An answer that is missing equals nothing, is in nothing, and is neither larger nor smaller than anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

MAX_DEPTH: Final = 6
MAX_NODES: Final = 64
_JOINS: Final = {"and", "or"}
_COMPARES: Final = {"==", "!=", "in", ">", "<"}
_LITERALS: Final = (str, bool, int, float)


class BadExpression(ValueError):
    """The expression is outside the language; the message says where."""


def holds(expression: Any, values: Mapping[str, Any]) -> bool:
    """Whether ``expression`` is true of the answers. None is always true. Raises :class:`BadExpression` for anything unknown."""
    if expression is None:
        return True
    operator, argument = _node(expression)
    if operator == "var":
        return values.get(argument) is True
    if operator == "not":
        return not holds(argument, values)
    if operator == "and":
        return all(holds(part, values) for part in argument)
    if operator == "or":
        return any(holds(part, values) for part in argument)
    left, right = (_value(side, values) for side in _pair(operator, argument))
    return _compare(operator, left, right)


def _compare(operator: str, left: Any, right: Any) -> bool:
    if operator == "==":
        return _same(left, right)
    if operator == "!=":
        return not _same(left, right)
    if operator == "in":
        return isinstance(right, list | tuple) and any(_same(left, item) for item in right)
    if left is None or right is None or isinstance(left, bool) or isinstance(right, bool):
        return False
    comparable = (isinstance(left, str) and isinstance(right, str)) or (_number(left) and _number(right))
    return comparable and (left > right if operator == ">" else left < right)


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _same(left: Any, right: Any) -> bool:
    """Equality as JSON knows it: true is not 1, nothing equals a missing answer."""
    if left is None or right is None or isinstance(left, bool) is not isinstance(right, bool):
        return False
    return bool(left == right)


def _value(side: Any, values: Mapping[str, Any]) -> Any:
    if isinstance(side, Mapping):
        _, name = _node(side)
        return values.get(name)
    return side


def _node(expression: Any) -> tuple[str, Any]:
    if not isinstance(expression, Mapping) or len(expression) != 1:
        raise BadExpression("an expression is an object with one operator")
    operator, argument = next(iter(expression.items()))
    if operator == "var":
        if not isinstance(argument, str):
            raise BadExpression("var takes the name of a field")
    elif operator in _JOINS:
        if not isinstance(argument, list) or not argument:
            raise BadExpression(f"{operator} takes a list of expressions")
    elif operator in _COMPARES:
        _pair(operator, argument)
    elif operator != "not":
        raise BadExpression(f"unknown operator {operator!r}")
    return operator, argument


def _pair(operator: str, argument: Any) -> tuple[Any, Any]:
    if not isinstance(argument, list) or len(argument) != 2:  # noqa: PLR2004
        raise BadExpression(f"{operator} takes two sides")
    return argument[0], argument[1]


def check(expression: Any, *, names: frozenset[str], two_answers: bool = False) -> None:
    """Refuse an expression that is too large, names an unknown field, or compares in a way the language does not have.

    ``two_answers`` lets both sides be answers (checks between dates); visibility may not, so that it can be said in JSON Schema.
    Raises :class:`BadExpression`.
    """
    if expression is None:
        return
    for count, (depth, node) in enumerate(_walk(expression, 1), start=1):
        if depth > MAX_DEPTH or count > MAX_NODES:
            raise BadExpression(f"deeper than {MAX_DEPTH} or longer than {MAX_NODES}")
        operator, argument = _node(node)
        if operator == "var" and argument not in names:
            raise BadExpression(f"field {argument!r} does not come before")
        if operator in _COMPARES:
            _check_sides(operator, argument, two_answers=two_answers)


def _check_sides(operator: str, sides: list[Any], *, two_answers: bool) -> None:
    answers = [side for side in sides if isinstance(side, Mapping)]
    if any(_node(side)[0] != "var" for side in answers):
        raise BadExpression(f"the sides of {operator} are answers and literals")
    literals = [side for side in sides if not isinstance(side, Mapping)]
    if not answers or (len(answers) > 1 and not two_answers):
        raise BadExpression(f"{operator} compares one answer with a literal")
    for literal in literals:
        items = literal if operator == "in" and isinstance(literal, list) and literal is sides[1] else [literal]
        if not items or any(not isinstance(item, _LITERALS) for item in items):
            raise BadExpression(f"{literal!r} is not a literal that {operator} takes")
    if operator == "in" and isinstance(sides[0], Mapping) and not isinstance(sides[1], list):
        raise BadExpression("in takes an answer and a list, or a literal and an answer")
    if operator in ("<", ">") and not isinstance(sides[0], Mapping):
        raise BadExpression(f"the left side of {operator} is an answer")
    if operator in ("<", ">") and not two_answers and not _number(sides[1]):
        raise BadExpression(f"{operator} compares with a number")


def names_in(expression: Any) -> frozenset[str]:
    """The answers that an expression looks at."""
    if expression is None:
        return frozenset()
    return frozenset(argument for _, node in _walk(expression, 1) for operator, argument in [_node(node)] if operator == "var")


def _walk(expression: Any, depth: int) -> Iterator[tuple[int, Any]]:
    yield depth, expression
    operator, argument = _node(expression)
    if depth > MAX_DEPTH:
        return
    if operator in _JOINS:
        parts = argument
    elif operator == "not":
        parts = [argument]
    elif operator in _COMPARES:
        parts = [side for side in argument if isinstance(side, Mapping)]
    else:
        parts = []
    for part in parts:
        yield from _walk(part, depth + 1)


def to_schema(expression: Any) -> dict[str, Any]:
    """The same condition as JSON Schema 2020-12, so that the data contract says it to every other reader."""
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
