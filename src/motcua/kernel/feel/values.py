"""The values of the language: null, booleans, decimal numbers, strings, dates, times, two kinds of duration, lists, contexts, ranges."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from enum import Enum
from typing import Any, TypeAlias

from motcua.kernel.feel.errors import FeelError

MAX_DIGITS = 34  # decimal128, the number of the standard
MAX_EXPONENT = 96  # beyond every amount, count and area of a city, and small enough that nothing runs away
MAX_STRING = 10_000
MAX_ITEMS = 1_000
MAX_NESTING = 6

NUMBERS = Context(prec=MAX_DIGITS, rounding=ROUND_HALF_EVEN, Emin=-999, Emax=999, traps=[DivisionByZero, InvalidOperation, Overflow])


@dataclass(frozen=True, slots=True, order=True)
class YearsMonths:
    """A duration of years and months, in whole months; it is of another kind than days, for months differ in length."""

    months: int

    def text(self) -> str:
        """ISO 8601: ``P1Y2M``."""
        years, months = divmod(abs(self.months), 12)
        parts = (f"{years}Y" if years else "") + (f"{months}M" if months else "")
        return ("-" if self.months < 0 else "") + "P" + (parts or "0M")


@dataclass(frozen=True, slots=True)
class Range:
    """An interval; an end that is None is open to that side (``<5`` is a range without a start)."""

    low: Value
    high: Value
    low_closed: bool = True
    high_closed: bool = True
    low_free: bool = False
    high_free: bool = False


Value: TypeAlias = (
    "bool | Decimal | str | date | datetime | time | timedelta | YearsMonths | Range | tuple[Value, ...] | Mapping[str, Any] | None"
)


def kind(value: Value) -> str:
    """The name of a value's type in the language."""
    if value is None:
        return "null"
    for name, python in _KINDS:
        if isinstance(value, python):
            return name
    return "context"


# bool before number and datetime before date: in Python the first is a kind of the second.
_KINDS: tuple[tuple[str, type], ...] = (
    ("boolean", bool),
    ("number", Decimal),
    ("string", str),
    ("date and time", datetime),
    ("date", date),
    ("time", time),
    ("days and time duration", timedelta),
    ("years and months duration", YearsMonths),
    ("list", tuple),
    ("range", Range),
)
ORDERED = frozenset({"number", "string", "date and time", "date", "time", "days and time duration", "years and months duration"})


def wrap(raw: Any, *, depth: int = 0) -> Value:
    """A Python value of a context as a value of the language; what it does not know is null. FeelError when it is over a bound."""
    if isinstance(raw, Enum):
        raw = raw.value
    if raw is None or isinstance(raw, (bool, date, time, timedelta, YearsMonths, Range, Mapping)):
        return raw
    if isinstance(raw, (int, float, Decimal)):
        return number(raw)
    if isinstance(raw, str):
        return bounded_text(raw)
    if isinstance(raw, Sequence) and not isinstance(raw, (bytes, bytearray)):
        return _list(raw, depth)
    return None


def _list(raw: Sequence[Any], depth: int) -> Value:
    if len(raw) > MAX_ITEMS or depth >= MAX_NESTING or (depth and len(raw) > MAX_ITEMS // 10):
        raise FeelError(
            vi=f"Danh sách dài quá {MAX_ITEMS} phần tử hoặc lồng quá sâu.", en=f"A list has more than {MAX_ITEMS} items or nests too deep."
        )
    return tuple(wrap(item, depth=depth + 1) for item in raw)


def number(raw: float | Decimal | str) -> Decimal | None:
    """A decimal number; None for what is not finite. FeelError when it is too large."""
    if isinstance(raw, int) and raw.bit_length() > 4 * MAX_EXPONENT:
        raise too_large()
    value = Decimal(repr(raw) if isinstance(raw, float) else raw)
    return bounded(NUMBERS.plus(value)) if value.is_finite() else None


def bounded(value: Decimal) -> Decimal:
    """The number itself; FeelError when it leaves the bounds of the language."""
    if value and abs(value.adjusted()) > MAX_EXPONENT:
        raise too_large()
    return value


def too_large() -> FeelError:
    """The refusal of a number out of bounds."""
    return FeelError(vi="Số quá lớn hoặc quá nhỏ để tính.", en="A number is too large or too small to compute with.")


def bounded_text(text: str) -> str:
    """The string itself; FeelError when it is longer than the bound."""
    if len(text) > MAX_STRING:
        raise FeelError(vi=f"Chuỗi dài quá {MAX_STRING} ký tự.", en=f"A string is longer than {MAX_STRING} characters.")
    return text


def compare(left: Value, right: Value) -> int | None:
    """-1, 0 or 1 for two values of the same ordered kind; None when they cannot be compared."""
    if kind(left) != kind(right) or kind(left) not in ORDERED:
        return None
    try:
        less, more = left < right, left > right  # type: ignore[operator]
    except TypeError:  # an instant with a time zone beside one without
        return None
    return int(more) - int(less)


def equal(left: Value, right: Value) -> bool | None:
    """Whether two values are equal; null equals only null, and values of different kinds give null."""
    if left is None or right is None:
        return left is right
    if kind(left) != kind(right):
        return None
    if isinstance(left, tuple) and isinstance(right, tuple):
        return len(left) == len(right) and every(equal(a, b) for a, b in zip(left, right, strict=True))
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        return left.keys() == right.keys() and every(equal(wrap(left[k]), wrap(right[k])) for k in left)
    return bool(left == right)


def every(truths: Any) -> bool | None:
    """Three-valued conjunction: false wins, then null."""
    seen = list(truths)
    if False in seen:
        return False
    return None if None in seen else True


def some(truths: Any) -> bool | None:
    """Three-valued disjunction: true wins, then null."""
    seen = list(truths)
    if True in seen:
        return True
    return None if None in seen else False


def inside(value: Value, interval: Range) -> bool | None:
    """Whether a value lies in a range; null when an end cannot be compared with it."""
    ends = []
    if not interval.low_free:
        low = compare(value, interval.low)
        ends.append(None if low is None else low > 0 or (low == 0 and interval.low_closed))
    if not interval.high_free:
        high = compare(value, interval.high)
        ends.append(None if high is None else high < 0 or (high == 0 and interval.high_closed))
    return every(ends)
