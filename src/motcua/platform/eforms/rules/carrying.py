"""Beginning from an earlier submission: which of its answers are taken over, and which are asked again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import jsonschema_rs

from motcua.platform.eforms.contracts import GIVEN, SILENT, Facts, FieldKind, FormDefinition, UiField
from motcua.platform.eforms.rules.answers import unit_gone
from motcua.platform.eforms.rules.schema import field_schema

_EACH_TIME: Final = frozenset({FieldKind.DECLARATION, FieldKind.RATING})


def fits(field: UiField, value: Any, facts: Facts) -> bool:
    """Whether a value keeps the field's contract and names a commune that exists today."""
    valid = jsonschema_rs.Draft202012Validator(field_schema(field), validate_formats=True).is_valid(value)
    return valid and unit_gone(field, value, facts) is None


def taken_over(*, form: FormDefinition, data: Mapping[str, Any], facts: Facts) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The earlier answers that still fit, by stable name, and the names of those that are asked again because they do not."""
    values: dict[str, Any] = {}
    outdated: list[str] = []
    for page in form.pages:
        for field in page.fields:
            if field.name not in data or field.kind in GIVEN | SILENT | _EACH_TIME:
                continue
            if field.ask_again or not fits(field, data[field.name], facts):
                outdated.append(field.name)
            else:
                values[field.name] = data[field.name]
    return values, tuple(outdated)
