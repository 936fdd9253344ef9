"""Several fields that answer one question together."""

from __future__ import annotations

from typing import Any


def context(*, legend: str, heading: int = 0, hint: str = "", content: str = "", name: str = "") -> dict[str, Any]:
    """A group around fields (the block of ``{% uiblock %}``).

    ``heading`` makes the legend a heading of that level; ``name`` makes ids unique.
    """
    return {"legend": legend, "heading": heading, "hint": hint, "content": content, "name": name or "group"}
