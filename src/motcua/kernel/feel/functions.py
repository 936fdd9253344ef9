"""The functions of the language: each takes values and gives a value, null for a wrong kind.

There are no regular expressions: an author's pattern could run for hours.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal

from motcua.kernel.feel import temporal
from motcua.kernel.feel.values import NUMBERS, Value, YearsMonths, bounded, bounded_text, compare, equal, every, number, some

_MANY = 200
_LAST_SCALE = 30


def _date(*args: Value) -> Value:
    match args:
        case (str() as text,):
            return temporal.read_date(text)
        case (datetime() as moment,):
            return moment.date()
        case (date() as day,):
            return day
        case (Decimal() as y, Decimal() as m, Decimal() as d):
            return _made(lambda: date(int(y), int(m), int(d))) if _whole(y, m, d) else None
        case _:
            return None


def _time(*args: Value) -> Value:
    match args:
        case (str() as text,):
            return temporal.read_time(text)
        case (datetime() as moment,):
            return moment.timetz()
        case (time() as moment,):
            return moment
        case (Decimal() as h, Decimal() as m, Decimal() as s):
            return _made(lambda: time(int(h), int(m), int(s))) if _whole(h, m, s) else None
        case _:
            return None


def _instant(*args: Value) -> Value:
    match args:
        case (str() as text,):
            return temporal.read_instant(text)
        case (datetime() as moment,):
            return moment
        case (date() as day,):
            return datetime.combine(day, time())
        case (date() as day, time() as clock):
            return datetime.combine(day.date() if isinstance(day, datetime) else day, clock)
        case _:
            return None


def _duration(value: Value) -> Value:
    if isinstance(value, str):
        return temporal.read_duration(value)
    return value if isinstance(value, (timedelta, YearsMonths)) else None


def _months_between(first: Value, last: Value) -> Value:
    """Whole months from one day to another, negative when it lies before."""
    if not isinstance(first, date) or not isinstance(last, date):
        return None
    months = (last.year - first.year) * 12 + last.month - first.month
    if months > 0 and last.day < first.day:
        months -= 1
    elif months < 0 and last.day > first.day:
        months += 1
    return YearsMonths(months=months)


def _number(value: Value, group: Value = None, point: Value = None) -> Value:
    """A number from text; ``group`` and ``point`` are the signs between thousands and before the fraction."""
    if isinstance(value, Decimal):
        return value
    if not isinstance(value, str):
        return None
    text = value.replace(group, "") if isinstance(group, str) and group in (" ", ",", ".") else value
    text = text.replace(point, ".") if isinstance(point, str) and point in (",", ".") else text
    digits = text.removeprefix("-").replace(".", "", 1)
    return number(text) if digits.isascii() and digits.isdigit() else None


def text_of(value: Value) -> str | None:
    """The text of a value, as ``string()`` gives it; numbers without exponent and without idle zeros."""
    match value:
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case Decimal():
            return _trim(format(value, "f")) if value else "0"
        case date() | time():
            return temporal.write_moment(value)
        case timedelta():
            return temporal.write_duration(value)
        case YearsMonths():
            return value.text()
        case tuple():
            parts = (f'"{v}"' if isinstance(v, str) else text_of(v) or "null" for v in value)
            return bounded_text(f"[{', '.join(parts)}]")
        case _:
            return None


def _trim(plain: str) -> str:
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def _not(value: Value) -> Value:
    return not value if isinstance(value, bool) else None


def _items(args: tuple[Value, ...]) -> tuple[Value, ...]:
    """One list, or the arguments themselves as a list."""
    return args[0] if len(args) == 1 and isinstance(args[0], tuple) else args


def _numbers(args: tuple[Value, ...]) -> list[Decimal] | None:
    found = [v for v in _items(args) if isinstance(v, Decimal)]
    return found if found and len(found) == len(_items(args)) else None


def _count(*args: Value) -> Value:
    return Decimal(len(_items(args))) if args != (None,) else None


def _sum(*args: Value) -> Value:
    found = _numbers(args)
    if found is None:
        return None
    total = Decimal(0)
    for value in found:
        total = NUMBERS.add(total, value)
    return bounded(total)


def _mean(*args: Value) -> Value:
    total = _sum(*args)
    return NUMBERS.divide(total, Decimal(len(_items(args)))) if isinstance(total, Decimal) else None


def _extreme(args: tuple[Value, ...], wanted: int) -> Value:
    found = _items(args)
    best = found[0] if found else None
    for value in found[1:]:
        order = compare(value, best)
        if order is None:
            return None
        best = value if order == wanted else best
    return best if compare(best, best) == 0 else None


def _texts(rule: Callable[[str, str], Value]) -> Callable[..., Value]:
    """A function of two strings, null for anything else."""

    def over(first: Value, second: Value) -> Value:
        return rule(first, second) if isinstance(first, str) and isinstance(second, str) else None

    return over


def _text(rule: Callable[[str], Value]) -> Callable[..., Value]:
    def over(value: Value) -> Value:
        return rule(value) if isinstance(value, str) else None

    return over


def _substring(text: Value, start: Value, length: Value = None) -> Value:
    """Counted from 1, or from the end when negative."""
    if not isinstance(text, str) or not isinstance(start, Decimal) or not _whole(start) or not start:
        return None
    first = int(start) - 1 if start > 0 else len(text) + int(start)
    if first < 0 or (length is not None and not (isinstance(length, Decimal) and length > 0)):
        return None
    return text[first:] if length is None else text[first : first + int(length)]


def _rounded(value: Value, scale: Value, how: str) -> Value:
    if not isinstance(value, Decimal) or not isinstance(scale, Decimal) or not _whole(scale) or abs(scale) > _LAST_SCALE:
        return None
    unit = Decimal(1).scaleb(-int(scale))
    # Counted in units, so that a large number and a fine scale never need more digits than there are.
    count = NUMBERS.divide(value, unit).to_integral_value(rounding=how)
    return bounded(NUMBERS.multiply(count, unit))


def _modulo(value: Value, by: Value) -> Value:
    """The rest takes the sign of the divisor."""
    if not isinstance(value, Decimal) or not isinstance(by, Decimal) or not by:
        return None
    whole = NUMBERS.divide(value, by).to_integral_value(rounding=ROUND_FLOOR)
    return NUMBERS.subtract(value, NUMBERS.multiply(by, whole))


def _abs(value: Value) -> Value:
    if isinstance(value, YearsMonths):
        return YearsMonths(months=abs(value.months))
    if isinstance(value, timedelta):
        return abs(value)
    return abs(value) if isinstance(value, Decimal) else None


def _contains_item(items: Value, wanted: Value) -> Value:
    return any(equal(v, wanted) for v in items) if isinstance(items, tuple) else None


def _truths(args: tuple[Value, ...]) -> list[bool | None]:
    return [v if isinstance(v, bool) else None for v in _items(args)]


def _whole(*values: Decimal) -> bool:
    return all(v == v.to_integral_value() for v in values)


def _made(make: Callable[[], Value]) -> Value:
    try:
        return make()
    except (ValueError, OverflowError):
        return None


# Name, other names, fewest and most arguments, what it does.
_TABLE: tuple[tuple[tuple[str, ...], int, int, Callable[..., Value]], ...] = (
    (("date",), 1, 3, _date),
    (("time",), 1, 3, _time),
    (("date and time",), 1, 2, _instant),
    (("duration",), 1, 1, _duration),
    (("years and months duration",), 2, 2, _months_between),
    (("number",), 1, 3, _number),
    (("string",), 1, 1, text_of),
    (("not",), 1, 1, _not),
    (("count",), 1, _MANY, _count),
    (("sum",), 1, _MANY, _sum),
    (("mean",), 1, _MANY, _mean),
    (("min",), 1, _MANY, lambda *args: _extreme(args, -1)),
    (("max",), 1, _MANY, lambda *args: _extreme(args, 1)),
    (("all",), 1, _MANY, lambda *args: every(_truths(args))),
    (("any",), 1, _MANY, lambda *args: some(_truths(args))),
    (("contains",), 2, 2, _texts(lambda a, b: b in a)),
    (("starts with",), 2, 2, _texts(lambda a, b: a.startswith(b))),
    (("ends with",), 2, 2, _texts(lambda a, b: a.endswith(b))),
    (("substring before",), 2, 2, _texts(lambda a, b: a.partition(b)[0] if b and b in a else "")),
    (("substring after",), 2, 2, _texts(lambda a, b: a.partition(b)[2] if b and b in a else a if not b else "")),
    (("upper case", "upper"), 1, 1, _text(str.upper)),
    (("lower case", "lower"), 1, 1, _text(str.lower)),
    (("string length",), 1, 1, _text(lambda a: Decimal(len(a)))),
    (("substring",), 2, 3, _substring),
    (("floor",), 1, 2, lambda v, s=Decimal(0): _rounded(v, s, ROUND_FLOOR)),
    (("ceiling",), 1, 2, lambda v, s=Decimal(0): _rounded(v, s, ROUND_CEILING)),
    (("decimal",), 2, 2, lambda v, s: _rounded(v, s, ROUND_HALF_EVEN)),
    (("modulo",), 2, 2, _modulo),
    (("abs",), 1, 1, _abs),
    (("list contains",), 2, 2, _contains_item),
)
NAMES: dict[str, str] = {alias: names[0] for names, _, _, _ in _TABLE for alias in names}
ARITY: dict[str, tuple[int, int]] = {names[0]: (least, most) for names, least, most, _ in _TABLE}
CALLS: dict[str, Callable[..., Value]] = {names[0]: call for names, _, _, call in _TABLE}
LONGEST_NAME = max(name.count(" ") for name in NAMES) + 1
