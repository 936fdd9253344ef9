"""What crosses the door of the shared warehouse."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class QueryResult:
    """An answer and what makes it repeatable: the statement, its hash and the snapshot. ``truncated``: there were more rows."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    snapshot: str
    query_hash: str
    took_ms: int
    sql: str = ""
    truncated: bool = False
    types: tuple[str, ...] = ()

    def dicts(self) -> list[dict[str, Any]]:
        """The rows as mappings by column name."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All tables of the warehouse at one moment. ``seq`` is the last event in it."""

    id: str
    taken_at: datetime
    seq: int
    tables: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class ColumnView:
    """One column; ``sources`` are the columns it is computed from."""

    name: str
    type: str
    vi: str
    en: str
    pii: bool
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TableView:
    """One table: what a row is, who answers for it, its columns, where it comes from and what is made of it."""

    name: str
    layer: str
    owner: str
    grain: str
    vi: str
    en: str
    sql: str
    columns: tuple[ColumnView, ...]
    parents: tuple[str, ...] = ()
    ancestors: tuple[str, ...] = ()
    descendants: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What a refresh did: events added, tables with a new version, models that failed (table, reason), the current snapshot."""

    events: int
    changed: tuple[str, ...]
    failures: tuple[tuple[str, str], ...]
    snapshot: str
    took_ms: int


@dataclass(frozen=True, slots=True)
class Health:
    """What must be zero, counted."""

    events_twice: int
    files_missing: int
    personal_in_gold: int
    behind: int

    @property
    def ok(self) -> bool:
        """Nothing is wrong; being behind the outbox is no fault."""
        return not (self.events_twice or self.files_missing or self.personal_in_gold)
