"""Papers of a store as they cross the door."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID


class Origin(StrEnum):
    """How a paper came into a store."""

    RESULT = "result"  # issued by a dossier of the holder
    OLD_RESULT = "old_result"  # issued formerly, digitised since
    PAPER = "paper"  # handed in with an earlier dossier
    UPLOAD = "upload"  # put in by the holder
    IMPORT = "import"  # from an archive
    NATIONAL = "national"  # from the national store of results
    ISSUED = "issued"  # in a unit's store: what it issued
    RECEIVED = "received"  # in a unit's store: what was shared with it, or what its officers put in


class Trust(StrEnum):
    """Who stands for the value of a field."""

    ISSUED = "issued"
    CHECKED = "checked"
    STATED = "stated"


class Standing(StrEnum):
    """What a paper is worth today; the first that applies, in this order."""

    REMOVED = "removed"
    REVOKED = "revoked"
    REPLACED = "replaced"
    ENDED = "ended"
    UNCONFIRMED = "unconfirmed"
    ENDING = "ending"
    IN_FORCE = "in_force"


@dataclass(frozen=True, slots=True)
class FactHeld:
    """The value of one field: as text (dates ISO), who stands for it, how it was read (typed, qr, dossier), who checked it and when."""

    value: str
    trust: Trust = Trust.STATED
    read: str = "typed"
    checked_by: str = ""
    checked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class HeldDocument:
    """A paper in a store.

    ``holder`` names whose store it is (``person:…``, ``organisation:…``, ``unit:…``). ``kind`` is a key of the catalogue of kinds, or the
    code of the procedure that made it; ``kind_key`` the key of the catalogue when there is one. ``report`` is the signature report of
    ``checked_at``; ``dossier_code`` the dossier that it comes from, empty for others. A revoked or replaced paper stays and says so.
    """

    uuid: UUID
    person_id: UUID | None
    dossier_code: str
    kind: str
    title: str
    issuer: str
    issued_at: datetime
    kept_at: datetime
    file_id: UUID
    size: int
    sha256: str
    signed_by: str
    valid: bool
    dev: bool
    report: Mapping[str, Any]
    revoked_at: datetime | None = None
    expires_on: date | None = None
    holder: str = ""
    origin: Origin = Origin.RESULT
    kind_key: str = ""
    mime: str = "application/pdf"
    facts: Mapping[str, FactHeld] = field(default_factory=dict)
    confirmed_at: datetime | None = None
    note: str = ""
    tags: tuple[str, ...] = ()
    series: UUID | None = None
    version: int = 1
    replaced_by: UUID | None = None
    removed_at: datetime | None = None
    checked_at: datetime | None = None
    standing: Standing = Standing.IN_FORCE
    copied: bool = False  # a unit's copy of what was shared with it

    @property
    def official(self) -> bool:
        """Whether an agency made it and its holder cannot have altered it."""
        return self.origin in {Origin.RESULT, Origin.OLD_RESULT, Origin.ISSUED, Origin.NATIONAL}

    def in_force(self, *, on: date) -> bool:
        """Whether it may be used on a day: neither revoked nor past its end."""
        return self.revoked_at is None and (self.expires_on is None or self.expires_on > on)


@dataclass(frozen=True, slots=True)
class PaperFilter:
    """Which papers of a store: words (accents or not), kind, standing, tag; ``order`` is newest, oldest, title or ends.

    Replaced papers are found when ``standing`` asks for them. ``unit_code`` names the unit whose store an officer reads.
    """

    words: str = ""
    kind: str = ""
    standing: str = ""
    tag: str = ""
    order: str = "newest"
    unit_code: str = ""


@dataclass(frozen=True, slots=True)
class StoreUse:
    """How full a store is, in bytes of what its holder put in; ``papers`` counts all papers that are there."""

    used: int
    most: int
    papers: int
