"""What crosses the engine's door: events in, rows and descriptions out, and its named refusals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from motcua.kernel.errors import NamedError


class Layer(StrEnum):
    """How far a table is from the raw event."""

    BRONZE = "bronze"  # events as they were told
    SILVER = "silver"  # one thing or one fact a row, typed
    GOLD = "gold"  # counted or cleared of personal data


class Refresh(StrEnum):
    """How a model follows its sources."""

    APPEND = "append"  # each row comes from exactly one new row of bronze.events
    KEYED = "keyed"  # rows of one key come from rows of the same key; changed shards are recomputed
    REBUILD = "rebuild"  # recomputed as a whole when a source changed
    GIVEN = "given"  # reference rows put in by the caller; the query only names columns and types


@dataclass(frozen=True, slots=True)
class LakeEvent:
    """One fact as the outbox recorded it; ``payload`` is JSON text, instants are UTC."""

    event_id: UUID
    seq: int
    name: str
    stream: str
    occurred_at: datetime
    recorded_at: datetime
    payload: str


@dataclass(frozen=True, slots=True)
class Appended:
    """What an append did: rows added, rows it already had, and the highest position it now holds."""

    added: int
    skipped: int
    position: int


@dataclass(frozen=True, slots=True)
class TableVersion:
    """One table at one Iceberg snapshot; the uuid survives a renamed table."""

    uuid: str
    snapshot_id: int


@dataclass(frozen=True, slots=True)
class LakeSnapshot:
    """All tables at one moment. ``id`` is a short hash of ``tables``; ``position`` is the last event it contains."""

    id: str
    taken_at: datetime
    position: int
    tables: Mapping[str, TableVersion]
    checked: Mapping[str, int] = field(default_factory=dict)
    ordinal: int = 0


@dataclass(frozen=True, slots=True)
class ModelFailure:
    """A model that was not published, and why; its last good version stays."""

    table: str
    reason: str


@dataclass(frozen=True, slots=True)
class RefreshReport:
    """What a refresh did: the snapshot now current, the tables with a new version, and models that failed."""

    snapshot: LakeSnapshot | None
    changed: tuple[str, ...]
    failures: tuple[ModelFailure, ...]
    took_ms: int


@dataclass(frozen=True, slots=True)
class QueryRows:
    """An answer: rows in order, whether more were cut off, and what makes it repeatable (statement and snapshot)."""

    columns: tuple[str, ...]
    types: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    truncated: bool
    sql: str
    snapshot: str
    took_ms: int

    def dicts(self) -> list[dict[str, Any]]:
        """The rows as mappings by column name."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table as its model describes it."""

    name: str
    vi: str
    en: str
    pii: bool = False
    type: str = ""
    unique: bool = False
    not_null: bool = False
    accepted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TableInfo:
    """A table for the catalogue page: what a row is, who answers for it, its columns."""

    name: str
    layer: Layer
    owner: str
    grain: str
    vi: str
    en: str
    columns: tuple[Column, ...]
    sql: str


@dataclass(frozen=True, slots=True)
class Lineage:
    """Where a table comes from and what is made of it; ``columns`` maps a column to the source columns it is computed from."""

    table: str
    parents: tuple[str, ...]
    ancestors: tuple[str, ...]
    descendants: tuple[str, ...]
    columns: Mapping[str, tuple[str, ...]]


class LakeError(NamedError):
    """Any refusal of the engine."""

    code = "lakehouse.error"
    status = 500


class QueryRefused(LakeError):
    """The statement is not a single SELECT over known tables, or uses something that is not allowed."""

    code = "lakehouse.query_refused"
    vi = "Câu truy vấn không được chấp nhận: {reason}"
    en = "The query is not accepted: {reason}"
    status = 400


class QueryTimeout(LakeError):
    """The statement ran longer than allowed and was stopped."""

    code = "lakehouse.query_timeout"
    vi = "Truy vấn chạy quá {seconds} giây nên đã dừng. Hãy thu hẹp điều kiện."
    en = "The query ran for more than {seconds} seconds and was stopped. Narrow its conditions."
    status = 408


class QueryTooLarge(LakeError):
    """The statement needed more memory than allowed."""

    code = "lakehouse.query_too_large"
    vi = "Truy vấn cần nhiều bộ nhớ hơn mức cho phép. Hãy thu hẹp điều kiện."
    en = "The query needs more memory than allowed. Narrow its conditions."
    status = 413


class SnapshotUnknown(LakeError):
    """No snapshot has this id, or its files were removed because nobody kept it."""

    code = "lakehouse.snapshot_unknown"
    vi = "Không có ảnh chụp dữ liệu {snapshot}, hoặc ảnh chụp này đã hết thời gian lưu."
    en = "There is no data snapshot {snapshot}, or it is no longer kept."
    status = 404


class TableUnknown(LakeError):
    """No table has this name."""

    code = "lakehouse.table_unknown"
    vi = "Kho dữ liệu không có bảng {table}."
    en = "The warehouse has no table {table}."
    status = 404


class ModelInvalid(LakeError):
    """A model file breaks a rule of the house; raised when models are loaded, before any data is touched."""

    code = "lakehouse.model_invalid"
    vi = "Mô hình dữ liệu {model} chưa đúng: {reason}"
    en = "The data model {model} is not right: {reason}"


class LakeBusy(LakeError):
    """Another process is writing and did not finish in time."""

    code = "lakehouse.busy"
    vi = "Kho dữ liệu đang được ghi bởi tiến trình khác. Hãy thử lại sau ít giây."
    en = "Another process is writing to the warehouse. Try again in a few seconds."
    status = 503
