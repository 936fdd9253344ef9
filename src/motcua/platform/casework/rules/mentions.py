"""Who is named in a note: ``@Trần Thị Bình`` anywhere in the text, with or without accents."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from motcua.kernel.text import fold


def mentioned(text: str, colleagues: Mapping[UUID, str]) -> tuple[UUID, ...]:
    """The colleagues whose full name follows an ``@``, in the order of the list; the longer of two names that begin alike."""
    found: set[UUID] = set()
    for part in fold(text).split("@")[1:]:
        said = " ".join(part.split())
        named = [(len(name), who) for who, full in colleagues.items() if _begins(said, name := fold(full))]
        if named:
            longest = max(length for length, _ in named)
            found |= {who for length, who in named if length == longest}
    return tuple(who for who in colleagues if who in found)


def _begins(said: str, name: str) -> bool:
    return bool(name) and said.startswith(name) and not said[len(name) :][:1].isalnum()
