"""A sentence in both languages, for texts that are data: the examples of the gallery."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.utils.translation import get_language


class Pair(NamedTuple):
    """One sentence in Vietnamese and English."""

    vi: str
    en: str

    def say(self, language: str | None = None) -> str:
        """The sentence in ``language`` (the active one when not given; Vietnamese unless English is asked for)."""
        return self.en if (language or get_language() or "vi").startswith("en") else self.vi


def spoken(value: Any, language: str | None = None) -> Any:
    """``value`` with every :class:`Pair` inside it (in mappings and sequences too) replaced by its sentence."""
    if isinstance(value, Pair):
        return value.say(language)
    if isinstance(value, Mapping):
        return {key: spoken(part, language) for key, part in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return [spoken(part, language) for part in value]
    return value
