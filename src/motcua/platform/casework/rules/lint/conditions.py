"""Conditions: guards, papers that are asked for in some cases only, units that a field names, opinions that must be waited for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from motcua.kernel import feel
from motcua.platform.casework.contracts import DefinitionProblem, UnitKind, Verb
from motcua.platform.casework.rules import definitions
from motcua.platform.casework.rules.lint.findings import error, warning
from motcua.platform.casework.rules.lint.world import World, unit_places

# What every condition may read beside the answers of the form (the context of a dossier).
CONTEXT = frozenset({
    "status", "step", "outcome", "opinions", "opinions.open", "opinions.agreed", "opinions.disagreed", "opinions.all", "subs", "subs.open",
    "subs.all", "papers", "papers.count", "fee", "fee.due", "fee.paid", "party", "party.kind", "channel", "days_left",
})  # fmt: skip
_WAYS_ON = {Verb.FORWARD, Verb.PROPOSE_RESULT, Verb.SIGN_RESULT}


def conditions(document: Mapping[str, Any], world: World | None) -> Iterator[DefinitionProblem]:
    """Every condition that cannot be read or asks for a name that will never be there."""
    fields = fields_of(document, world)
    for i, paper in enumerate(document.get("papers", [])):
        yield from expression(f"papers[{i}].required_when", paper.get("required_when", ""), fields)
    for i, step in enumerate(document["steps"]):
        for j, action in enumerate(step.get("actions", [])):
            path = f"steps[{i}].actions[{j}]"
            yield from expression(f"{path}.guard", action.get("guard", ""), fields)
            if action.get("guard") and not (action.get("guard_vi") and action.get("guard_en")):
                words = ("Điều kiện cần câu giải thích khi chưa đạt.", "A guard needs a sentence for when it is not met.")
                yield error(f"{path}.guard_vi", *words)
        yield from _opinions(step, f"steps[{i}]")
    for path, raw in unit_places(document):
        resolver = definitions.unit(raw)
        if resolver.kind is UnitKind.FIELD and (not resolver.code or (fields is not None and resolver.code not in fields)):
            yield error(path, f"Biểu mẫu không có trường “{resolver.code}”.", f"The form has no field “{resolver.code}”.")


def fields_of(document: Mapping[str, Any], world: World | None) -> frozenset[str] | None:
    """The names that answers of the form have; None when that is not known."""
    key = document.get("form", "")
    if world is None or not world.forms or not key or key == "chung" or key not in world.forms:
        return None
    return world.forms[key].fields


def expression(path: str, text: str, fields: frozenset[str] | None) -> Iterator[DefinitionProblem]:
    """Problems of one expression: unreadable, or with names that nobody knows."""
    if not text:
        return
    try:
        read = feel.names(text)
    except feel.FeelError as wrong:
        yield error(path, f"Không đọc được điều kiện: {wrong.vi}", f"The condition cannot be read: {wrong.en}")
        return
    yield from unknown_names(path, read, fields)


def unknown_names(path: str, read: frozenset[str], fields: frozenset[str] | None) -> Iterator[DefinitionProblem]:
    """Names that neither the dossier nor its form has."""
    for name in sorted(read - CONTEXT):
        root = name.partition(".")[0]
        if root in {c.partition(".")[0] for c in CONTEXT if "." in c}:
            yield error(path, f"Hồ sơ không có “{name}”.", f"A dossier has no “{name}”.")
        elif fields is not None and root not in fields:
            yield error(path, f"Biểu mẫu không có trường “{root}”.", f"The form has no field “{root}”.")


def _opinions(step: Mapping[str, Any], path: str) -> Iterator[DefinitionProblem]:
    """Who asks for opinions must be able to wait for them: at least one way on is guarded by them, and none passes them by."""
    if not step.get("opinions"):
        return
    keys = [o["key"] for o in step["opinions"]]
    if len(set(keys)) != len(keys):
        yield error(f"{path}.opinions", "Hai ý kiến trùng khoá.", "Two opinions share a key.")
    ways = [(j, a) for j, a in enumerate(step.get("actions", [])) if Verb(a["verb"]) in _WAYS_ON]
    guarded = [j for j, a in ways if "opinions." in a.get("guard", "")]
    if not guarded:
        vi = "Bước xin ý kiến cần ít nhất một đường đi tiếp có điều kiện về ý kiến (opinions.open = 0)."
        yield error(f"{path}.opinions", vi, "A step that asks for opinions needs a way on that is guarded by them (opinions.open = 0).")
    for j, _action in ways:
        if guarded and j not in guarded:
            vi = "Đường này đi tiếp mà không chờ ý kiến."
            yield warning(f"{path}.actions[{j}].guard", vi, "This way goes on without waiting for the opinions.")
