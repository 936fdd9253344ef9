"""A sentence that must be seen: what is, what was done, what to mind, what is urgent."""

from __future__ import annotations

from typing import Any, Final, Literal

Kind = Literal["info", "success", "warn", "urgent"]
_MARK: Final = {"info": "info", "success": "done", "warn": "waiting", "urgent": "urgent"}


def context(
    *, kind: Kind = "info", text: str = "", title: str = "", level: int = 2, content: str = "", live: bool = False
) -> dict[str, Any]:
    """A notice of one of four kinds, each with its own word, mark and colour.

    ``title`` becomes a heading of ``level``; ``content`` is the block inside ``{% uiblock %}``. ``live`` announces it when it appears
    after the page was loaded (``urgent`` as alert, others as status). Raises ValueError for an unknown ``kind``.
    """
    if kind not in _MARK:
        raise ValueError(f"no kind of notice {kind!r}")
    role = ("alert" if kind == "urgent" else "status") if live else ""
    return {"kind": kind, "mark": _MARK[kind], "text": text, "title": title, "level": level, "content": content, "role": role}
