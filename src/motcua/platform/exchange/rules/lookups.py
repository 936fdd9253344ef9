"""A service that tells one record by its key, as paths of OpenAPI: out of the same words that its simulated system answers from."""

from __future__ import annotations

from typing import Any

from motcua.platform.exchange.contracts.systems import Lookup

_TAIL = 4
_TITLE = ("Một bản ghi theo mã", "One record by its key")
_TOLD = ("Bản ghi", "The record")


def lookup_paths(lookup: Lookup) -> dict[str, Any]:
    """``GET /{key}``: the record with every field, or the provider's own 404."""
    properties = {name: _schema(rule) | told(*lookup.means[name]) for name, rule in lookup.answer.items()}
    content = {
        "schema": {"type": "object", "required": list(lookup.answer), "properties": properties},
        "example": {name: _example(rule, lookup.example) for name, rule in lookup.answer.items()},
    }
    key = {"name": "key", "in": "path", "required": True, "schema": {"type": "string", "maxLength": 60}, "example": lookup.example}
    one = {
        "summary": _TITLE[0], "x-summary-en": _TITLE[1], "parameters": [key | told(lookup.key_vi, lookup.key_en)],
        "responses": {
            "200": {**told(*_TOLD), "content": {"application/json": content}}, "404": {"$ref": "#/components/responses/NotFound"},
        },
    }  # fmt: skip
    return {"/{key}": {"get": one}}


def told(vi: str, en: str) -> dict[str, str]:
    """A description in both languages."""
    return {"description": vi, "x-description-en": en}


def _schema(rule: Any) -> dict[str, Any]:
    if isinstance(rule, list):
        return {"type": "string", "enum": list(dict.fromkeys(rule))}
    if isinstance(rule, dict):
        return {"type": "integer", "minimum": rule["from"], "maximum": rule["to"]}
    return {"type": "string"}


def _example(rule: Any, key: str) -> Any:
    if isinstance(rule, list):
        return rule[0]
    if isinstance(rule, dict):
        return rule["from"]
    return str(rule).replace("{key}", key).replace("{tail}", key[-_TAIL:])
