"""One finding: where, how bad, and the sentence in both languages."""

from __future__ import annotations

from motcua.platform.casework.contracts import DefinitionProblem


def error(path: str, vi: str, en: str) -> DefinitionProblem:
    """A finding that forbids publication."""
    return DefinitionProblem(path=path, severity="error", vi=vi, en=en)


def warning(path: str, vi: str, en: str) -> DefinitionProblem:
    """A finding that an author should see; it forbids nothing."""
    return DefinitionProblem(path=path, severity="warning", vi=vi, en=en)
