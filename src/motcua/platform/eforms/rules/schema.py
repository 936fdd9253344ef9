"""The data contract of a form as JSON Schema 2020-12, derived from its pages, and the check of answers against it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

import jsonschema_rs

from motcua.platform.eforms.contracts import FieldError, FieldKind, FormDefinition, UiField, UiPage
from motcua.platform.eforms.rules.expressions import to_schema
from motcua.platform.eforms.rules.patterns import PATTERNS
from motcua.platform.eforms.rules.problems import problem
from motcua.platform.eforms.rules.reading import AREA_LIMIT, TEXT_LIMIT

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
_LISTS: Final = frozenset({FieldKind.CHECKBOXES, FieldKind.FILE, FieldKind.REPEATED})
_NUMBERS: Final = {FieldKind.INTEGER: "integer", FieldKind.MONEY: "integer", FieldKind.DECIMAL: "number"}
_FIXED: Final[dict[FieldKind, dict[str, Any]]] = {
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
    """The schema of one field's value, with its title in both languages as annotations."""
    return {**_value_schema(field), "title": field.label_vi, "x-title-en": field.label_en}


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
    return {"type": "string", "enum": [option.value for option in field.options]}


def _list_schema(field: UiField) -> dict[str, Any]:
    if field.kind == FieldKind.CHECKBOXES:
        return {"type": "array", "minItems": 1, "uniqueItems": True, "items": {"enum": [o.value for o in field.options]}}
    if field.kind == FieldKind.FILE:
        return {"type": "array", "minItems": 1, "maxItems": field.max_files, "items": _FILE}
    return {"type": "array", "minItems": 1, "maxItems": field.max_rows, "items": _object(field.fields)}


def _text_schema(field: UiField) -> dict[str, Any]:
    shape = {"pattern": PATTERNS[field.pattern].schema} if field.pattern else {}
    return {"type": "string", "minLength": 1, "maxLength": field.max_length or _TEXTS[field.kind], **shape}


def _number_schema(field: UiField) -> dict[str, Any]:
    low = 0 if field.kind == FieldKind.MONEY and field.minimum is None else field.minimum
    bounds = {"minimum": low, "maximum": field.maximum}
    return {"type": _NUMBERS[field.kind], **{key: bound for key, bound in bounds.items() if bound is not None}}


def _object(fields: Sequence[UiField]) -> dict[str, Any]:
    asked = [f for f in fields if f.kind != FieldKind.INFO]
    return {
        "type": "object",
        "properties": {f.name: field_schema(f) for f in asked},
        "required": [f.name for f in asked if f.required],
        "additionalProperties": False,
    }


def conditions(page: UiPage, field: UiField) -> tuple[Any, ...]:
    """What must hold for the field to be asked: the page's condition and its own."""
    return tuple(c for c in (page.visible_when, field.visible_when) if c is not None)


def form_schema(*, key: str, title_vi: str, pages: Sequence[UiPage]) -> dict[str, Any]:
    """The whole contract: a field that is asked under a condition is required or forbidden by ``if``/``then``/``else``."""
    asked = [(page, f) for page in pages for f in page.fields if f.kind != FieldKind.INFO]
    always = [f.name for page, f in asked if f.required and not conditions(page, f)]
    schema: dict[str, Any] = {
        "$schema": DIALECT,
        "$id": f"urn:motcua:form:{key}",
        "title": title_vi,
        "type": "object",
        "properties": {f.name: field_schema(f) for _, f in asked},
        "required": always,
        "additionalProperties": False,
    }
    rules = [_conditional(f, conditions(page, f)) for page, f in asked if conditions(page, f)]
    return {**schema, "allOf": rules} if rules else schema


def _conditional(field: UiField, when: tuple[Any, ...]) -> dict[str, Any]:
    condition = to_schema(when[0]) if len(when) == 1 else {"allOf": [to_schema(c) for c in when]}
    rule: dict[str, Any] = {"if": condition, "else": {"properties": {field.name: False}}}
    return {**rule, "then": {"required": [field.name]}} if field.required else rule


@lru_cache(maxsize=256)
def _validator(content_hash: str, key: str) -> list[Any]:
    """One slot per published form; filled by the first check (a compiled schema is cheap to use and dear to make)."""
    return []


def schema_errors(*, form: FormDefinition, data: Mapping[str, Any]) -> tuple[FieldError, ...]:
    """What the JSON Schema says against the answers, one error per field. Empty when the data keep the contract."""
    slot = _validator(form.content_hash, form.key)
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
