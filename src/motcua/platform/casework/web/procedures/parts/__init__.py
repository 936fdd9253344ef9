"""What can be edited one page at a time: each part reads its values from a document and writes them back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from motcua.platform.casework.web.procedures.parts import general, papers, steps
from motcua.platform.casework.web.procedures.parts.boxes import Box, Part, typed_values
from motcua.platform.casework.web.procedures.parts.general import units

__all__ = ["Box", "Part", "find", "part_of", "typed_values", "units"]


def find(document: Mapping[str, Any], key: str) -> Part | None:
    """The part of that name in this document; None when it has none such."""
    return general.find(document, key) or papers.find(document, key) or steps.find(document, key)


def part_of(path: str, document: Mapping[str, Any]) -> str:
    """On which page a finding of the linter is mended; empty for the whole text."""
    return papers.part_of(path) or steps.part_of(path, document) or general.part_of(path)
