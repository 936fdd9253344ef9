"""Descriptions (OpenAPI 3.1) of what the simulated systems answer: a file of ``data/demo`` for a system, or out of its declaration."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from motcua.kernel import typed_yaml
from motcua.platform.exchange.adapters import declarations
from motcua.platform.exchange.rules.lookups import lookup_paths, told

_FAILED = {"default": {"$ref": "#/components/responses/Failed"}}
_REF = re.compile(r'"\$ref": "#/components/(\w+)/(\w+)"')


def document(*, system: str, service: str, vi: str, en: str) -> dict[str, Any] | None:
    """The description of a service under its names in both languages; None for one of which nothing is known here."""
    own = _file(system)
    known = own.get("services", {}).get(service) or _looked_up(system, service)
    if known is None:
        return None
    texts = {name: known[name] for name in ("description", "x-description-en") if name in known}
    paths = {path: {verb: _with_faults(op) for verb, op in item.items()} for path, item in known["paths"].items()}
    made = {"openapi": "3.1.0", "info": {"title": vi, "x-title-en": en, "version": "1.0", **texts}, "paths": paths}
    return {**made, "components": _needed(paths, _parts(own))}


def _looked_up(system: str, service: str) -> dict[str, Any] | None:
    for declared in declarations.systems():
        for one in declared.services:
            if (declared.system, one.code) == (system, service) and one.lookup is not None:
                return {"paths": lookup_paths(one.lookup), **told(f"{one.vi} ({declared.vi})", f"{one.en} ({declared.en})")}
    return None


def _with_faults(operation: Mapping[str, Any]) -> dict[str, Any]:
    """Every operation may fail on the way."""
    return {**operation, "responses": {**operation["responses"], **_FAILED}}


def _parts(own: Mapping[str, Any]) -> dict[tuple[str, str], Any]:
    """Components by kind and name: those that all share, then the system's own."""
    kinds = ("schemas", "responses")
    return {(kind, name): part for source in (_file("common"), own) for kind in kinds for name, part in source.get(kind, {}).items()}


def _needed(paths: Mapping[str, Any], known: Mapping[tuple[str, str], Any]) -> dict[str, dict[str, Any]]:
    """The components that the paths refer to, and those that they refer to. KeyError for one that there is not."""
    found: dict[str, dict[str, Any]] = {}
    waiting = list(_named(paths))
    while waiting:
        kind, name = waiting.pop()
        if name not in found.setdefault(kind, {}):
            found[kind][name] = known[kind, name]
            waiting += _named(known[kind, name])
    return found


def _named(part: Any) -> Iterator[tuple[str, str]]:
    return ((hit[1], hit[2]) for hit in _REF.finditer(json.dumps(part, default=str)))


@cache
def _file(name: str) -> Mapping[str, Any]:
    path = files("motcua.platform.exchange") / "data" / "demo" / f"{name}.yaml"
    return dict(typed_yaml.read(path.read_text(encoding="utf-8"))) if path.is_file() else {}
