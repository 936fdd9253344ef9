"""What every room that holds personal data can do for their subject (Luật 91/2025/QH15 Điều 4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, runtime_checkable
from uuid import UUID

from motcua.kernel.errors import Invalid, NamedError
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


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectableFact:
    """One fact of a person as a room holds it. ``owner_vi``/``owner_en``: it comes from there and is corrected there alone."""

    key: str
    label_vi: str
    label_en: str
    value: str
    owner_vi: str = ""
    owner_en: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """What a fact was before and after it was corrected."""

    before: str
    after: str


class CorrectionRefused(NamedError):
    """The room does not hold this fact of the person any more, or cannot take the value; the reason is said."""

    code = "consent.correction_refused"
    vi = "Chưa sửa: {reason_vi}"
    en = "Not corrected: {reason_en}"
    status = 422

    @classmethod
    def of(cls, invalid: Invalid) -> CorrectionRefused:
        """The first thing that a room found wrong with the value, as its reason."""
        vi, en = next(iter(invalid.fields.values()))
        return cls(reason_vi=vi, reason_en=en)


@runtime_checkable
class CorrectingSource(Protocol):
    """A ``PersonalSource`` that can correct facts it owns; optional."""

    def correctable(self, *, person_id: UUID, now: datetime) -> Sequence[CorrectableFact]:
        """The facts about the person that can be named in a request, with their values now."""
        ...

    def correct(self, *, person_id: UUID, field: str, value: str, ground: str, now: datetime) -> Corrected:
        """Correct one of them; ``ground`` names the request. The same again changes nothing. ``CorrectionRefused``."""
        ...


class RestsOnConsent(Protocol):
    """What a room does on the ground of a consent or agreement; it ends with it, in the same transaction."""

    @property
    def key(self) -> str:
        """The room."""
        ...

    @property
    def label_vi(self) -> str:
        """What stands on it, in Vietnamese."""
        ...

    @property
    def label_en(self) -> str:
        """What stands on it, in English."""
        ...

    def resting(self, *, person_id: UUID, purpose: str, now: datetime) -> int:
        """How many things stand on the person's agreement to the purpose; 0 for purposes of other rooms."""
        ...

    def stop(self, *, person_id: UUID, purpose: str, now: datetime) -> int:
        """End them; how many ended."""
        ...


resting_on_consent: Registry[RestsOnConsent] = Registry(key=lambda room: room.key)
personal_sources: Registry[PersonalSource] = Registry(key=lambda source: source.key)
