"""Old results digitised in bulk: runs of an officer, each row of the index with its own result."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from motcua.kernel.errors import Invalid, NamedError


class ScanVerb(StrEnum):
    """What a run does with the rows of an index."""

    CHECK = "check_old_results"  # nothing is written
    DIGITISE = "digitise_old_results"


class ScanOutcome(StrEnum):
    """What became of a row."""

    WAITING = "waiting"
    NEW = "new"  # digitised; of a check: would be
    KNOWN = "known"  # digitised before
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class ScanRow:
    """A row of the index with its result; ``line`` is that of the file. Personal data: the holder's name."""

    line: int
    file: str
    title: str
    symbol: str
    holder_name: str
    outcome: ScanOutcome
    error_vi: str = ""
    error_en: str = ""


@dataclass(frozen=True, slots=True)
class ScanTotals:
    """A run in a list of runs: what it does, for which unit, from which file, and how many rows became what."""

    run_id: UUID
    verb: ScanVerb
    unit_code: str
    index_name: str
    begun_at: datetime
    finished_at: datetime | None
    counts: dict[ScanOutcome, int]

    @property
    def total(self) -> int:
        """All rows."""
        return sum(self.counts.values())

    @property
    def handled(self) -> int:
        """Rows that have their result."""
        return self.total - self.counts[ScanOutcome.WAITING]


@dataclass(frozen=True, slots=True)
class ScanRun:
    """A run with its rows in the order of the index; ``digitised_by``: the run that digitises what this one checked."""

    totals: ScanTotals
    rows: tuple[ScanRow, ...]
    digitised_by: UUID | None = None


@dataclass(frozen=True, slots=True)
class ScanPage:
    """Runs of the officer, the latest first."""

    rows: tuple[ScanTotals, ...]
    next_cursor: str


class ScansTooMany(Invalid):
    """More rows than one run takes."""

    code = "casework.scans_too_many"
    vi = "Mỗi lần tối đa {most} dòng. Chia bảng kê thành nhiều tệp rồi tải lên từng tệp."
    en = "One run takes at most {most} rows. Split the index and upload each part."


class ScansEmpty(Invalid):
    """An index without a row."""

    code = "casework.scans_empty"
    vi = "Bảng kê chưa có dòng nào."
    en = "The index has no rows."


class ScansUnchecked(NamedError):
    """A run that has not been checked to its end, or in which nothing is new."""

    code = "casework.scans_unchecked"
    vi = "Chưa kiểm tra xong, hoặc không có dòng nào số hóa được."
    en = "The check has not ended, or there is no row to digitise."
    status = 409
