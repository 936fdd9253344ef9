"""How acts are called for people: each room names its own in ``acts.py``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from motcua.kit.registry import Registry


@dataclass(frozen=True, slots=True)
class Act:
    """An act as it stands in entries (``room.verb``) and as people read it."""

    action: str
    vi: str
    en: str

    def sentence(self, language: str) -> str:
        """The words in Vietnamese or English."""
        return self.en if language == "en" else self.vi


acts: Registry[Act] = Registry(key=lambda act: act.action)


def name_acts(words: Mapping[str, tuple[str, str]]) -> None:
    """Register acts with their Vietnamese and English words."""
    for action, (vi, en) in words.items():
        acts.add(Act(action=action, vi=vi, en=en))


def words_of(*, action: str, language: str) -> str:
    """The words of an act; of one that an older version recorded and nobody names any more, its code."""
    known = acts.get(action)
    return known.sentence(language) if known else action
