"""From typed strings to typed values, one field at a time. Nothing raises: what cannot be read becomes a named error."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from motcua.platform.eforms.contracts import GIVEN, SILENT, UPLOADS, Facts, FieldError, FieldKind, UiField
from motcua.platform.eforms.rules.problems import missing
from motcua.platform.eforms.rules.reading import numbers, places, plain, rows, times
from motcua.platform.eforms.rules.reading.base import AREA_LIMIT, TEXT_LIMIT, Posted, Read, clean, keys_of, one, wrong
from motcua.platform.eforms.rules.reading.places import unit_code
from motcua.platform.eforms.rules.reading.rows import row_numbers

__all__ = ["AREA_LIMIT", "READERS", "TEXT_LIMIT", "Posted", "Read", "clean", "keys_of", "one", "read", "row_numbers", "unit_code"]
_UNREAD: Final = SILENT | UPLOADS | GIVEN


def read(field: UiField, posted: Posted, facts: Facts, *, name: str = "") -> Read:
    """The typed value of one field, or its errors. Files come from the store, calculated answers from the form."""
    name = name or field.name
    if field.kind in _UNREAD:
        return Read()
    got = READERS[field.kind](field, posted, facts, name)
    if got.value is None and not got.errors and field.required:
        return Read(errors=(missing(field, name=name),))
    return got


def _rows(field: UiField, posted: Posted, facts: Facts, name: str) -> Read:
    kept: list[dict[str, Any]] = []
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
        kept.append(row)
    if errors:
        return Read(errors=tuple(errors))
    if len(kept) > field.max_rows:
        return wrong(field, "too_many_rows", name, limit=field.max_rows)
    if field.required and len(kept) < field.min_rows:
        return wrong(field, "too_few_rows", name, limit=field.min_rows)
    return Read(kept or None)


READERS: Final[dict[FieldKind, Callable[[UiField, Posted, Facts, str], Read]]] = {
    FieldKind.TEXT: plain.text,
    FieldKind.TEXTAREA: plain.textarea,
    FieldKind.SELECT: plain.choice,
    FieldKind.RADIOS: plain.choice,
    FieldKind.CHECKBOXES: plain.choices,
    FieldKind.MULTI_SELECT: plain.choices,
    FieldKind.BOOLEAN: plain.boolean,
    FieldKind.YES_NO_UNKNOWN: plain.yes_no_unknown,
    FieldKind.DECLARATION: plain.declaration,
    FieldKind.EMAIL: plain.email,
    FieldKind.PERSONAL_NUMBER: plain.personal_number,
    FieldKind.OLD_IDENTITY_NUMBER: plain.old_identity_number,
    FieldKind.TAX_CODE: plain.tax_code,
    FieldKind.PHONE: plain.phone,
    FieldKind.DOSSIER_CODE: plain.dossier_code,
    FieldKind.PASSPORT: plain.passport,
    FieldKind.SOCIAL_INSURANCE: plain.social_insurance,
    FieldKind.HEALTH_INSURANCE: plain.health_insurance,
    FieldKind.LICENCE_PLATE: plain.licence_plate,
    FieldKind.COUNTRY: plain.listed,
    FieldKind.NATIONALITY: plain.listed,
    FieldKind.ETHNICITY: plain.listed,
    FieldKind.RELIGION: plain.listed,
    FieldKind.BANK_ACCOUNT: plain.bank_account,
    FieldKind.INTEGER: numbers.integer,
    FieldKind.DECIMAL: numbers.decimal,
    FieldKind.PERCENTAGE: numbers.percentage,
    FieldKind.MONEY: numbers.money,
    FieldKind.YEAR: numbers.year,
    FieldKind.RATING: numbers.rating,
    FieldKind.AREA: numbers.measure,
    FieldKind.LENGTH: numbers.measure,
    FieldKind.WEIGHT: numbers.measure,
    FieldKind.QUANTITY: numbers.quantity,
    FieldKind.DATE: times.day,
    FieldKind.PARTIAL_DATE: times.partial_day,
    FieldKind.TIME: times.time,
    FieldKind.DATETIME: times.instant,
    FieldKind.MONTH: times.month,
    FieldKind.DATE_RANGE: times.span,
    FieldKind.UNIT: places.unit,
    FieldKind.ADDRESS: places.address,
    FieldKind.OLD_UNIT: places.old_unit,
    FieldKind.ANY_ADDRESS: places.any_address,
    FieldKind.PLACE: places.place,
    FieldKind.PARCEL: places.parcel,
    FieldKind.MAP_POINT: places.map_point,
    FieldKind.MAP_AREA: places.map_area,
    FieldKind.LINKED: rows.linked,
    FieldKind.REFERENCE: rows.reference,
    FieldKind.MATRIX: rows.matrix,
    FieldKind.REPEATED: _rows,
    FieldKind.TABLE: _rows,
}
