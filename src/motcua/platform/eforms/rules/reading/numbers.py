"""Numbers and measures, as Vietnamese write them: a point groups thousands, a comma begins the decimals."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from motcua.kernel import text as texts
from motcua.kernel.money import InvalidAmount, format_number, parse_dong
from motcua.platform.eforms.contracts import Facts, FieldKind, UiField
from motcua.platform.eforms.rules.problems import problem
from motcua.platform.eforms.rules.reading.base import NUMBER_LIMIT, Posted, Read, one, wrong

# Unit of measure → how many of the unit that is kept. The sào is the northern one (sào Bắc Bộ, 360 m²).
MEASURES: Final[Mapping[FieldKind, Mapping[str, tuple[str, str, Decimal]]]] = {
    FieldKind.AREA: {
        "m2": ("m²", "m²", Decimal(1)),
        "ha": ("ha", "ha", Decimal(10_000)),
        "sao": ("sào Bắc Bộ", "sào (360 m²)", Decimal(360)),
    },
    FieldKind.LENGTH: {"m": ("m", "m", Decimal(1)), "km": ("km", "km", Decimal(1000)), "cm": ("cm", "cm", Decimal("0.01"))},
    FieldKind.WEIGHT: {"kg": ("kg", "kg", Decimal(1)), "tan": ("tấn", "tonnes", Decimal(1000)), "ta": ("tạ", "quintals", Decimal(100))},
}
KEPT_IN: Final = {FieldKind.AREA: "m²", FieldKind.LENGTH: "m", FieldKind.WEIGHT: "kg"}
_CENT: Final = Decimal("0.01")
YEARS: Final = (1900, 2200)
STARS: Final = 5


def integer(field: UiField, posted: Posted, facts: Facts, name: str) -> Read:
    """A whole number: ``1.200``, ``1 200`` or ``1200``."""
    typed = texts.squeeze(one(posted, name))
    if not typed:
        return Read()
    if not re.fullmatch(r"-?(?:[0-9]{1,15}|[0-9]{1,3}(?:[. ][0-9]{3})+)", typed):
        return wrong(field, "not_a_number", name)
    return bounded(field, int(re.sub(r"[. ]", "", typed)), name)


def decimal_of(typed: str) -> Decimal | None:
    """``85,5`` and ``85.5`` are the same; ``1.234,5`` has a grouping point. At most two decimals; None for anything else."""
    bare = texts.squeeze(typed).replace(" ", "")
    if re.fullmatch(r"-?[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]{1,2})?", bare) and ("," in bare or bare.count(".") > 1):
        bare = bare.replace(".", "")
    if not re.fullmatch(r"-?[0-9]{1,12}(?:[.,][0-9]{1,2})?", bare):
        return None
    return Decimal(bare.replace(",", "."))


def decimal(field: UiField, posted: Posted, facts: Facts, name: str) -> Read:
    """A number with at most two decimals."""
    typed = texts.squeeze(one(posted, name))
    if not typed:
        return Read()
    number = decimal_of(typed)
    return wrong(field, "not_a_decimal", name) if number is None else bounded(field, float(number), name)


def percentage(field: UiField, posted: Posted, facts: Facts, name: str) -> Read:
    """From 0 to 100, unless the form says otherwise; a percent sign is forgiven."""
    typed = texts.squeeze(one(posted, name)).rstrip("% ")
    if not typed:
        return Read()
    number = decimal_of(typed)
    return wrong(field, "not_a_decimal", name) if number is None else bounded(field, float(number), name, least=0, most=100)


def money(field: UiField, posted: Posted, facts: Facts, name: str) -> Read:
    """An amount in đồng."""
    typed = texts.squeeze(one(posted, name))
    if not typed:
        return Read()
    try:
        amount = parse_dong(typed[:40])
    except InvalidAmount:
        return wrong(field, "not_money", name)
    if amount < 0 and field.minimum is None:
        return wrong(field, "too_small", name, limit=0)
    return bounded(field, amount, name)


def year(field: UiField, posted: Posted, facts: Facts, name: str) -> Read:
    """A year in four digits."""
    typed = texts.squeeze(one(posted, name))
    if not typed:
        return Read()
    if not re.fullmatch(r"[0-9]{4}", typed):
        return wrong(field, "not_a_year", name)
    low = YEARS[0] if field.minimum is None else field.minimum
    high = YEARS[1] if field.maximum is None else field.maximum
    high = min(high, facts.today.year) if field.past else high
    if not low <= int(typed) <= high:
        return wrong(field, "year_outside", name, low=low, high=high)
    return Read(int(typed))


def rating(field: UiField, posted: Posted, facts: Facts, name: str) -> Read:
    """From one to five."""
    typed = one(posted, name).strip()
    if not typed:
        return Read()
    return Read(int(typed)) if typed in {str(n) for n in range(1, STARS + 1)} else wrong(field, "not_a_choice", name)


def measure(field: UiField, posted: Posted, facts: Facts, name: str) -> Read:
    """An amount with its unit of measure, kept in the base unit of its kind."""
    typed, unit = texts.squeeze(one(posted, f"{name}-amount")), one(posted, f"{name}-unit").strip()
    if not typed:
        return Read()
    known = MEASURES[field.kind]
    number = decimal_of(typed)
    if number is None:
        return wrong(field, "not_a_decimal", f"{name}-amount")
    if (unit or next(iter(known))) not in known:
        return wrong(field, "not_a_choice", f"{name}-unit")
    kept = (number * known[unit or next(iter(known))][2]).quantize(_CENT, rounding=ROUND_HALF_UP)
    return bounded(field, float(kept), name, least=0, at=f"{name}-amount")


def quantity(field: UiField, posted: Posted, facts: Facts, name: str) -> Read:
    """A number of something, in a unit of the form's."""
    typed, unit = texts.squeeze(one(posted, f"{name}-amount")), one(posted, f"{name}-unit").strip()
    if not typed and not unit:
        return Read()
    number = decimal_of(typed)
    if number is None:
        return wrong(field, "not_a_decimal", f"{name}-amount")
    if unit not in {option.value for option in field.options}:
        return Read(errors=(problem(field, "measure_unit", name=f"{name}-unit"),))
    got = bounded(field, float(number), name, least=0, at=f"{name}-amount")
    return got if got.errors else Read({"amount": got.value, "unit": unit})


def bounded(field: UiField, number: float, name: str, *, least: int | None = None, most: int | None = None, at: str = "") -> Read:
    """The number within the form's bounds, or ``least`` and ``most`` where the form has none; ``at`` is the input with the error."""
    low = field.minimum if field.minimum is not None else least if least is not None else -NUMBER_LIMIT
    high = field.maximum if field.maximum is not None else most if most is not None else NUMBER_LIMIT
    if number < low:
        return wrong(field, "too_small", at or name, limit=format_number(low))
    if number > high:
        return wrong(field, "too_large", at or name, limit=format_number(high))
    return Read(number)
