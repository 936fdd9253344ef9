"""The data contract of a form as JSON Schema 2020-12, derived from its pages, and the check of answers against it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

import jsonschema_rs

from motcua.platform.eforms.contracts import (
    GIVEN,
    ROWS,
    SENSITIVE,
    SILENT,
    UPLOADS,
    FieldError,
    FieldKind,
    FormDefinition,
    UiField,
    UiPage,
)
from motcua.platform.eforms.rules import lists
from motcua.platform.eforms.rules.expressions import plain, to_schema
from motcua.platform.eforms.rules.patterns import PATTERNS
from motcua.platform.eforms.rules.problems import problem
from motcua.platform.eforms.rules.reading import AREA_LIMIT, TEXT_LIMIT
from motcua.platform.eforms.rules.reading.numbers import STARS, YEARS
from motcua.platform.eforms.rules.reading.places import RING_LEAST, RING_MOST

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_FILE: Final[dict[str, Any]] = {
    "type": "object",
    "required": ["file_id", "name", "size", "mime", "sha256"],
    "additionalProperties": False,
    "properties": {
        "file_id": {"type": "string", "format": "uuid"},
        "name": {"type": "string", "minLength": 1},
        "size": {"type": "integer", "minimum": 1},
        "mime": {"type": "string"},
        "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
    },
}
_TEXTS: Final = {FieldKind.TEXT: TEXT_LIMIT, FieldKind.TEXTAREA: AREA_LIMIT}
_CHOICES: Final = frozenset({FieldKind.CHECKBOXES, FieldKind.MULTI_SELECT})
_LISTS: Final = _CHOICES | UPLOADS | ROWS
_WHOLE: Final = frozenset({FieldKind.INTEGER, FieldKind.MONEY, FieldKind.YEAR, FieldKind.RATING})
_NUMBERS: Final = _WHOLE | {FieldKind.DECIMAL, FieldKind.PERCENTAGE, FieldKind.AREA, FieldKind.LENGTH, FieldKind.WEIGHT}
_LEAST: Final = {FieldKind.YEAR: YEARS[0], FieldKind.RATING: 1} | dict.fromkeys(
    (FieldKind.MONEY, FieldKind.PERCENTAGE, FieldKind.AREA, FieldKind.LENGTH, FieldKind.WEIGHT), 0
)
_MOST: Final = {FieldKind.PERCENTAGE: 100, FieldKind.YEAR: YEARS[1], FieldKind.RATING: STARS}
_UNIT_CODE: Final = {"type": "string", "pattern": "^[0-9]{5}$"}
_DAY: Final = {"type": "string", "format": "date"}
_WORDS: Final = {"type": "string", "minLength": 1, "maxLength": TEXT_LIMIT}
_POSITION: Final = {"type": "array", "minItems": 2, "maxItems": 2, "items": {"type": "number"}}


def _exactly(required: Mapping[str, Any], **optional: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "required": list(required),
        "additionalProperties": False,
        "properties": {**required, **optional},
    }


def _or_words(shape: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [shape, _exactly({"text": _WORDS})]}


_FIXED: Final[dict[FieldKind, dict[str, Any]]] = {
    FieldKind.YES_NO_UNKNOWN: {"type": "string", "enum": ["yes", "no", "unknown"]},
    FieldKind.TIME: {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"},
    FieldKind.DATETIME: {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-5][0-9]$"},
    FieldKind.MONTH: {"type": "string", "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])$"},
    FieldKind.PARTIAL_DATE: {"type": "string", "pattern": "^[0-9]{4}(-(0[1-9]|1[0-2])(-[0-3][0-9])?)?$"},
    FieldKind.DATE_RANGE: _exactly({"from": _DAY, "to": _DAY}),
    FieldKind.OLD_IDENTITY_NUMBER: {"type": "string", "pattern": "^[0-9]{9}$"},
    FieldKind.PASSPORT: {"type": "string", "pattern": "^[A-Z0-9]{6,9}$"},
    FieldKind.SOCIAL_INSURANCE: {"type": "string", "pattern": "^[0-9]{10}$"},
    FieldKind.HEALTH_INSURANCE: {"type": "string", "pattern": "^([A-Z]{2}[1-5][0-9]{2})?[0-9]{10}$"},
    FieldKind.LICENCE_PLATE: {"type": "string", "pattern": "^[1-9][0-9][A-Z][A-Z0-9]?-([0-9]{3}\\.[0-9]{2}|[0-9]{4})$"},
    FieldKind.DOSSIER_CODE: {"type": "string", "pattern": "^[0-9A-Z.]{3,20}-[0-9]{6}-[0-9]{4,5}$"},
    FieldKind.BANK_ACCOUNT: _exactly(
        {"bank": {"enum": [e.code for e in lists.shared("banks")]}, "number": {"type": "string", "pattern": "^[0-9]{6,19}$"}}
    ),
    FieldKind.OLD_UNIT: _exactly({"old": _UNIT_CODE, "new": _UNIT_CODE}),
    FieldKind.ANY_ADDRESS: _exactly({"unit": _UNIT_CODE, "line": _WORDS}, old=_UNIT_CODE),
    FieldKind.PLACE: _exactly(
        {
            "province": {"enum": [e.code for e in lists.shared("provinces")]},
            "commune": {"type": "string", "pattern": "^([0-9]{5})?$"},
            "name": _WORDS,
        }
    ),
    FieldKind.PARCEL: _exactly({part: {"type": "integer", "minimum": 1, "maximum": 999_999} for part in ("sheet", "parcel")}),
    FieldKind.MAP_POINT: _or_words(_exactly({"type": {"const": "Point"}, "coordinates": _POSITION})),
    FieldKind.MAP_AREA: _or_words(
        _exactly(
            {
                "type": {"const": "Polygon"},
                "coordinates": {
                    "type": "array",
                    "minItems": 1,
                    "maxItems": 1,
                    "items": {"type": "array", "minItems": RING_LEAST + 1, "maxItems": RING_MOST + 1, "items": _POSITION},
                },
            }
        )
    ),
    FieldKind.REFERENCE: _exactly(
        {
            "source": {"type": "string"},
            "id": {"type": "string", "maxLength": TEXT_LIMIT},
            "label": _WORDS,
            "facts": {"type": "object", "additionalProperties": {"type": "string"}},
            "at": {"type": "string"},
        }
    ),
    FieldKind.DATE: {"type": "string", "format": "date"},
    FieldKind.BOOLEAN: {"type": "boolean"},
    FieldKind.DECLARATION: {"const": True},
    FieldKind.PERSONAL_NUMBER: {"type": "string", "pattern": "^[0-9]{12}$"},
    FieldKind.TAX_CODE: {"type": "string", "pattern": "^[0-9]{10}(-[0-9]{3})?$|^[0-9]{12}$"},
    FieldKind.PHONE: {"type": "string", "pattern": "^0[0-9]{9,10}$"},
    FieldKind.EMAIL: {"type": "string", "maxLength": TEXT_LIMIT, "pattern": "^[^@\\s]+@[^@\\s]+$"},
    FieldKind.UNIT: {"type": "string", "pattern": "^[0-9]{5}$"},
    FieldKind.ADDRESS: {
        "type": "object",
        "required": ["unit", "line"],
        "additionalProperties": False,
        "properties": {
            "unit": {"type": "string", "pattern": "^[0-9]{5}$"},
            "line": {"type": "string", "minLength": 1, "maxLength": TEXT_LIMIT},
        },
    },
}


def field_schema(field: UiField) -> dict[str, Any]:
    """The schema of one field's value, with its title in both languages and its sensitivity as annotations."""
    mark = {"x-sensitive": True} if sensitive(field) else {}
    return {**_value_schema(field), "title": field.label_vi, "x-title-en": field.label_en, **mark}


def sensitive(field: UiField) -> bool:
    """Whether the answer is sensitive personal data: by its kind, or because the form says so."""
    return field.sensitive or field.kind in SENSITIVE


_RESULTS: Final[dict[str, dict[str, Any]]] = {
    "number": {"type": "number"},
    "integer": {"type": "integer"},
    "date": _DAY,
    "text": {"type": "string"},
    "boolean": {"type": "boolean"},
}


def _value_schema(field: UiField) -> dict[str, Any]:
    kind = field.kind
    if kind in _FIXED:
        return dict(_FIXED[kind])
    if kind in _TEXTS:
        return _text_schema(field)
    if kind in _NUMBERS:
        return _number_schema(field)
    if kind in _LISTS:
        return _list_schema(field)
    if kind == FieldKind.CALCULATED:
        return dict(_RESULTS[field.result])
    if kind == FieldKind.HIDDEN:
        return {"const": field.default}
    return _chosen_schema(field)


def _chosen_schema(field: UiField) -> dict[str, Any]:
    options = [option.value for option in field.options]
    if field.kind in lists.OF_KIND:
        return {"type": "string", "enum": [entry.code for entry in lists.shared(lists.OF_KIND[field.kind])]}
    if field.kind == FieldKind.LINKED:
        return {"type": "array", "minItems": 1, "maxItems": len(field.levels), "items": {"type": "string", "minLength": 1}}
    if field.kind == FieldKind.QUANTITY:
        return _exactly({"amount": {"type": "number"} | _bounds(field, least=0), "unit": {"enum": options}})
    if field.kind == FieldKind.MATRIX:
        lines = {line.value: {"enum": options} for line in field.lines}
        return _exactly(lines) if field.required else _exactly({}, **lines) | {"minProperties": 1}
    return {"type": "string", "enum": options}


def _list_schema(field: UiField) -> dict[str, Any]:
    if field.kind in _CHOICES:
        return {"type": "array", "minItems": 1, "uniqueItems": True, "items": {"enum": [o.value for o in field.options]}}
    if field.kind in UPLOADS:
        return {"type": "array", "minItems": 1, "maxItems": field.max_files, "items": _FILE}
    return {"type": "array", "minItems": 1, "maxItems": field.max_rows, "items": _object(field.fields)}


def _text_schema(field: UiField) -> dict[str, Any]:
    shape = {"pattern": PATTERNS[field.pattern].schema} if field.pattern else {}
    return {"type": "string", "minLength": 1, "maxLength": field.max_length or _TEXTS[field.kind], **shape}


def _number_schema(field: UiField) -> dict[str, Any]:
    return {"type": "integer" if field.kind in _WHOLE else "number"} | _bounds(
        field, least=_LEAST.get(field.kind), most=_MOST.get(field.kind)
    )


def _bounds(field: UiField, *, least: int | None = None, most: int | None = None) -> dict[str, int]:
    low = least if field.minimum is None else field.minimum
    high = most if field.maximum is None else field.maximum
    return {key: bound for key, bound in (("minimum", low), ("maximum", high)) if bound is not None}


def _object(fields: Sequence[UiField]) -> dict[str, Any]:
    asked = [f for f in fields if f.kind not in SILENT]
    return {
        "type": "object",
        "properties": {f.name: field_schema(f) for f in asked},
        "required": [f.name for f in asked if f.required],
        "additionalProperties": False,
    }


def conditions(page: UiPage, field: UiField) -> tuple[Any, ...]:
    """What must hold for the field to be asked: the conditions of its page and its section, and its own."""
    return tuple(c for c in (page.visible_when, field.section_when, field.visible_when) if c is not None)


def _demanded(field: UiField) -> bool:
    """Whether the contract can demand the answer: a calculated one is there only when all that it needs is."""
    return field.required and field.kind not in GIVEN


def form_schema(*, key: str, title_vi: str, pages: Sequence[UiPage]) -> dict[str, Any]:
    """The whole contract: a field that is asked under a condition is required or forbidden by ``if``/``then``/``else``."""
    asked = [(page, f) for page in pages for f in page.fields if f.kind not in SILENT]
    always = [f.name for page, f in asked if _demanded(f) and not conditions(page, f)]
    schema: dict[str, Any] = {
        "$schema": DIALECT,
        "$id": f"urn:motcua:form:{key}",
        "title": title_vi,
        "type": "object",
        "properties": {f.name: field_schema(f) for _, f in asked},
        "required": always,
        "additionalProperties": False,
    }
    rules = [_conditional(f, conditions(page, f)) for page, f in asked if conditions(page, f) and _said(page, f)]
    return {**schema, "allOf": rules} if rules else schema


def _said(page: UiPage, field: UiField) -> bool:
    """Whether JSON Schema can say the conditions; arithmetic and comparisons between answers it cannot, and the room alone judges them."""
    return all(plain(condition) for condition in conditions(page, field))


def _conditional(field: UiField, when: tuple[Any, ...]) -> dict[str, Any]:
    condition = to_schema(when[0]) if len(when) == 1 else {"allOf": [to_schema(c) for c in when]}
    rule: dict[str, Any] = {"if": condition, "else": {"properties": {field.name: False}}}
    return {**rule, "then": {"required": [field.name]}} if _demanded(field) else rule


@lru_cache(maxsize=256)
def _validator(content_hash: str, key: str, not_demanded: tuple[str, ...]) -> list[Any]:
    """One slot per published form and what it does not demand of a draft.

    Filled by the first check: a compiled schema is cheap to use and dear to make.
    """
    return []


def schema_errors(*, form: FormDefinition, data: Mapping[str, Any]) -> tuple[FieldError, ...]:
    """What the JSON Schema says against the answers, one error per field. Empty when the data keep the contract."""
    slot = _validator(form.content_hash, form.key, form.not_demanded)
    if not slot or not form.content_hash:
        slot[:] = [jsonschema_rs.Draft202012Validator(dict(form.schema), validate_formats=True)]
    wrong: dict[str, FieldError] = {}
    fields = {f.name: f for page in form.pages for f in page.fields}
    for error in slot[0].iter_errors(dict(data)):
        name = _field_of(error, fields)
        if name in fields and name not in wrong:
            wrong[name] = problem(fields[name], "schema")
        elif name not in fields:
            sentence = f"Dữ liệu không đúng cấu trúc biểu mẫu: {error.message}"
            wrong.setdefault("", FieldError(name="", code="eforms.schema", vi=sentence, en=f"Not the form's structure: {error.message}"))
    return tuple(wrong.values())


def _field_of(error: Any, fields: Mapping[str, UiField]) -> str:
    """The field an error speaks of: its path, or the quoted property of a missing or superfluous one."""
    path = list(error.instance_path)
    if path:
        return str(path[0])
    return next((name for name in fields if f'"{name}"' in error.message), "")
