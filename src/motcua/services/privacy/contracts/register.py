"""The register of processing activities."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class TableFact:
    """One table as its room declares it: how long it is kept, and which of its fields are personal."""

    room: str
    room_name: str
    table: str
    name: str
    retention: str
    personal: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PurposeFact:
    """A purpose of an activity with its ground, as the register of consents has it."""

    code: str
    name_vi: str
    name_en: str
    ground: str
    citation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """One processing activity: what is written of it, and the purposes and tables as they are."""

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

    @property
    def personal(self) -> tuple[TableFact, ...]:
        """The tables that hold personal data."""
        return tuple(t for t in self.tables if t.personal)
