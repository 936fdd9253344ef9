"""The register of processing activities."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class TableFact:
    """One table as its room declares it: how long it is kept, which of its fields are personal, and which of those are ciphertext."""

    room: str
    room_name: str
    table: str
    name: str
    retention: str
    personal: tuple[str, ...]
    encrypted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PurposeFact:
    """A purpose of an activity with its ground, as the register of consents has it."""

    code: str
    name_vi: str
    name_en: str
    ground: str
    citation: str


class RecipientKind(StrEnum):
    """By which door somebody receives personal data."""

    RIGHT = "right"  # a right on the exchange
    APPLICATION = "application"  # an application into which people sign in


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Somebody who receives personal data of an activity, as the room that gives them away knows it.

    ``fields`` are the data in both languages, None where the room does not know them; ``ref`` leads to the page of the right or
    application; ``since`` is the day from which the room has it, where it says.
    """

    kind: RecipientKind
    room: str
    ref: str
    name_vi: str
    name_en: str
    what_vi: str
    what_en: str
    purpose_vi: str
    purpose_en: str
    fields: tuple[tuple[str, str], ...] | None
    unit_code: str = ""
    since: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """One processing activity: what is written of it, and the purposes, tables and recipients as they are."""

    key: str
    name_vi: str
    name_en: str
    subjects_vi: str
    subjects_en: str
    recipients_vi: str
    recipients_en: str
    since: date
    needs_impact: bool
    purposes: tuple[PurposeFact, ...]
    tables: tuple[TableFact, ...]
    receivers: tuple[Recipient, ...] = ()

    @property
    def personal(self) -> tuple[TableFact, ...]:
        """The tables that hold personal data."""
        return tuple(t for t in self.tables if t.personal)
