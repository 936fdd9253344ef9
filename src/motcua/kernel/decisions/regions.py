"""What a rule covers: each column's line of values cut into atoms, each cell the set of atoms that it lets pass.

A column can be cut when its cells are constants: literals, lists, ranges and comparisons. Between two neighbouring numbers or days lies
one atom, for no cell can tell the values there apart; a string that no cell names is the atom "any other".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cmp_to_key

from motcua.kernel import feel
from motcua.kernel.decisions.model import DecisionTable, Input, ValueType
from motcua.kernel.feel import Value, nodes
from motcua.kernel.feel.values import YearsMonths, compare, kind

_MOST_VISITS = 20_000
# Per type a value of it, and the step that leads beyond its last named value.
_CUTTABLE: dict[ValueType, tuple[Value, Value]] = {
    ValueType.NUMBER: (Decimal(0), Decimal(1)),
    ValueType.DATE: (date(2000, 1, 1), timedelta(days=1)),
    ValueType.INSTANT: (datetime(2000, 1, 1), timedelta(days=1)),  # noqa: DTZ001 - a sample
    ValueType.DAYS: (timedelta(), timedelta(days=1)),
    ValueType.MONTHS: (YearsMonths(0), YearsMonths(1)),
}
Box = tuple[int, ...]  # one bit set of atoms per column


class TooMany(Exception):
    """The table has too many corners to look into all of them."""


@dataclass(frozen=True, slots=True)
class Atom:
    """One value that stands for all that no cell of its column tells apart."""

    sample: Value
    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class Space:
    """The columns as atoms, and the box of every rule; ``whole`` is all of them but null, which a table need not answer."""

    atoms: tuple[tuple[Atom, ...], ...]
    boxes: tuple[Box, ...]
    whole: Box


def space(table: DecisionTable) -> Space | None:
    """The space of a table; None when a column cannot be cut."""
    axes = [_axis(column, [rule.when[i] for rule in table.rules]) for i, column in enumerate(table.inputs)]
    if any(axis is None for axis in axes):
        return None
    atoms = tuple(axis for axis in axes if axis is not None)
    bits = [{cell: _bits(axis, cell) for cell in {rule.when[i] for rule in table.rules}} for i, axis in enumerate(atoms)]
    boxes = tuple(tuple(bits[i][cell] for i, cell in enumerate(rule.when)) for rule in table.rules)
    return Space(atoms=atoms, boxes=boxes, whole=tuple((1 << len(axis)) - 1 & ~_null(axis) for axis in atoms))


def meet(one: Box, other: Box) -> Box | None:
    """What two boxes share; None when they share nothing."""
    shared = tuple(a & b for a, b in zip(one, other, strict=True))
    return shared if all(shared) else None


def holes(boxes: Sequence[Box], whole: Box) -> Iterator[Box]:
    """Parts of ``whole`` that no box covers. ``TooMany`` when there are too many corners to look into."""
    visits = [0]

    def below(axis: int, left: Sequence[Box]) -> Iterator[Box]:
        visits[0] += 1
        if visits[0] > _MOST_VISITS:
            raise TooMany
        if not left:
            yield whole[axis:]
        elif axis < len(whole) and not any(_covers(box, whole, axis) for box in left):
            for bits, inside in _alike(left, axis, whole[axis]):
                for rest in below(axis + 1, inside):
                    yield (bits, *rest)

    yield from below(0, boxes)


def _covers(box: Box, whole: Box, axis: int) -> bool:
    return all(w & ~b == 0 for b, w in zip(box[axis:], whole[axis:], strict=True))


def _alike(boxes: Sequence[Box], axis: int, bits: int) -> Iterator[tuple[int, list[Box]]]:
    """The atoms of an axis in groups that the same boxes hold."""
    groups: dict[tuple[bool, ...], int] = {}
    at = 1
    while at <= bits:
        if bits & at:
            key = tuple(bool(box[axis] & at) for box in boxes)
            groups[key] = groups.get(key, 0) | at
        at <<= 1
    for key, found in groups.items():
        yield found, [box for box, held in zip(boxes, key, strict=True) if held]


def describe(found: Space, box: Box, table: DecisionTable) -> tuple[str, str]:
    """A part of the space in words, in both languages."""
    vi, en = [], []
    for column, atoms, bits, whole in zip(table.inputs, found.atoms, box, found.whole, strict=True):
        if whole & ~bits:
            held = [a for i, a in enumerate(atoms) if bits >> i & 1][:3]
            vi.append(f"{column.vi or column.expression}: {' hoặc '.join(a.vi for a in held)}")
            en.append(f"{column.en or column.expression}: {' or '.join(a.en for a in held)}")
    return "; ".join(vi) or "mọi trường hợp", "; ".join(en) or "every case"


def _bits(axis: tuple[Atom, ...], cell: str) -> int:
    tests = feel.parse_tests(cell)
    return sum(1 << i for i, atom in enumerate(axis) if feel.unary_tests(tests, atom.sample, {}) is True)


def _null(axis: tuple[Atom, ...]) -> int:
    return sum(1 << i for i, atom in enumerate(axis) if atom.sample is None)


def _axis(column: Input, cells: list[str]) -> tuple[Atom, ...] | None:
    parts = [_constants(cell) for cell in (*cells, column.allowed or "-")]
    if any(p is None for p in parts):
        return None
    found = [value for p in parts if p for value in p]
    atoms = _line(column.type, [v for v in found if v is not None])
    if atoms is None:
        return None
    if column.allowed:
        atoms = tuple(a for a in atoms if feel.unary_tests(column.allowed, a.sample, {}) is True)
    return (*atoms, Atom(sample=None, vi="trống", en="empty"))


def _constants(cell: str) -> list[Value] | None:
    """The constants at which a cell changes its mind; None when it is more than constants."""
    tests = feel.parse_tests(cell)
    if not isinstance(tests.root, nodes.Tests) or not tests.constant:
        return None
    found: list[Value] = []
    for test in tests.root.tests:
        if test.sign == "?":
            return None
        parts = test.of.items if isinstance(test.of, nodes.ListOf) else (test.of,)
        for part in parts:
            ends = (part.low, part.high) if isinstance(part, nodes.RangeOf) else (part,)
            values = [feel.evaluate(feel.Expression(text="", root=end), {}) for end in ends]
            ordered = isinstance(part, nodes.RangeOf) or test.sign not in ("", "=", "!=")
            if ordered and any(isinstance(v, str) for v in values):
                return None
            found.extend(values)
    return found


def _line(wanted: ValueType, values: list[Value]) -> tuple[Atom, ...] | None:
    """The atoms of a column of a type that can be cut, around the values that its cells name."""
    if wanted is ValueType.BOOLEAN:
        return (Atom(sample=True, vi="đúng", en="true"), Atom(sample=False, vi="sai", en="false"))
    if any(kind(v) != wanted.value for v in values):
        return None
    if wanted is ValueType.STRING:
        texts = sorted({v for v in values if isinstance(v, str)})
        other = "≠" + max(texts, key=len, default="")
        return (*(Atom(sample=t, vi=f"“{t}”", en=f"“{t}”") for t in texts), Atom(sample=other, vi="giá trị khác", en="any other value"))
    if wanted not in _CUTTABLE:
        return None
    if any(compare(a, b) is None for a in values for b in values[:1]):
        return None
    points: list[Value] = []
    for value in sorted(values, key=cmp_to_key(_order)):
        if not points or compare(points[-1], value):
            points.append(value)
    return tuple(_ordered(wanted, points))


def _ordered(wanted: ValueType, points: list[Value]) -> Iterator[Atom]:
    """Every point, what lies between two neighbours, and what lies before the first and after the last."""
    sample, step = _CUTTABLE[wanted]
    if not points:
        yield Atom(sample=sample, vi="mọi giá trị", en="any value")
        return
    words = [feel.text_of(p) or "" for p in points]
    yield Atom(sample=_moved(points[0], step, -1), vi=f"nhỏ hơn {words[0]}", en=f"less than {words[0]}")
    for i, point in enumerate(points):
        if i:
            middle = _middle(points[i - 1], point)
            if middle is not None:
                yield Atom(sample=middle, vi=f"giữa {words[i - 1]} và {words[i]}", en=f"between {words[i - 1]} and {words[i]}")
        yield Atom(sample=point, vi=words[i], en=words[i])
    yield Atom(sample=_moved(points[-1], step, 1), vi=f"lớn hơn {words[-1]}", en=f"more than {words[-1]}")


def _order(left: Value, right: Value) -> int:
    return compare(left, right) or 0


def _moved(value: Value, step: Value, times: int) -> Value:
    return feel.evaluate("value + step * times", {"value": value, "step": step, "times": times})


def _middle(low: Value, high: Value) -> Value:
    """A value between two, None when there is none (two days that follow each other)."""
    if isinstance(low, YearsMonths) and isinstance(high, YearsMonths):
        middle: Value = YearsMonths((low.months + high.months) // 2)
    elif isinstance(low, date) and not isinstance(low, datetime):
        days = feel.evaluate("high - low", {"low": low, "high": high})
        middle = low + timedelta(days=days.days // 2) if isinstance(days, timedelta) else None
    else:
        middle = feel.evaluate("low + (high - low) / 2", {"low": low, "high": high})
    return middle if compare(low, middle) == -1 and compare(middle, high) == -1 else None
