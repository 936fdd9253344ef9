"""A link to the next place that deserves the weight of a button."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from motcua.kit.ui.items import attributes


def context(
    *,
    text: str,
    href: str,
    kind: Literal["primary", "secondary", "quiet"] = "primary",
    full: bool = False,
    describe: str = "",
    attrs: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """A link in the shape of a button: it goes somewhere ("Bắt đầu"), it changes nothing. Arguments as for ``button``."""
    return {"text": text, "href": href, "kind": kind, "full": full, "describe": describe, "extra": attributes(attrs)}
