"""The national sharing platform as the city sees it, whichever it is: NDXP today, the NDOP node next.

Neither publishes its format: both connectors are marked as assumed. NĐ 278/2025/NĐ-CP; NĐ 194/2025/NĐ-CP Điều 20.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, Protocol

from motcua.gateway.protocol.mapping import Mapping as RowMapping
from motcua.gateway.protocol.quality import Dictionary, Group, Report
from motcua.kernel.errors import NamedError
from motcua.platform.exchange.contracts.systems import Trust


@dataclass(frozen=True, slots=True)
class SharedRecord:
    """A record that is kept in step: its key, when it changed (ISO, with offset), its fields in the words of the data dictionary."""

    key: str
    changed_at: str
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """A data set that is shared: how its rows become records of the data dictionary (QĐ 2439/QĐ-TTg), and what its fields must be.

    ``changed_at`` names the field of the dictionary that says when a record changed.
    """

    code: str
    vi: str
    en: str
    trust: Trust
    source: str
    law: str
    changed_at: str
    mapping: RowMapping
    dictionary: Dictionary

    def name(self, language: str) -> str:
        """The name in ``vi`` or ``en``."""
        return self.en if language == "en" else self.vi


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Records ready to be sent, with the report of the internal test."""

    dataset: str
    records: tuple[SharedRecord, ...]
    report: Report


@dataclass(frozen=True, slots=True)
class RecordFault:
    """What the platform finds wrong with a field of a record, in one of the eight groups of ``gateway.protocol.quality``."""

    group: Group
    field: str


@dataclass(frozen=True, slots=True)
class Taken:
    """How many records the platform took, and what is wrong with the others, by their key."""

    accepted: int
    rejected: tuple[tuple[str, tuple[RecordFault, ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What became of a batch that was sent: our own report, and what the platform said (None: it is not worked through yet)."""

    dataset: str
    platform: str
    report: Report
    taken: Taken | None


SHARED, DATASET_REF = "exchange.share_rows", "exchange.dataset:"


class ShareOutcome(StrEnum):
    """What became of a batch: taken by the platform, still worked at, held back for its identifiers, or not delivered."""

    TAKEN = "taken"
    RUNNING = "running"
    HELD = "held"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedBefore:
    """A batch of the past with its quality report in numbers; ``groups`` counts errors, the most first."""

    at: datetime
    dataset: str
    platform: str
    rows: int
    index: str
    identifiers: str
    groups: tuple[tuple[Group, int], ...]
    outcome: ShareOutcome
    taken: int
    refused: int


@dataclass(frozen=True, slots=True)
class ChangedRecords:
    """A page of changed records and the watermark from which the next page is asked."""

    records: tuple[SharedRecord, ...]
    watermark: int


@dataclass(frozen=True, slots=True)
class JobProgress:
    """A batch: ``running``, ``done`` or ``failed``, and how many of its records are worked through."""

    ref: str
    state: str
    done: int
    of: int


@dataclass(frozen=True, slots=True)
class ConnectionStep:
    """One of the five steps by which a platform is connected (CV 4856/BCA-TTDLQG), and what proves it."""

    step: str
    vi: str
    en: str
    done: bool
    evidence: str


class NationalPlatform(Protocol):
    """Three kinds of request: synchronise, query, batch. Everything raises PlatformRefused, or what ``exchange.call`` raises."""

    key: str
    assumed: bool

    def push(self, *, batch: Batch) -> Taken:
        """Send changed records; the same record again is no second one. BelowStandard: nothing is sent."""
        ...

    def pull(self, *, dataset: str, watermark: int, limit: int = 100) -> ChangedRecords:
        """Records that changed after the watermark, oldest first."""
        ...

    def query(self, *, dataset: str, key: str, fields: Sequence[str]) -> Mapping[str, Any] | None:
        """The wanted fields of one record; None when there is none."""
        ...

    def submit(self, *, ref: str, batch: Batch) -> JobProgress:
        """A batch under a reference; the same again is the same job. BelowStandard: nothing is sent."""
        ...

    def progress(self, *, ref: str) -> JobProgress:
        """How far a batch is."""
        ...

    def result(self, *, ref: str) -> Taken:
        """The result file of a batch that is done."""
        ...

    def steps(self) -> tuple[ConnectionStep, ...]:
        """The steps of connecting; empty for a platform that has none."""
        ...

    def close_step(self, *, step: str, evidence: str) -> tuple[ConnectionStep, ...]:
        """Close the next step with what proves it."""
        ...


class PlatformRefused(NamedError):
    """The national platform said no; ``why`` is its own reason."""

    code: ClassVar[str] = "exchange.platform_refused"
    vi: ClassVar[str] = "Nền tảng quốc gia không nhận: {why}"
    en: ClassVar[str] = "The national platform refuses: {why}"
    status: ClassVar[int] = 502


class BelowStandard(NamedError):
    """Identifiers of a batch are not all right: it is not sent; ``fields`` names them, ``share`` is the percentage that is right."""

    code: ClassVar[str] = "exchange.below_standard"
    vi: ClassVar[str] = "Chưa gửi gói dữ liệu: trường định danh phải đúng 100%, mới đạt {share}% ({fields}). Sửa rồi gửi lại."
    en: ClassVar[str] = "The package was not sent: identifiers must be right at 100%, {share}% are ({fields}). Repair them and send again."
    status: ClassVar[int] = 422


class DatasetUnknown(NamedError):
    """No data set of that code is declared."""

    code: ClassVar[str] = "exchange.dataset_unknown"
    vi: ClassVar[str] = "Không có bộ dữ liệu {name}."
    en: ClassVar[str] = "There is no data set {name}."
    status: ClassVar[int] = 404
