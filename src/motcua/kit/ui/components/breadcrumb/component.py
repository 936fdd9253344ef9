"""Where this page is, from the home page down."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from motcua.kit.ui.items import items


@dataclass(frozen=True, slots=True)
class Crumb:
    """One place; without ``href`` it is this page."""

    text: str
    href: str = ""


def context(*, crumbs: Iterable[Any] | None = None) -> dict[str, Any]:
    """``crumbs``: Crumb (text, href) from the top; the last may lack ``href`` and is then the page itself."""
    return {"crumbs": items(Crumb, crumbs)}
