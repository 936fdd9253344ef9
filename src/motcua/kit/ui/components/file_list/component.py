"""Files to read or take away."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from motcua.kit.ui.items import items


@dataclass(frozen=True, slots=True)
class FileLink:
    """One file: its title, where it is, its type and size as read ("PDF, 210 kB"), a note, and a state as for ``tag``."""

    title: str
    href: str = ""
    about: str = ""
    note: str = ""
    state: str = ""
    state_text: str = ""


def context(*, files: Iterable[Any], title: str = "", level: int = 3) -> dict[str, Any]:
    """``files``: FileLink (title, href, about, note, state, state_text)."""
    return {"files": items(FileLink, files), "title": title, "level": level}
