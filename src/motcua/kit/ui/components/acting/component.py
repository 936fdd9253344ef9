"""For whom the signed-in person acts, under the head of every page: an organisation, with the way back to herself."""

from __future__ import annotations

from typing import Any


def context(*, name: str, note: str = "", choose_url: str = "", back_url: str = "", next_url: str = "/") -> dict[str, Any]:
    """The bar of whoever acts for an organisation. ``note``: its code and the bounds of the power.

    ``back_url`` gets a form that posts an empty ``organisation`` and ``next`` (``next_url``); ``choose_url`` leads to all organisations.
    """
    return {"name": name, "note": note, "choose_url": choose_url, "back_url": back_url, "next_url": next_url}
