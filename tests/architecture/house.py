"""Checks of the house as functions over what they look at, so that a test can plant a violation and see it found."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.db import models
from django.urls import URLPattern, URLResolver

from motcua.kit import rooms
from motcua.kit.web import declared_audience

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src" / "motcua"
BANNED_NAMES = {"utils", "helpers", "services", "signals", "common"}
STRING_IMPORTS = {"get_model", "import_module", "import_string", "__import__"}
HEADINGS = ("What", "Who uses it", "Law", "Tables", "Door", "Events out and in", "Try it", "Not yet")


def room_files(*suffixes: str) -> Iterator[Path]:
    for room in rooms.discover():
        for path in sorted(room.folder.rglob("*")):
            if path.suffix in suffixes and "migrations" not in path.parts and "tests" not in path.parts:
                yield path


def own_models() -> list[type[models.Model]]:
    from django.apps import apps

    return [m for m in apps.get_models() if m.__module__.startswith("motcua.")]


def string_imports(text: str) -> list[int]:
    """Lines that look a module or model up by its name."""
    lines = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name in STRING_IMPORTS:
                lines.append(node.lineno)
    return lines


def table_faults(model: type[models.Model]) -> list[str]:
    """What a table lacks or may not have."""
    name, faults = model.__name__, []
    if not getattr(model, "RETENTION", ""):
        faults.append(f"{name}: states no retention")
    fields = {f.name for f in model._meta.get_fields()}
    faults += [f"{name}: lists personal field {p!r} it does not have" for p in getattr(model, "PERSONAL", ()) if p not in fields]
    for field in model._meta.get_fields():
        kind = type(field).__name__
        if kind.startswith("Encrypted") and field.name not in (*model.PERSONAL, *model.SECRETS):
            faults.append(f"{name}.{field.name}: encrypted but listed neither as personal nor as secret")
        if kind == "GenericForeignKey":
            faults.append(f"{name}.{field.name}: generic foreign key")
    if model._meta.ordering:
        faults.append(f"{name}: Meta.ordering")
    if "save" in vars(model):
        faults.append(f"{name}: overrides save()")
    return faults + foreign_key_faults(model)


def foreign_key_faults(model: type[models.Model]) -> list[str]:
    faults = []
    here = model.__module__.split(".")[1:3]
    for field in model._meta.get_fields():
        if not isinstance(field, models.ForeignKey) or not field.related_model.__module__.startswith("motcua."):
            continue
        there = field.related_model.__module__.split(".")[1:3]
        where = f"{model.__name__}.{field.name}"
        if there == here:
            continue
        if there[0] != "foundation":
            faults.append(f"{where}: foreign key to a table above the ground floor")
        if field.remote_field.on_delete is models.CASCADE:
            faults.append(f"{where}: CASCADE across rooms")
        if field.remote_field.related_name != "+":
            faults.append(f"{where}: related_name must be '+'")
    return faults


def addresses(patterns: Iterable[URLPattern | URLResolver], prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from addresses(entry.url_patterns, route)
        else:
            yield route, entry


def audience_of(pattern: URLPattern) -> str | None:
    """The audience that an address declares, or None."""
    view = pattern.callback
    rule = declared_audience(view)
    if rule is not None:
        return rule.kind
    path_view = getattr(getattr(view, "__func__", view), "__self__", None) or getattr(view, "path_view", None)
    operations = getattr(path_view, "operations", None) or _closure_operations(view)
    if operations:
        kinds = {audience_of_operation(operation) for operation in operations}
        return None if None in kinds else "+".join(sorted(k for k in kinds if k))
    return None


def audience_of_operation(operation: object) -> str | None:
    for auth in getattr(operation, "auth_callbacks", ()):
        rule = getattr(auth, "rule", None)
        if rule is not None:
            return rule.kind
    return None


def _closure_operations(view: object) -> list[object]:
    for cell in getattr(view, "__closure__", None) or ():
        operations = getattr(cell.cell_contents, "operations", None)
        if operations:
            return list(operations)
    return []


def door_faults(module: object) -> list[str]:
    """Functions of a door that take positional arguments or lack a docstring."""
    faults = []
    for name, thing in vars(module).items():
        if name.startswith("_") or not inspect.isfunction(thing) or not thing.__module__.startswith(module.__name__.rsplit(".", 1)[0]):
            continue
        positional = [p.name for p in inspect.signature(thing).parameters.values() if p.kind is p.POSITIONAL_OR_KEYWORD]
        decorator = name == "handles"
        if positional and not decorator:
            faults.append(f"{module.__name__}.{name}: positional {positional}")
        if not inspect.getdoc(thing):
            faults.append(f"{module.__name__}.{name}: no docstring")
    return faults


def readme_faults(path: Path) -> list[str]:
    if not path.exists():
        return [f"{path.parent.name}: no README.md"]
    lines = path.read_text(encoding="utf-8").splitlines()
    found = {line.removeprefix("## ").strip() for line in lines if line.startswith("## ")}
    faults = [f"{path.parent.name}: heading {h!r} is missing" for h in HEADINGS if h not in found]
    if len(lines) > 60:
        faults.append(f"{path.parent.name}: README has {len(lines)} lines, 60 are allowed")
    return faults
