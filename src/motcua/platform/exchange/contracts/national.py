"""The national sharing platform as the city sees it, whichever it is: NDXP today, the NDOP node next.

Neither publishes its format: both connectors are marked as assumed. NĐ 278/2025/NĐ-CP; NĐ 194/2025/NĐ-CP Điều 20.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

from motcua.kernel.errors import NamedError


@dataclass(frozen=True, slots=True)
class SharedRecord:
    """A record that is kept in step: its key, when it changed (ISO, with offset), its fields in the words of the data dictionary."""

    key: str
    changed_at: str
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class QualityError:
    """What is wrong with a field: one of the dictionary's groups (``missing``, ``format``, ``duplicate``, ``stale`` …)."""

    group: str
    field: str


@dataclass(frozen=True, slots=True)
class QualityReport:
    """How many records are good, and what is wrong with the others, by their key."""

    accepted: int
    rejected: tuple[tuple[str, tuple[QualityError, ...]], ...]


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

    def push(self, *, dataset: str, records: Sequence[SharedRecord]) -> QualityReport:
        """Send changed records; the same record again is no second one."""
        ...

    def pull(self, *, dataset: str, watermark: int, limit: int = 100) -> ChangedRecords:
        """Records that changed after the watermark, oldest first."""
        ...

    def query(self, *, dataset: str, key: str, fields: Sequence[str]) -> Mapping[str, Any] | None:
        """The wanted fields of one record; None when there is none."""
        ...

    def submit(self, *, ref: str, dataset: str, records: Sequence[SharedRecord]) -> JobProgress:
        """A batch under a reference; the same again is the same job."""
        ...

    def progress(self, *, ref: str) -> JobProgress:
        """How far a batch is."""
        ...

    def result(self, *, ref: str) -> QualityReport:
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
