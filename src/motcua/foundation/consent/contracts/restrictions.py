"""That a person's data are kept but not used (Luật 91/2025/QH15 Điều 4), and who tells whether a dossier is her own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from motcua.foundation.consent.contracts.consents import Purpose
from motcua.kernel.errors import NamedError
from motcua.kernel.policy import Decision
from motcua.kit.registry import Registry


class Wish(StrEnum):
    """What the person asked for; both stop the same uses, and each ends by itself."""

    RESTRICT = "restrict"
    OBJECT = "object"


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldWish:
    """One wish: on which ground and in which dossier it was carried out, and its half-open period."""

    kind: Wish
    ground: str
    dossier: str
    since: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Restriction:
    """The processing of a person's data is restricted, by at least one wish that holds; ``since`` is the earliest."""

    person_id: UUID
    wishes: tuple[HeldWish, ...]

    @property
    def since(self) -> datetime:
        """From when on it holds without a break."""
        return min(w.since for w in self.wishes)

    @property
    def kinds(self) -> frozenset[Wish]:
        """Which wishes hold."""
        return frozenset(w.kind for w in self.wishes)


class MatterStanding(StrEnum):
    """How a dossier stands to a person: not hers, begun by her (or for her) and running, or hers and over."""

    NONE = "none"
    RUNNING = "running"
    ENDED = "ended"


class OwnMatters(Protocol):
    """Tells whose a dossier is; the room of dossiers registers one in ``own_matters``."""

    @property
    def key(self) -> str:
        """The room."""
        ...

    def standing(self, *, person_id: UUID, dossier: str) -> MatterStanding:
        """How the dossier of that public code stands to the person."""
        ...


own_matters: Registry[OwnMatters] = Registry(key=lambda one: one.key)


@dataclass(frozen=True, slots=True, kw_only=True)
class UseRuled:
    """What a restriction means for one purpose, for officers to read."""

    purpose: Purpose
    decision: Decision


class ProcessingRestricted(NamedError):
    """The person restricted the processing of her data, and this use is one that stops."""

    code = "consent.processing_restricted"
    vi = "Không dùng được dữ liệu này: {reason_vi}"
    en = "These data may not be used: {reason_en}"
    status = 403
