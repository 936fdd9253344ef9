"""What a browser is told of a page: conditions, calculations, a helpful part of the contract, and the sentences of the errors."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from motcua.kernel.money import format_number
from motcua.platform.eforms.contracts import GIVEN, SILENT, UPLOADS, Draft, FieldKind, FormDefinition, UiField, UiPage
from motcua.platform.eforms.rules.answers import counted
from motcua.platform.eforms.rules.lists import HOME_PROVINCE
from motcua.platform.eforms.rules.problems import problem
from motcua.platform.eforms.rules.reading.numbers import MEASURES
from motcua.platform.eforms.rules.schema import field_schema

# How the browser reads the inputs of a kind; kinds that are not here it leaves to the server.
READS: Final[Mapping[FieldKind, str]] = {
    **dict.fromkeys((FieldKind.INTEGER, FieldKind.MONEY, FieldKind.YEAR, FieldKind.RATING), "integer"),
    **dict.fromkeys((FieldKind.DECIMAL, FieldKind.PERCENTAGE), "decimal"),
    **dict.fromkeys((FieldKind.AREA, FieldKind.LENGTH, FieldKind.WEIGHT), "measure"),
    **dict.fromkeys((FieldKind.SELECT, FieldKind.RADIOS, FieldKind.YES_NO_UNKNOWN, FieldKind.COUNTRY, FieldKind.NATIONALITY), "choice"),
    **dict.fromkeys((FieldKind.TEXT, FieldKind.TEXTAREA), "text"),
    **dict.fromkeys((FieldKind.CHECKBOXES, FieldKind.MULTI_SELECT), "choices"),
    FieldKind.BOOLEAN: "boolean",
    FieldKind.DECLARATION: "boolean",
    FieldKind.DATE: "date",
    FieldKind.REPEATED: "rows",
    FieldKind.TABLE: "rows",
}
_WRONG: Final = {"integer": "not_a_number", "decimal": "not_a_decimal", "measure": "not_a_decimal", "date": "not_a_date"}
_KEPT: Final = ("minimum", "maximum", "maxLength")


def page_rules(*, form: FormDefinition, page: UiPage, draft: Draft, today: date, language: str) -> dict[str, Any]:
    """The rules of one page with the answers of the others, as plain JSON."""
    here = {f.name for f in page.fields if READS.get(f.kind) or f.kind in GIVEN}
    known = {name: value for name, value in counted(form, draft.values, today=today).items() if name not in here}
    return {
        "today": today.isoformat(),
        "language": language,
        "home": HOME_PROVINCE,
        "values": known,
        "fields": [_field(f, language) for f in page.fields if f.kind != FieldKind.HIDDEN],
        "constants": {f.name: f.default for f in page.fields if f.kind == FieldKind.HIDDEN},
    }


def _field(field: UiField, language: str) -> dict[str, Any]:
    told: dict[str, Any] = {"name": field.name, "reads": READS.get(field.kind, "")}
    if conditions := [c for c in (field.section_when, field.visible_when) if c is not None]:
        told["when"] = conditions
    if field.kind == FieldKind.CALCULATED:
        told |= {"expression": field.expression, "result": field.result, "suffix": field.suffix}
    if field.kind in MEASURES:
        told["factors"] = {code: float(factor) for code, (_, _, factor) in MEASURES[field.kind].items()}
    if field.fields:
        told["fields"] = [_field(sub, language) for sub in field.fields]
    if told["reads"] and field.kind not in GIVEN | SILENT | UPLOADS and not field.fields:
        told |= _limits(field, language)
    return told


def _limits(field: UiField, language: str) -> dict[str, Any]:
    """Bounds from the field's JSON Schema, with the sentences that the server would say."""
    schema = field_schema(field)
    limits: dict[str, Any] = {key: schema[key] for key in _KEPT if key in schema}
    said = {"minimum": "too_small", "maximum": "too_large"}
    sentences: dict[str, str] = {
        key: problem(field, code, limit=format_number(limits[key])).sentence(language) for key, code in said.items() if key in limits
    }
    if "maxLength" in limits:
        sentences["maxLength"] = problem(field, "too_long", limit=limits["maxLength"], length="{length}").sentence(language)
    if READS[field.kind] in _WRONG:
        code = "not_money" if field.kind == FieldKind.MONEY else "not_a_year" if field.kind == FieldKind.YEAR else _WRONG[READS[field.kind]]
        sentences["unread"] = problem(field, code).sentence(language)
    return {"limits": limits, "says": sentences}
