"""Previous and next of a long list, by key and not by page number."""

from __future__ import annotations

from typing import Any


def context(*, previous_href: str = "", next_href: str = "", text: str = "") -> dict[str, Any]:
    """Links that are given are shown; ``text`` says where we are ("26–50 trên 1.204"). Nothing is rendered when all are empty."""
    return {"previous_href": previous_href, "next_href": next_href, "text": text}
