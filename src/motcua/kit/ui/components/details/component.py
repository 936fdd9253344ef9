"""Something that most people need not read, one press away; or a long section that is folded on a phone."""

from __future__ import annotations

from typing import Any


def context(
    *, title: str, text: str = "", content: str = "", open: bool = False, level: int = 0, narrow: bool = False  # noqa: A002 - as HTML
) -> dict[str, Any]:
    """``title`` says what is inside, as a question where it can; ``content`` is the block inside ``{% uiblock %}``.

    ``level`` 2..4 makes the title a heading of the page. ``narrow``: a section that stands open, and that the page's script folds on a
    phone (without script it stays open), so that what comes after it is near.
    """
    return {"title": title, "text": text, "content": content, "open": open or narrow, "level": level, "narrow": narrow}
