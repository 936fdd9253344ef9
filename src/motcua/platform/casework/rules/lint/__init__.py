"""The linter of procedure definitions: every mistake at once, each with its path and a sentence in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from motcua.platform.casework.contracts import DefinitionProblem
from motcua.platform.casework.rules.lint.clocks import clocks
from motcua.platform.casework.rules.lint.conditions import conditions
from motcua.platform.casework.rules.lint.flow import flow, parts
from motcua.platform.casework.rules.lint.shape import schema, shape
from motcua.platform.casework.rules.lint.tables import tables
from motcua.platform.casework.rules.lint.world import FormFacts, RetiredLaw, World, around

__all__ = ["FormFacts", "RetiredLaw", "World", "errors", "lint", "schema", "warnings"]


def lint(document: Mapping[str, Any], *, world: World | None = None) -> tuple[DefinitionProblem, ...]:
    """All problems of a complete document; what it refers to is checked against ``world``. The flow only when its parts are well formed."""
    found = tuple(shape(document))
    if found:
        return found
    found = tuple(parts(document))
    if errors(found):
        return found
    found = (*found, *flow(document), *clocks(document), *conditions(document, world), *tables(document, world))
    return found if world is None else (*found, *around(document, world))


def errors(problems: tuple[DefinitionProblem, ...]) -> tuple[DefinitionProblem, ...]:
    """Those that forbid publication."""
    return tuple(p for p in problems if p.severity == "error")


def warnings(problems: tuple[DefinitionProblem, ...]) -> tuple[DefinitionProblem, ...]:
    """Those that do not."""
    return tuple(p for p in problems if p.severity != "error")
