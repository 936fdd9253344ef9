"""A card of the home page: one thing, its state, where it leads."""

from __future__ import annotations

from typing import Any


def context(
    *, title: str, href: str = "", text: str = "", meta: str = "", state: str = "", state_text: str = "", level: int = 3, content: str = ""
) -> dict[str, Any]:
    """``title`` is the link (the whole card may be pressed); ``meta`` a line of date or unit; ``state``, ``state_text`` as for ``tag``.

    ``content`` is the block of ``{% uiblock %}``. Put cards in ``<ul class="mc-cards">`` or in ``<div class="mc-cards">``.
    """
    return {
        "title": title,
        "href": href,
        "text": text,
        "meta": meta,
        "state": state,
        "state_text": state_text,
        "level": level,
        "content": content,
    }
