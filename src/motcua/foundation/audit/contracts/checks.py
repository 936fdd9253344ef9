"""What a check of the log found, and where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID


class FaultKind(StrEnum):
    """Kinds of faults; ``FAULT_WORDS`` says each in both languages."""

    ENTRY_CHANGED = "entry_changed"
    ENTRY_MISSING = "entry_missing"
    SEAL_CHANGED = "seal_changed"
    ORDER = "order"
    REMOVED = "removed"
    INSERTED = "inserted"
    MOVED = "moved"
    TREE = "tree"
    TRUNCATED = "truncated"
    SPAN = "span"
    HOUR_MISSING = "hour_missing"
    HOUR_CHANGED = "hour_changed"
    SIGNATURE = "signature"
    STAMP = "stamp"
    UNSIGNED = "unsigned"
    QUEUE_LOST = "queue_lost"
    QUEUE_EXTRA = "queue_extra"
    COPY = "copy"
    FIRST_BOOK = "first_book"


FAULT_WORDS: Mapping[FaultKind, tuple[str, str]] = {
    FaultKind.ENTRY_CHANGED: ("Nội dung mục đã bị sửa", "the entry was changed"),
    FaultKind.ENTRY_MISSING: ("Có mắt xích nhưng mục đã bị xóa", "the link is there, the entry is gone"),
    FaultKind.SEAL_CHANGED: ("Mắt xích đã bị sửa hoặc làm giả", "the link was changed or made up"),
    FaultKind.ORDER: ("Mắt xích không nối với mắt xích trước", "the link does not follow the one before it"),
    FaultKind.REMOVED: ("Thiếu mắt xích ở giữa luồng", "links are missing inside the stream"),
    FaultKind.INSERTED: ("Có mắt xích bị chèn thêm", "a link was put in"),
    FaultKind.MOVED: ("Mục đứng trong luồng không phải của nó", "the entry stands in a stream that is not its own"),
    FaultKind.TREE: ("Các mắt xích không khớp gốc của giờ", "the links do not give the tree of the hour"),
    FaultKind.TRUNCATED: ("Phần cuối của luồng đã bị cắt", "the end of the stream was cut off"),
    FaultKind.SPAN: ("Đoạn của giờ không nối với đoạn trước", "the hour's span does not follow the one before it"),
    FaultKind.HOUR_MISSING: ("Thiếu gốc của giờ", "the root of an hour is missing"),
    FaultKind.HOUR_CHANGED: ("Gốc của giờ đã bị sửa", "the root of an hour was changed"),
    FaultKind.SIGNATURE: ("Chữ ký của gốc không đúng", "the signature of the root does not hold"),
    FaultKind.STAMP: ("Dấu thời gian không khớp giờ đóng", "the time stamp is not of the time of closing"),
    FaultKind.UNSIGNED: ("Gốc của giờ không có chữ ký", "the root of an hour carries no signature"),
    FaultKind.QUEUE_LOST: ("Mục chưa niêm phong đã bị lấy khỏi hàng chờ", "an unsealed entry was taken out of the queue"),
    FaultKind.QUEUE_EXTRA: ("Hàng chờ chứa mục đã niêm phong", "the queue holds an entry that is sealed"),
    FaultKind.COPY: ("Gốc không khớp bản sao lưu giữ bên ngoài", "the root is not the one of the copy kept outside"),
    FaultKind.FIRST_BOOK: ("Quyển nhật ký đầu tiên không còn nguyên vẹn", "the first book of the log is not whole"),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault and its place, as far as it is known: stream and number, entry, instant, hour."""

    kind: FaultKind
    stream: str = ""
    seq: int | None = None
    entry_id: int | None = None
    at: datetime | None = None
    hour: int | None = None
    note: str = ""

    @property
    def vi(self) -> str:
        """The fault in Vietnamese, without its place."""
        return FAULT_WORDS[self.kind][0]

    @property
    def en(self) -> str:
        """The fault in English, without its place."""
        return FAULT_WORDS[self.kind][1]

    @property
    def place(self) -> str:
        """Where it is, as one line of codes."""
        parts = {"stream": self.stream, "seq": self.seq, "entry": self.entry_id, "hour": self.hour, "at": self.at and self.at.isoformat()}
        return " ".join(f"{name} {value}" for name, value in parts.items() if value not in {None, ""}) + (
            f" ({self.note})" if self.note else ""
        )

    def as_json(self) -> dict[str, Any]:
        """JSON values, for reports."""
        return {
            "kind": str(self.kind), "stream": self.stream, "seq": self.seq, "entry": self.entry_id,
            "at": self.at.isoformat() if self.at else None, "hour": self.hour, "note": self.note, "vi": self.vi, "en": self.en,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class CheckRun:
    """A check that somebody asked for: how far it is, and what it found (``ChainReport.as_json``) once it has finished."""

    uuid: UUID
    asked_at: datetime
    finished_at: datetime | None
    done: int
    total: int
    ok: bool | None
    report: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ChainReport:
    """What a check of the log found.

    ``entries`` and ``sealed`` count the whole log, ``checked`` the links and seals that were read. ``open`` are links under no root yet
    (less than an hour's worth when all is in order), ``unsigned`` roots made while no signer was registered. ``late`` are hours that were
    closed together or more than an hour after their end: no fault, but a time in which no root bound the log. ``faults`` holds the first
    hundred of ``fault_count``.
    """

    ok: bool
    entries: int
    sealed: int
    checked: int = 0
    streams: int = 0
    hours: int = 0
    open: int = 0
    unsigned: int = 0
    late: tuple[int, ...] = ()
    compared: int = 0
    faults: tuple[Fault, ...] = ()
    fault_count: int = 0

    def as_json(self) -> dict[str, Any]:
        """JSON values, for the command and the page."""
        return {
            "ok": self.ok, "entries": self.entries, "sealed": self.sealed, "checked": self.checked, "streams": self.streams,
            "hours": self.hours, "open": self.open, "unsigned": self.unsigned, "late": list(self.late), "compared": self.compared,
            "fault_count": self.fault_count, "faults": [fault.as_json() for fault in self.faults],
        }  # fmt: skip
