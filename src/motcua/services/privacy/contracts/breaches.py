"""A breach of personal data and what is done about it (Luật 91/2025/QH15 Điều 23; NĐ 356/2025/NĐ-CP)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from motcua.kernel.errors import Invalid, NamedError


class BreachKind(StrEnum):
    """What happened to the data."""

    LEAK = "leak"
    LOSS = "loss"
    ALTERATION = "alteration"
    ACCESS = "access"
    MISUSE = "misuse"
    OTHER = "other"

    @property
    def vi(self) -> str:
        """In Vietnamese."""
        return _KINDS[self][0]

    @property
    def en(self) -> str:
        """In English."""
        return _KINDS[self][1]


_KINDS: dict[BreachKind, tuple[str, str]] = {
    BreachKind.LEAK: ("Lộ, gửi nhầm người", "Disclosed, or sent to the wrong person"),
    BreachKind.LOSS: ("Mất, bị xoá hoặc không truy cập được", "Lost, erased or out of reach"),
    BreachKind.ALTERATION: ("Bị sửa trái phép", "Altered without right"),
    BreachKind.ACCESS: ("Bị truy cập trái phép", "Read without right"),
    BreachKind.MISUSE: ("Bị dùng sai mục đích, mua bán", "Used for another purpose, or sold"),
    BreachKind.OTHER: ("Khác", "Other"),
}  # fmt: skip


class Harm(StrEnum):
    """How much harm the people concerned may suffer, as assessed."""

    NONE = "none"
    SOME = "some"
    HIGH = "high"

    @property
    def vi(self) -> str:
        """In Vietnamese."""
        return _HARMS[self][0]

    @property
    def en(self) -> str:
        """In English."""
        return _HARMS[self][1]


_HARMS: dict[Harm, tuple[str, str]] = {
    Harm.NONE: ("Không gây hại cho chủ thể dữ liệu", "No harm to the people concerned"),
    Harm.SOME: ("Có thể gây hại", "May harm them"),
    Harm.HIGH: ("Gây hại nghiêm trọng: danh dự, tài sản, an toàn", "May harm them badly: honour, property, safety"),
}  # fmt: skip


class BreachState(StrEnum):
    """Where the handling stands; each is computed from what was recorded."""

    REPORTED = "reported"
    CONTAINED = "contained"
    ASSESSED = "assessed"
    NOTIFIED = "notified"
    CLOSING = "closing"
    CLOSED = "closed"

    @property
    def vi(self) -> str:
        """In Vietnamese."""
        return _STATES[self][0]

    @property
    def en(self) -> str:
        """In English."""
        return _STATES[self][1]


_STATES: dict[BreachState, tuple[str, str]] = {
    BreachState.REPORTED: ("Mới báo", "Reported"),
    BreachState.CONTAINED: ("Đã ngăn chặn", "Contained"),
    BreachState.ASSESSED: ("Đã đánh giá", "Assessed"),
    BreachState.NOTIFIED: ("Đã thông báo cơ quan chuyên trách", "Authority notified"),
    BreachState.CLOSING: ("Chờ người thứ hai duyệt đóng", "Waits for a second person to close it"),
    BreachState.CLOSED: ("Đã đóng", "Closed"),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class BreachReport:
    """What an officer tells at first. ``people_count`` None: not known yet. ``data_kinds`` are keys of ``data/data-kinds.yaml``."""

    title: str
    what: str
    kind: BreachKind
    unit_code: str
    discovered_at: datetime
    happened_at: datetime | None = None
    data_kinds: tuple[str, ...] = ()
    people_count: int | None = None
    cause: str = ""
    ongoing: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class BreachClock:
    """The time to tell the authority: from discovery, in hours that run day and night, on working days and others.

    ``left`` is negative once it has passed; ``settled`` when the authority was told or need not be.
    """

    due_at: datetime
    left: timedelta
    settled: bool
    late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BreachEvent:
    """One line of the history; it is never changed."""

    at: datetime
    kind: str
    who: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BreachFile:
    """One piece of evidence."""

    file_id: UUID
    name: str
    sha256: str
    size: int
    added_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """A breach as those who handle it see it."""

    breach_id: UUID
    code: str
    title: str
    what: str
    kind: BreachKind
    unit_code: str
    unit_name: str
    discovered_at: datetime
    happened_at: datetime | None
    data_kinds: tuple[str, ...]
    people_count: int | None
    cause: str
    state: BreachState
    clock: BreachClock
    reported_by: str
    reported_at: datetime
    contained_at: datetime | None
    measures: str
    assessed_at: datetime | None
    harm: Harm | None
    authority_needed: bool | None
    people_needed: bool | None
    assessment: str
    notified_at: datetime | None
    notice_number: str
    late_reason: str
    people_told_at: datetime | None
    people_told: int
    repaired_at: datetime | None
    lessons: str
    closing_by: str
    closed_by: str
    closed_at: datetime | None
    keep_until: datetime | None
    events: tuple[BreachEvent, ...] = ()
    files: tuple[BreachFile, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Whom a round of messages reached; ``unknown`` are the lines under which nobody was found."""

    written: int
    before: int
    unknown: tuple[str, ...]


class BreachUnknown(NamedError):
    """No such breach, or the officer may not know of it."""

    code = "privacy.breach_unknown"
    vi = "Không tìm thấy vụ vi phạm này, hoặc bạn không thuộc những người xử lý."
    en = "There is no such breach, or you are not among those who handle it."
    status = 404


class ReportIncomplete(Invalid):
    """A report without what must be known at once."""

    code = "privacy.report_incomplete"
    vi = "Báo cáo vi phạm chưa đủ."
    en = "The breach report is incomplete."


class LateReasonMissing(Invalid):
    """A notice after the time of the law needs its reason (Luật 91/2025/QH15 Điều 23)."""

    code = "privacy.late_reason_missing"
    vi = "Thông báo đã quá thời hạn luật định: ghi lý do chậm."
    en = "The notice is later than the law allows: give the reason."


class StepRefused(NamedError):
    """The step does not fit what was recorded; the reason says what is missing."""

    code = "privacy.step_refused"
    vi = "Chưa thực hiện được bước này: {reason_vi}"
    en = "This step is not possible now: {reason_en}"
    status = 409


class ClosingIncomplete(NamedError):
    """A breach cannot be closed while steps are open."""

    code = "privacy.closing_incomplete"
    vi = "Chưa thể đóng vụ việc. Còn thiếu: {missing_vi}."
    en = "The breach cannot be closed yet. Missing: {missing_en}."
    status = 409


class SecondPersonNeeded(NamedError):
    """Whoever proposed a closing cannot also approve it, whoever planned an erasure cannot also carry it out."""

    code = "privacy.second_person"
    vi = "Người đề nghị đóng hoặc chạy thử việc xoá không được tự duyệt, tự xoá; cần một người khác."
    en = "Whoever proposed the closing or planned the erasure may not also approve it or carry it out; another person must."
    status = 409
