"""Drafts, the answers in them, and the form as it was submitted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from motcua.platform.eforms.contracts.forms import FormRef
from motcua.platform.eforms.contracts.sources import PrefilledValue, SourceNote


class DraftState(StrEnum):
    """A draft is open until it is frozen into a dossier; an open draft expires."""

    OPEN = "open"
    FROZEN = "frozen"


@dataclass(frozen=True, slots=True)
class ListEntry:
    """One entry of a list of choices; ``parent`` is the entry above it in linked lists."""

    code: str
    vi: str
    en: str
    parent: str = ""


@dataclass(frozen=True, slots=True)
class OldUnit:
    """A commune as it was until 30 June 2025 (NQ 1669/NQ-UBTVQH15), with its district, and the communes of today that took it over."""

    code: str
    name: str
    district: str
    successors: tuple[str, ...]

    @property
    def full_name(self) -> str:
        """``Phường Máy Chai, Quận Ngô Quyền``."""
        return f"{self.name}, {self.district}" if self.district else self.name


@dataclass(frozen=True, slots=True)
class Facts:
    """What coercion may know of the world: today in Vietnam, the units of today by code, those of before, lists by name.

    ``found`` holds, by field, the entries of a register that a search of this draft has brought.
    """

    today: date
    units: Mapping[str, str] = field(default_factory=dict)
    old_units: Mapping[str, OldUnit] = field(default_factory=dict)
    lists: Mapping[str, Sequence[ListEntry]] = field(default_factory=dict)
    found: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one answer, in both languages; ``code`` is stable (``eforms.required``)."""

    name: str
    code: str
    vi: str
    en: str
    page: str = ""

    def sentence(self, language: str) -> str:
        """The sentence in ``vi`` or ``en``."""
        return self.en if language == "en" else self.vi


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A form being filled in.

    ``values`` are typed answers; ``raw`` keeps what was typed where it is not yet right; ``rows`` is how many rows of a repeated
    question are shown; ``labels`` are questions worded for this draft alone. ``registers`` names, by required paper, what makes it
    unnecessary; ``known_papers`` are those of them that a register has, with what it said and when.
    """

    uuid: UUID
    form: FormRef
    owner_ref: str
    context: Mapping[str, Any]
    state: DraftState
    values: Mapping[str, Any]
    raw: Mapping[str, Mapping[str, Sequence[str]]]
    rows: Mapping[str, int]
    labels: Mapping[str, str]
    provenance: Mapping[str, PrefilledValue]
    notes: tuple[SourceNote, ...]
    visited: tuple[str, ...]
    created_at: datetime
    updated_at: datetime
    expires_at: datetime
    version: int = 1
    found: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    outdated: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()
    registers: Mapping[str, str] = field(default_factory=dict)
    known_papers: Mapping[str, PrefilledValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """An earlier submission from which a new draft is begun: its answers, what to call it in both languages, and when it was made.

    ``way`` is :data:`~motcua.platform.eforms.contracts.sources.DOSSIER` when it was submitted: its files are papers of a dossier.
    """

    data: Mapping[str, Any]
    label_vi: str
    label_en: str
    at: datetime
    way: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """One answer that two devices gave differently, in words: what is kept, and what was typed on the device that came later."""

    name: str
    label: str
    kept: str
    typed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """An answer that a source gave and the person changed, for the officer to see: what the source says, what the person says."""

    name: str
    label_vi: str
    label_en: str
    said: Any
    given: Any
    source_vi: str
    source_en: str
    at: datetime


class SignerState(StrEnum):
    """What became of an invitation; ``lapsed`` when the answers changed after they were confirmed."""

    ASKED = "asked"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class SignerView:
    """Somebody who is asked to confirm a draft. The owner sees the last three digits of the number, no more."""

    uuid: UUID
    draft_id: UUID
    name: str
    number_end: str
    state: SignerState
    title_vi: str
    title_en: str
    asked_at: datetime
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class DraftSummary:
    """An open draft in a list: ``pages_done`` of ``pages`` were filled in; ``next_page`` is empty when all were."""

    uuid: UUID
    title_vi: str
    title_en: str
    context: Mapping[str, Any]
    updated_at: datetime
    expires_at: datetime
    pages_done: int
    pages: int
    next_page: str
    discarded_at: datetime | None = None


class Upload(Protocol):
    """A file that was sent with a page: Django's UploadedFile fits."""

    @property
    def name(self) -> str | None:
        """The file's name on the person's device."""
        ...

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes."""
        ...


@dataclass(frozen=True, slots=True)
class PageResult:
    """What came of saving a page: everything is kept; ``errors`` say what is not yet right; ``next_page`` is empty at the end.

    ``version`` is the draft's after the save; ``conflict`` says that another device changed the page meanwhile: nothing was overwritten,
    what was typed is kept beside it (:class:`Difference`). ``stale``: what was being typed came after a later save of the same device, so
    nothing was changed; the page that still stands sends again with ``version``.
    """

    errors: tuple[FieldError, ...]
    next_page: str = ""
    stay: bool = False
    version: int = 0
    conflict: bool = False
    stale: bool = False

    @property
    def ok(self) -> bool:
        """Whether the page may be left forwards."""
        return not self.errors and not self.stay and not self.conflict


@dataclass(frozen=True, slots=True)
class SubmittedFile:
    """A file that belongs to a frozen form. ``way`` says how it came there when nobody uploaded it (see ``PrefilledValue``)."""

    field: str
    requirement: str
    file_id: UUID
    name: str
    size: int
    mime: str
    sha256: str
    label_vi: str = ""
    label_en: str = ""
    way: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmittedForm:
    """The answers as they were submitted, with the form version that asked and the source of each prefilled answer.

    ``known_papers`` are required papers for which nothing was handed in because a register has them.
    """

    draft_id: UUID
    data: Mapping[str, Any]
    provenance: Mapping[str, PrefilledValue]
    form_ref: FormRef
    files: tuple[SubmittedFile, ...]
    frozen_at: datetime
    corrections: tuple[Correction, ...] = ()
    signers: tuple[SignerView, ...] = ()
    known_papers: Mapping[str, PrefilledValue] = field(default_factory=dict)
