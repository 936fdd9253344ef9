"""Bodies that an operation of the API would take, made from its own document."""

from __future__ import annotations

import re
from typing import Any

DOCUMENTS = ("/api/v1/openapi.json", "/api/govstack/registration/openapi.json", "/api/govstack/information-mediator/openapi.json")
JSON = "application/json"
_BY_FORMAT = {"uuid": "01900000-0000-7000-8000-00000000beef", "date": "2026-03-09", "date-time": "2026-03-09T02:00:00Z", "email": "a@example.vn", "uri": "https://example.vn/"}


class Api:
    """What the documents say of every operation, by method and route."""

    def __init__(self, client: Any) -> None:
        self.operations: dict[tuple[str, str], tuple[dict[str, Any], dict[str, Any]]] = {}
        for address in DOCUMENTS:
            document = client.get(address).json()
            for path, item in document["paths"].items():
                for method, operation in item.items():
                    if isinstance(operation, dict):
                        self.operations[method.upper(), path] = (operation, document)

    def schema(self, method: str, route: str) -> tuple[dict[str, Any], dict[str, Any]] | None:
        """The schema of the JSON that an operation takes, with its document."""
        path = "/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route)
        operation, document = self.operations.get((method, path), ({}, {}))
        taken = (operation.get("requestBody") or {}).get("content", {}).get(JSON, {}).get("schema")
        return (taken, document) if taken else None

    def body(self, method: str, route: str) -> Any:
        """JSON that the schema of an operation takes; an empty object where it asks for nothing."""
        found = self.schema(method, route)
        return sample(*found) if found else {}


def sample(schema: dict[str, Any], document: dict[str, Any], name: str = "", depth: int = 0) -> Any:
    """The plainest value that fits a schema, with everything an object may have."""
    schema = resolved(schema, document)
    if "const" in schema or schema.get("enum"):
        return schema.get("const", (schema.get("enum") or [None])[0])
    kind = schema.get("type")
    if kind == "object" or "properties" in schema:
        found = schema.get("properties", {}).items()
        return {key: sample(one, document, key, depth + 1) for key, one in found if depth < 6}
    if kind == "array":
        return [sample(schema["items"], document, name, depth + 1) for _ in range(schema.get("minItems", 0))] if schema.get("items") else []
    if kind in {"integer", "number"}:
        return max(schema.get("minimum", 1), schema.get("exclusiveMinimum", 0) + 1)
    if kind == "string":
        text = _BY_FORMAT.get(schema.get("format", ""), "quy-trinh")
        return (text * (1 + schema.get("minLength", 0) // len(text)))[: schema.get("maxLength", 1_000)]
    return True if kind == "boolean" else None


def resolved(schema: dict[str, Any], document: dict[str, Any]) -> dict[str, Any]:
    """A schema behind its references and choices."""
    while "$ref" in schema or "anyOf" in schema or "oneOf" in schema or "allOf" in schema:
        if "$ref" in schema:
            schema = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
        else:
            options = schema.get("anyOf") or schema.get("oneOf") or schema["allOf"]
            schema = next((one for one in options if one.get("type") != "null"), {})
    return schema
