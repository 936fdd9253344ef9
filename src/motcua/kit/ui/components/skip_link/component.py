"""The first thing that the Tab key reaches: jump over the header."""

from __future__ import annotations

from typing import Any


def context(*, target: str = "main") -> dict[str, Any]:
    """A link to the element with id ``target``, seen only while it has the focus."""
    return {"target": target}
