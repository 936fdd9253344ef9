"""The shape of a document, by JSON Schema 2020-12; the schema's errors become sentences that an author understands."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs

from motcua.platform.casework.contracts import DefinitionProblem
from motcua.platform.casework.rules.lint.findings import error

SCHEMA = Path(__file__).resolve().parents[2] / "data" / "definition.schema.json"
_SHOWN = 60  # characters of a wrong value that a sentence repeats
_TYPES = {
    "string": ("chuỗi ký tự", "a text"), "integer": ("số nguyên", "a whole number"), "number": ("số", "a number"),
    "boolean": ("true hoặc false", "true or false"), "array": ("danh sách", "a list"), "object": ("các khoá, giá trị", "keys with values"),
}


@cache
def schema() -> Mapping[str, Any]:
    """The schema of complete definition documents."""
    loaded: dict[str, Any] = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return loaded


@cache
def _validator() -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(dict(schema()))


def shape(document: Any) -> Iterator[DefinitionProblem]:
    """Every place where the document does not have the shape of a definition."""
    for found in _validator().iter_errors(document):
        words = _own_words(found.schema_path) or _words(found)
        yield error(path_of(_place(found)), *words)


def path_of(parts: Sequence[str | int]) -> str:
    """``["steps", 0, "vi"]`` as authors read it: ``steps[0].vi``; the document itself is ``.``."""
    text = ""
    for part in parts:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text or "."


def _place(found: Any) -> list[str | int]:
    """Where the mistake is: a missing key is reported at its own place."""
    place = list(found.instance_path)
    return [*place, found.kind.as_dict()["property"]] if found.kind.name == "required" else place


def _own_words(schema_path: Sequence[str | int]) -> tuple[str, str] | None:
    """The sentence that the schema carries for this place (``x-words``), nearest first."""
    node: Any = schema()
    for part in schema_path[:-1]:
        node = node[part]
    own = node.get("x-words") if isinstance(node, Mapping) else None
    return (own["vi"], own["en"]) if own else None


def _words(found: Any) -> tuple[str, str]:
    """A sentence for each kind of error that the schema can report; the engine's own words for the rest."""
    name, facts = found.kind.name, found.kind.as_dict()
    value = str(found.instance)[:_SHOWN]
    if name == "required":
        return f"Thiếu “{facts['property']}”.", f"“{facts['property']}” is missing."
    if name == "additionalProperties":
        unknown = ", ".join(f"“{u}”" for u in facts["unexpected"])
        return f"Không hiểu {unknown}.", f"{unknown} is not understood."
    if name == "enum":
        options = ", ".join(str(o) for o in facts["options"] if o != "")
        return f"“{value}” không có trong danh sách: {options}.", f"“{value}” is not understood; it must be one of: {options}."
    if name == "type":
        kinds = [t for t in facts["types"] if t != "null"] if "types" in facts else [t for t in _TYPES if f'"{t}"' in found.message]
        vi, en = _TYPES.get(kinds[0] if kinds else "", ("giá trị khác", "another value"))
        return f"Phải là {vi}.", f"It must be {en}."
    return _bounds(name, facts, value, str(found.message))


def _bounds(name: str, facts: Mapping[str, Any], value: str, message: str) -> tuple[str, str]:
    limit = facts.get("limit", "")
    match name:
        case "minimum":
            return f"Không được nhỏ hơn {limit}.", f"It must not be less than {limit}."
        case "maximum":
            return f"Không được lớn hơn {limit}.", f"It must not be more than {limit}."
        case "minLength":
            return "Không được để trống.", "It must not be empty."
        case "maxLength":
            return f"Dài quá {limit} ký tự.", f"It is longer than {limit} characters."
        case "minItems" | "maxItems":
            return f"Số mục không hợp lệ (giới hạn {limit}).", f"The number of items is out of bounds ({limit})."
        case "uniqueItems":
            return "Có mục lặp lại.", "An item repeats."
        case "pattern":
            return f"“{value}” không đúng dạng quy định.", f"“{value}” is not of the required form."
        case _:
            return f"Không đúng cấu trúc: {message[:200]}", f"Not of the right structure: {message[:200]}"
