"""What a list says when there is nothing in it, and what to do about it."""

from __future__ import annotations

from typing import Any


def context(*, title: str, text: str = "", href: str = "", link_text: str = "", level: int = 2) -> dict[str, Any]:
    """``title`` says why it is empty; ``href`` and ``link_text`` the next thing to do."""
    return {"title": title, "text": text, "href": href, "link_text": link_text, "level": level}
