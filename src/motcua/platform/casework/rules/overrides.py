"""What one procedure changes in its template: whole keys, or single steps and actions; the outcome is a complete document."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from motcua.platform.casework.rules.definitions import merge
from motcua.platform.casework.rules.templates import set_clocks

# Keys that authors write and complete documents do not have.
_AUTHORS = frozenset({"words", "change"})


class OverrideBroken(ValueError):
    """A change of a step or an action that the template does not have."""


def complete(document: Mapping[str, Any], *, template: Mapping[str, Any]) -> dict[str, Any]:
    """A definition over its template, with every step in full and every clock worked out. ``OverrideBroken``.

    ``change`` names steps: their keys are replaced, and below ``actions`` those of single verbs.
    """
    own = {k: v for k, v in document.items() if k not in _AUTHORS and not same_rows(v, template.get(k))}
    merged = merge(template=template, document=own)
    steps = {s["key"]: s for s in merged["steps"]}
    for key, change in document.get("change", {}).items():
        if key not in steps:
            msg = f"the template has no step {key!r}"
            raise OverrideBroken(msg)
        _change(steps[key], change)
    return set_clocks(merged)


def same_rows(own: Any, given: Any) -> bool:
    """Whether two lists of papers or fees say the same, although one leaves out what is empty (a workbook cannot hold an empty text)."""
    if not isinstance(own, list) or not isinstance(given, list) or len(own) != len(given):
        return False
    pairs = [(a, b) for a, b in zip(own, given, strict=True) if isinstance(a, Mapping) and isinstance(b, Mapping)]
    return len(pairs) == len(own) and all(_said(a) == _said(b) for a, b in pairs)


def _said(row: Mapping[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in row.items() if v not in ("", None)}


def _change(step: dict[str, Any], change: Mapping[str, Any]) -> None:
    for word, value in change.items():
        if word == "actions" and isinstance(value, Mapping):
            _change_actions(step, value)
        elif word in ("clock", "share"):
            step.pop("clock", None)
            step.pop("share", None)
            step[word] = deepcopy(value)
        else:
            step[word] = deepcopy(value)


def _change_actions(step: dict[str, Any], change: Mapping[str, Mapping[str, Any]]) -> None:
    for verb, words in change.items():
        found = [a for a in step.get("actions", []) if a["verb"] == verb]
        if not found:
            msg = f"the step {step['key']!r} has no action {verb!r}"
            raise OverrideBroken(msg)
        for action in found:
            action.update(deepcopy(dict(words)))
