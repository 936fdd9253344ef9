"""What every room that holds personal data can do for their subject (Luật 91/2025/QH15 Điều 4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from motcua.kit.registry import Registry


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """What was removed and what had to be kept, with the reason in both languages ("" when nothing was kept)."""

    removed: int
    kept: int
    reason_vi: str = ""
    reason_en: str = ""


class PersonalSource(Protocol):
    """A room's answer to a person who asks for her data; each room registers one in ``personal_sources``."""

    key: str
    label_vi: str
    label_en: str

    def export(self, *, person_id: UUID, now: datetime) -> Mapping[str, Any]:
        """Everything the room holds about the person, as JSON values."""
        ...

    def erase(self, *, person_id: UUID, now: datetime) -> Erasure:
        """Remove what may go; what a law keeps stays and is counted."""
        ...

    def restrict(self, *, person_id: UUID, on: bool, now: datetime) -> int:
        """Stop (``on``) or resume use of the data beyond keeping them; returns how many things it holds for."""
        ...


personal_sources: Registry[PersonalSource] = Registry(key=lambda source: source.key)
