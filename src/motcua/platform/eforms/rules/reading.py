"""From typed strings to typed values, one field at a time. Nothing raises: what cannot be read becomes a named error."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from motcua.kernel import text as texts
from motcua.kernel.dates_vi import InvalidDate, parse_date, short_date
from motcua.kernel.errors import NamedError
from motcua.kernel.identifiers import normalise_phone, parse_personal_number, parse_tax_code
from motcua.kernel.money import InvalidAmount, format_number, parse_dong
from motcua.platform.eforms.contracts import Facts, FieldError, FieldKind, UiField
from motcua.platform.eforms.rules.patterns import EMAIL, PATTERNS
from motcua.platform.eforms.rules.problems import missing, problem

Posted = Mapping[str, Sequence[str]]
TEXT_LIMIT: Final = 200
AREA_LIMIT: Final = 4000
NUMBER_LIMIT: Final = 10**15
FIRST_DAY: Final = date(1900, 1, 1)
DATE_PARTS: Final = (("day", "ngày", "day"), ("month", "tháng", "month"), ("year", "năm", "year"))
YES: Final = frozenset({"yes", "true", "on", "1"})
NO: Final = frozenset({"no", "false", "off", "0"})
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060\ufeff\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Read:
    """What was read: ``value`` is None for an empty answer and for one with errors."""

    value: Any = None
    errors: tuple[FieldError, ...] = ()


def one(posted: Posted, name: str) -> str:
    """The last string sent under ``name``, without control characters; empty when none was."""
    sent = posted.get(name) or ("",)
    return _CONTROL.sub("", str(sent[-1]))


def keys_of(field: UiField, posted: Posted, name: str = "") -> dict[str, list[str]]:
    """The posted strings that belong to the field, to be shown again as typed."""
    name = name or field.name
    own = re.compile(rf"{re.escape(name)}(-(day|month|year|unit|line|\d+-.+))?")
    return {key: [_CONTROL.sub("", str(v)) for v in sent] for key, sent in posted.items() if own.fullmatch(key)}


def read(field: UiField, posted: Posted, facts: Facts, *, name: str = "") -> Read:
    """The typed value of one field, or its errors. A field of kind file is read from the stored files, not here."""
    name = name or field.name
    if field.kind in (FieldKind.INFO, FieldKind.FILE):
        return Read()
    got = READERS[field.kind](field, posted, facts, name)
    if got.value is None and not got.errors and field.required:
        return Read(errors=(missing(field, name=name),))
    return got


def _wrong(field: UiField, code: str, name: str, **params: object) -> Read:
    return Read(errors=(problem(field, code, name=name, **params),))


def _text(field: UiField, posted: Posted, facts: Facts, name: str) -> Read:
    typed = texts.squeeze(one(posted, name))
    limit = field.max_length or TEXT_LIMIT
    if len(typed) > limit:
        return _wrong(field, "too_long", name, limit=limit, length=len(typed))
    pattern = PATTERNS.get(field.pattern)
    if typed and pattern and not pattern.regex.fullmatch(typed):
        return _wrong(field, pattern.problem, name)
    return Read(typed or None)


def _textarea(field: UiField, posted: Posted, facts: Facts, name: str) -> Read:
    lines = one(posted, name).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    typed = texts.nfc("\n".join(line.rstrip() for line in lines)).strip()
    limit = field.max_length or AREA_LIMIT
    if len(typed) > limit:
        return _wrong(field, "too_long", name, limit=limit, length=len(typed))
    return Read(typed or None)


def _integer(field: UiField, posted: Posted, facts: Facts, name: str) -> Read:
    typed = texts.squeeze(one(posted, name))
    if not typed:
        return Read()
    if not re.fullmatch(r"-?(?:[0-9]{1,15}|[0-9]{1,3}(?:[. ][0-9]{3})+)", typed):
        return _wrong(field, "not_a_number", name)
    return _bounded(field, int(re.sub(r"[. ]", "", typed)), name)


def _decimal(field: UiField, posted: Posted, facts: Facts, name: str) -> Read:
    """``85,5`` and ``85.5`` are the same; ``1.234,5`` has a grouping point. At most two decimals are kept."""
    typed = texts.squeeze(one(posted, name)).replace(" ", "")
    if not typed:
        return Read()
    if re.fullmatch(r"-?[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]{1,2})?", typed) and ("," in typed or typed.count(".") > 1):
        typed = typed.replace(".", "")
    if not re.fullmatch(r"-?[0-9]{1,12}(?:[.,][0-9]{1,2})?", typed):
        return _wrong(field, "not_a_decimal", name)
    try:
        number = float(Decimal(typed.replace(",", ".")))
    except InvalidOperation:  # pragma: no cover - the pattern admits decimals only
        return _wrong(field, "not_a_decimal", name)
    return _bounded(field, number, name)


def _money(field: UiField, posted: Posted, facts: Facts, name: str) -> Read:
    typed = texts.squeeze(one(posted, name))
    if not typed:
        return Read()
    try:
        amount = parse_dong(typed[:40])
    except InvalidAmount:
        return _wrong(field, "not_money", name)
    if amount < 0 and field.minimum is None:
        return _wrong(field, "too_small", name, limit=0)
    return _bounded(field, amount, name)


def _bounded(field: UiField, number: float, name: str) -> Read:
    low = -NUMBER_LIMIT if field.minimum is None else field.minimum
    high = NUMBER_LIMIT if field.maximum is None else field.maximum
    if number < low:
        return _wrong(field, "too_small", name, limit=format_number(low))
    if number > high:
        return _wrong(field, "too_large", name, limit=format_number(high))
    return Read(number)


def _date(field: UiField, posted: Posted, facts: Facts, name: str) -> Read:
    parts = [texts.squeeze(one(posted, f"{name}-{key}")) for key, _, _ in DATE_PARTS]
    whole = texts.squeeze(one(posted, name))
    if not whole and not any(parts):
        return Read()
    if not whole and (parts[1] or parts[2]):
        for typed, (_, vi, en) in zip(parts, DATE_PARTS, strict=True):
            if not typed:
                return _wrong(field, "date_incomplete", name, part_vi=vi, part_en=en)
    try:
        day = parse_date(whole or "/".join(part for part in parts if part))
    except InvalidDate:
        return _wrong(field, "not_a_date", name)
    if day < FIRST_DAY:
        return _wrong(field, "date_too_old", name)
    if field.past and day > facts.today:
        return _wrong(field, "date_future", name, today=short_date(facts.today))
    return Read(day.isoformat())


def _choice(field: UiField, posted: Posted, facts: Facts, name: str) -> Read:
    typed = one(posted, name)
    if not typed:
        return Read()
    if typed not in {option.value for option in field.options}:
        return _wrong(field, "not_a_choice", name)
    return Read(typed)


def _choices(field: UiField, posted: Posted, facts: Facts, name: str) -> Read:
    typed = [t for t in posted.get(name, ()) if t]
    known = [option.value for option in field.options]
    if any(t not in known for t in typed):
        return _wrong(field, "not_a_choice", name)
    return Read([value for value in known if value in typed] or None)


def _boolean(field: UiField, posted: Posted, facts: Facts, name: str) -> Read:
    typed = one(posted, name)
    if not typed:
        return Read()
    if typed in YES:
        return Read(value=True)
    return Read(value=False) if typed in NO else _wrong(field, "not_a_choice", name)


def _declaration(field: UiField, posted: Posted, facts: Facts, name: str) -> Read:
    return Read(value=True) if one(posted, name) in YES else Read()


def _parsed(parse: Callable[[str, Facts], str]) -> Callable[[UiField, Posted, Facts, str], Read]:
    def reader(field: UiField, posted: Posted, facts: Facts, name: str) -> Read:
        typed = texts.squeeze(one(posted, name))
        if not typed:
            return Read()
        try:
            return Read(parse(typed, facts))
        except NamedError as error:
            return Read(errors=(FieldError(name=name, code=error.code, vi=error.sentence("vi"), en=error.sentence("en")),))

    return reader


def _number(typed: str, facts: Facts) -> str:
    return parse_personal_number(typed, today=facts.today).number


def _tax_code(typed: str, _: Facts) -> str:
    return parse_tax_code(typed).code


def _phone(typed: str, _: Facts) -> str:
    return normalise_phone(typed)


def _email(field: UiField, posted: Posted, facts: Facts, name: str) -> Read:
    typed = one(posted, name).strip()
    if typed and (len(typed) > TEXT_LIMIT or not EMAIL.fullmatch(typed)):
        return _wrong(field, "not_an_email", name)
    return Read(typed or None)


def unit_code(typed: str, facts: Facts) -> str:
    """The code of a unit given by its code or by its full name with or without diacritics; empty when there is none."""
    if typed in facts.units:
        return typed
    folded = texts.fold(texts.squeeze(typed))
    found = [code for code, name in facts.units.items() if texts.fold(name) == folded]
    return found[0] if len(found) == 1 else ""


def _unit(field: UiField, posted: Posted, facts: Facts, name: str) -> Read:
    typed = texts.squeeze(one(posted, name))
    if not typed:
        return Read()
    code = unit_code(typed, facts)
    return Read(code) if code else _wrong(field, "not_a_unit", name)


def _address(field: UiField, posted: Posted, facts: Facts, name: str) -> Read:
    line = texts.squeeze(one(posted, f"{name}-line"))
    unit = texts.squeeze(one(posted, f"{name}-unit"))
    if not line and not unit:
        return Read()
    errors = []
    code = unit_code(unit, facts) if unit else ""
    if not unit:
        errors.append(problem(field, "address_unit", name=f"{name}-unit"))
    elif not code:
        errors.append(problem(field, "not_a_unit", name=f"{name}-unit"))
    if not line:
        errors.append(problem(field, "address_line", name=f"{name}-line"))
    elif len(line) > TEXT_LIMIT:
        errors.append(problem(field, "too_long", name=f"{name}-line", limit=TEXT_LIMIT, length=len(line)))
    return Read(errors=tuple(errors)) if errors else Read({"unit": code, "line": line})


def row_numbers(field: UiField, posted: Posted, name: str = "") -> list[int]:
    """The row numbers that were sent for a repeated field, in order."""
    own = re.compile(rf"{re.escape(name or field.name)}-(\d{{1,3}})-.+")
    return sorted({int(found[1]) for key in posted if (found := own.fullmatch(key))})


def _repeated(field: UiField, posted: Posted, facts: Facts, name: str) -> Read:
    rows: list[dict[str, Any]] = []
    errors: list[FieldError] = []
    for number in row_numbers(field, posted, name):
        if not any(
            v.strip() for sub in field.fields for sent in keys_of(sub, posted, f"{name}-{number}-{sub.name}").values() for v in sent
        ):
            continue
        row: dict[str, Any] = {}
        for sub in field.fields:
            got = read(sub, posted, facts, name=f"{name}-{number}-{sub.name}")
            errors.extend(got.errors)
            if got.value is not None:
                row[sub.name] = got.value
        rows.append(row)
    if errors:
        return Read(errors=tuple(errors))
    if len(rows) > field.max_rows:
        return _wrong(field, "too_many_rows", name, limit=field.max_rows)
    if field.required and len(rows) < field.min_rows:
        return _wrong(field, "too_few_rows", name, limit=field.min_rows)
    return Read(rows or None)


READERS: Final[dict[FieldKind, Callable[[UiField, Posted, Facts, str], Read]]] = {
    FieldKind.TEXT: _text,
    FieldKind.TEXTAREA: _textarea,
    FieldKind.INTEGER: _integer,
    FieldKind.DECIMAL: _decimal,
    FieldKind.MONEY: _money,
    FieldKind.DATE: _date,
    FieldKind.SELECT: _choice,
    FieldKind.RADIOS: _choice,
    FieldKind.CHECKBOXES: _choices,
    FieldKind.BOOLEAN: _boolean,
    FieldKind.DECLARATION: _declaration,
    FieldKind.PERSONAL_NUMBER: _parsed(_number),
    FieldKind.TAX_CODE: _parsed(_tax_code),
    FieldKind.PHONE: _parsed(_phone),
    FieldKind.EMAIL: _email,
    FieldKind.UNIT: _unit,
    FieldKind.ADDRESS: _address,
    FieldKind.REPEATED: _repeated,
}
