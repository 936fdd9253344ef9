"""Readings of personal data, as their subject and the data protection officer see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from motcua.kernel.actors import ActorKind
from motcua.kernel.errors import NamedError


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """One reading: who read (kind, post, unit), for which agency, why, in which dossier, which facts, and where from.

    ``reader_ref`` is a reference as ``Actor.ref``; pages show the post, not the name, unless the city chose otherwise.
    ``people`` counts the persons shown when a list was read (then ``subject_id`` is None).
    """

    uuid: UUID
    at: datetime
    subject_id: UUID | None
    reader_ref: str
    reader_kind: ActorKind
    reader_post: str
    reader_unit: str
    agency: str
    purpose: str
    ground: str
    dossier: str
    fields: tuple[str, ...]
    source: str
    people: int

    @property
    def by_herself(self) -> bool:
        """Whether the person read her own data."""
        return self.subject_id is not None and self.reader_ref == f"{ActorKind.CITIZEN}:{self.subject_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A person whose data one line of a list showed: by id, or by number while nobody of it is known; and the dossier of that line."""

    person_id: UUID | None = None
    number: str = ""
    dossier: str = ""

    @classmethod
    def of_ref(cls, ref: str, *, dossier: str = "") -> Seen:
        """The person of a reference as ``Actor.ref``; nobody known for a machine, an officer or what is no reference."""
        kind, _, text = ref.partition(":")
        try:
            return cls(person_id=UUID(text) if kind == ActorKind.CITIZEN else None, dossier=dossier)
        except ValueError:
            return cls(dossier=dossier)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessFilter:
    """What a list of readings is narrowed to; empty means all. The period is half-open."""

    agency: str = ""
    purpose: str = ""
    dossier: str = ""
    since: datetime | None = None
    until: datetime | None = None
    reader_ref: str = ""
    without_own: bool = False


@dataclass(frozen=True, slots=True)
class AccessPage:
    """Readings newest first, and the cursor of the next page (None at the end)."""

    accesses: tuple[Access, ...]
    next_before: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageRow:
    """How often one agency read for one purpose, and how many persons."""

    agency: str
    purpose: str
    readings: int
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UnusualReading:
    """A reader whose readings ask for an explanation: ``kind`` is ``no_dossier``, ``own``, ``colleague`` or ``night``."""

    kind: str
    reader_ref: str
    reader_unit: str
    reader_post: str
    count: int
    limit: int
    last_at: datetime


class BadCursor(NamedError):
    """The cursor is none that this list gave out."""

    code = "consent.bad_cursor"
    vi = "Không đọc được vị trí trang. Mở lại danh sách từ đầu."
    en = "The place in the list cannot be read. Open the list from its beginning."
    status = 400
