"""Views of the same thing, as plain links."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from motcua.kit.ui.items import items


@dataclass(frozen=True, slots=True)
class Tab:
    """One view; ``count`` stands beside its name (0 is shown, None is not)."""

    text: str
    href: str
    current: bool = False
    count: int | None = None


def context(*, tabs: Iterable[Any], label: str) -> dict[str, Any]:
    """``tabs``: Tab (text, href, current, count); each is an address of its own. ``label`` names the set for screen readers."""
    return {"tabs": items(Tab, tabs), "label": label}
