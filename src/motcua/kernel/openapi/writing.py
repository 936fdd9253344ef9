"""An OpenAPI 3.1 description of a service that has none of its own, from what is declared about it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

_STAR = re.compile(r"\*\*|\*")


def describe(
    *, title: str, version: str, text: str = "", endpoints: Sequence[tuple[str, str]], fields: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """The document. ``endpoints`` are (method, path glob): stars become numbered path parameters, method ``*`` stands for GET and POST.

    ``fields`` are dotted paths of answers with what they mean.
    """
    paths: dict[str, dict[str, Any]] = {}
    for method, glob in endpoints or [("*", "/**")]:
        path, parameters = _path(glob)
        for verb in ("get", "post") if method == "*" else (method.lower(),):
            entry: dict[str, Any] = {"responses": _answers(fields or {})}
            if parameters:
                entry["parameters"] = [{"name": n, "in": "path", "required": True, "schema": {"type": "string"}} for n in parameters]
            if verb in {"post", "put", "patch"}:
                entry["requestBody"] = {"content": {"application/json": {"schema": {"type": "object"}}}}
            paths.setdefault(path, {})[verb] = entry
    return {"openapi": "3.1.0", "info": {"title": title, "version": version or "1", "description": text}, "paths": paths}


def _path(glob: str) -> tuple[str, list[str]]:
    names: list[str] = []

    def name(match: re.Match[str]) -> str:
        names.append(f"{'rest' if match[0] == '**' else 'part'}{len(names) + 1}")
        return f"{{{names[-1]}}}"

    path = _STAR.sub(name, glob if glob.startswith("/") else f"/{glob}")
    return path, names


def _answers(fields: Mapping[str, str]) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "object"}
    for dotted, meaning in fields.items():
        here = schema
        *above, last = dotted.split(".")
        for step in above:
            here = here.setdefault("properties", {}).setdefault(step, {"type": "object"})
        here.setdefault("properties", {}).setdefault(last, {}).update({"description": meaning})
    answer = {"description": "Answer of the provider", "content": {"application/json": {"schema": schema}}}
    return {"200": answer, "default": {"description": "Error of the provider or of the exchange (X-Road-Error)"}}
