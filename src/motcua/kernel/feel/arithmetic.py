"""Sums over values: numbers, strings, dates with durations. A pair that has no sum gives null, so does a division by zero."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal, DivisionByZero, InvalidOperation, Overflow

from motcua.kernel.feel.values import NUMBERS, Value, YearsMonths, bounded, bounded_text, too_large

_MICROSECOND = timedelta(microseconds=1)
_DAY = timedelta(days=1)
_MAX_POWER = 1_000


def compute(sign: str, left: Value, right: Value) -> Value:
    """``left sign right``; null when the kinds do not go together. FeelError when a number leaves the bounds."""
    try:
        return _RULES[sign](left, right)
    except (DivisionByZero, InvalidOperation, OverflowError, ValueError, ZeroDivisionError):
        return None
    except Overflow:
        raise too_large() from None


def negate(value: Value) -> Value:
    """``-value``."""
    if isinstance(value, Decimal):
        return NUMBERS.minus(value)
    if isinstance(value, YearsMonths):
        return YearsMonths(months=-value.months)
    return -value if isinstance(value, timedelta) else None


def _add(left: Value, right: Value) -> Value:
    match left, right:
        case (Decimal(), Decimal()):
            return bounded(NUMBERS.add(left, right))
        case (str(), str()):
            return bounded_text(left + right)
        case (timedelta(), timedelta()):
            return left + right
        case (YearsMonths(), YearsMonths()):
            return YearsMonths(months=left.months + right.months)
        case (date() | time(), timedelta() | YearsMonths()):
            return _shift(left, right)
        case (timedelta() | YearsMonths(), date() | time()):
            return _shift(right, left)
        case _:
            return None


def _subtract(left: Value, right: Value) -> Value:
    match left, right:
        case (Decimal(), Decimal()):
            return bounded(NUMBERS.subtract(left, right))
        case (time(), time()):
            return _instant(left) - _instant(right) if (left.tzinfo is None) == (right.tzinfo is None) else None
        case (date(), date()):
            first, last = _instant(left), _instant(right)
            return first - last if (first.tzinfo is None) == (last.tzinfo is None) else None
        case _:
            less = negate(right)
            return _add(left, less) if isinstance(less, (timedelta, YearsMonths)) else None


def _shift(moment: date | time, by: timedelta | YearsMonths) -> Value:
    """A moment and a duration. A day moves by whole days (hours that do not fill one are dropped); a clock time goes round the day."""
    if isinstance(moment, time):
        return (_instant(moment) + by).timetz() if isinstance(by, timedelta) else None
    if isinstance(by, timedelta):
        return moment + (by if isinstance(moment, datetime) else by // _DAY * _DAY)
    index = moment.year * 12 + moment.month - 1 + by.months
    year, month = index // 12, index % 12 + 1
    if not date.min.year <= year <= date.max.year:
        return None
    return moment.replace(year=year, month=month, day=min(moment.day, monthrange(year, month)[1]))


def _instant(moment: date | time) -> datetime:
    if isinstance(moment, datetime):
        return moment
    if isinstance(moment, time):
        return datetime.combine(date(2000, 1, 2), moment)
    return datetime.combine(moment, time())


def _multiply(left: Value, right: Value) -> Value:
    match left, right:
        case (Decimal(), Decimal()):
            return bounded(NUMBERS.multiply(left, right))
        case (timedelta() | YearsMonths(), Decimal()):
            return _scaled(left, lambda size: NUMBERS.multiply(size, right))
        case (Decimal(), timedelta() | YearsMonths()):
            return _multiply(right, left)
        case _:
            return None


def _divide(left: Value, right: Value) -> Value:
    match left, right:
        case (Decimal(), Decimal()):
            return bounded(NUMBERS.divide(left, right))
        case (timedelta() | YearsMonths(), Decimal()):
            return _scaled(left, lambda size: NUMBERS.divide(size, right))
        case (timedelta(), timedelta()):
            return NUMBERS.divide(Decimal(left // _MICROSECOND), Decimal(right // _MICROSECOND))
        case (YearsMonths(), YearsMonths()):
            return NUMBERS.divide(Decimal(left.months), Decimal(right.months))
        case _:
            return None


def _scaled(length: timedelta | YearsMonths, rule: Callable[[Decimal], Decimal]) -> Value:
    if isinstance(length, YearsMonths):
        return YearsMonths(months=int(bounded(rule(Decimal(length.months)))))
    return timedelta(microseconds=int(bounded(rule(Decimal(length // _MICROSECOND)))))


def _power(left: Value, right: Value) -> Value:
    if not isinstance(left, Decimal) or not isinstance(right, Decimal):
        return None
    if abs(right) > _MAX_POWER:
        raise too_large()
    return bounded(NUMBERS.power(left, right))


_RULES: dict[str, Callable[[Value, Value], Value]] = {
    "+": _add, "-": _subtract, "*": _multiply, "/": _divide, "**": _power,
}
