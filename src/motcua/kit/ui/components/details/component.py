"""Something that most people need not read, one press away."""

from __future__ import annotations

from typing import Any


def context(*, title: str, text: str = "", content: str = "", open: bool = False) -> dict[str, Any]:  # noqa: A002 - the HTML attribute's name
    """``title`` says what is inside, as a question where it can; ``content`` is the block inside ``{% uiblock %}``."""
    return {"title": title, "text": text, "content": content, "open": open}
