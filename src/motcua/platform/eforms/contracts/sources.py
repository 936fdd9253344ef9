"""Prefill: sources of known facts, and what they know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Protocol
from uuid import UUID

from motcua.kernel.actors import Actor
from motcua.kit.registry import Registry


@dataclass(frozen=True, slots=True)
class PrefilledValue:
    """A fact that a source knows: its typed value, where it comes from in both languages, and when it was read (UTC).

    ``way`` is how it was asked for (``vault.document:land_certificate``), :data:`DOSSIER` for what an own earlier dossier holds; empty
    for anything else. The room writes it; a source leaves it empty.
    """

    value: Any
    source_label_vi: str
    source_label_en: str
    at: datetime
    way: str = ""


DOSSIER: Final = "dossier"
SHELF: Final = "shelf"  # the way of a paper that the person herself took from a shelf and that no agency issued


class Prefiller(Protocol):
    """A source of known facts, registered by the room that has them (``prefillers.add(...)`` in ``apps.ready``).

    ``fields`` holds the fact names that this form asks of this source. The vocabulary: ``personal_number``, ``full_name``,
    ``born_on`` (ISO date), ``sex`` (``male``/``female``), ``nationality``, ``ethnicity``, ``phone``, ``email``,
    ``residence_unit`` (unit code), ``residence_line``, ``residence`` (``{"unit", "line"}``), ``hometown``; a vault answers
    ``document:<kind>`` with a file value. Unknown names are left out of the answer. A NamedError or OSError that
    ``prefill`` raises is shown beside the questions and blocks nothing.
    """

    @property
    def key(self) -> str:
        """The name that forms use for this source: ``population``."""
        ...

    @property
    def label_vi(self) -> str:
        """What people call the source, in Vietnamese."""
        ...

    @property
    def label_en(self) -> str:
        """What people call the source, in English."""
        ...

    def prefill(self, *, actor: Actor, person: Any, fields: frozenset[str], now: datetime) -> Mapping[str, PrefilledValue]:
        """The facts known of ``person`` (``identity.contracts.Person``), by fact name."""
        ...


prefillers: Registry[Prefiller] = Registry(key=lambda source: source.key)


@dataclass(frozen=True, slots=True)
class ShelfPaper:
    """A paper that may answer a question for a file: its ``key`` on the shelf, what it is, and where it comes from in both languages."""

    key: str
    name: str
    about_vi: str
    about_en: str


class Shelf(Protocol):
    """Papers of the person's own from which she chooses one, registered by the room that has them (``shelves.add(...)``)."""

    @property
    def key(self) -> str:
        """The name of the shelf: ``vault``."""
        ...

    def papers(self, *, actor: Actor, ways: frozenset[str], label: str, now: datetime) -> Sequence[ShelfPaper]:
        """The papers that fit a question: ``ways`` are its prefill sources and the register of its paper, ``label`` what it asks for."""
        ...

    def lend(self, *, key: str, draft_id: UUID, field: str, actor: Actor, now: datetime) -> None:
        """Answer the question ``field`` of a draft with that paper; as ``eforms.lend_file``."""
        ...


shelves: Registry[Shelf] = Registry(key=lambda shelf: shelf.key)


@dataclass(frozen=True, slots=True)
class SourceNote:
    """A source that was asked and could not answer: the person types the facts."""

    source: str
    label_vi: str
    label_en: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Reference:
    """An entry of a register that a search found: its id there, what people call it, and a few facts to tell it from others."""

    id: str
    label: str
    facts: Mapping[str, str] = field(default_factory=dict)


class ReferenceSource(Protocol):
    """A register in which a person looks an entry up, registered by the room that has it (``references.add(...)`` in ``apps.ready``).

    A NamedError or OSError that ``search`` raises is shown beside the question; the person may then type the entry by hand.
    """

    @property
    def key(self) -> str:
        """The name that forms use in ``source``: ``business``."""
        ...

    @property
    def label_vi(self) -> str:
        """What people call the register, in Vietnamese."""
        ...

    @property
    def label_en(self) -> str:
        """What people call the register, in English."""
        ...

    def search(self, *, query: str, actor: Actor, now: datetime, limit: int) -> Sequence[Reference]:
        """The entries that answer the query, best first; only what this actor may see."""
        ...


references: Registry[ReferenceSource] = Registry(key=lambda source: source.key)
