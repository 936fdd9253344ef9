"""What the national platform asks of shared data: groups of errors, measures with weights, days to repair. Data with its source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Group(StrEnum):
    """The eight groups of errors."""

    MISSING = "missing"
    OUTLIER = "outlier"
    DUPLICATE = "duplicate"
    FORMAT = "format"
    BROKEN_REFERENCE = "broken_reference"
    CONFLICT = "conflict"
    STALE = "stale"
    MISMATCH = "mismatch"


class Dimension(StrEnum):
    """The five measures of the index: đúng, đủ, sạch, sống, thống nhất."""

    RIGHT = "right"
    COMPLETE = "complete"
    CLEAN = "clean"
    LIVE = "live"
    CONSISTENT = "consistent"


class Severity(StrEnum):
    """How soon an error must be repaired: it is in an identifier, in a required field, or in another one."""

    IDENTIFIER = "identifier"
    REQUIRED = "required"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standard:
    """One version of the rules. ``weights`` add up to 100, ``repair_days`` are working days.

    It holds from ``effective_from`` until before ``effective_to`` (None: in force).
    """

    dimensions: Mapping[Group, Dimension]
    weights: Mapping[Dimension, int]
    repair_days: Mapping[Severity, int]
    effective_from: date
    source: str
    effective_to: date | None = None

    def __post_init__(self) -> None:
        if set(self.dimensions) != set(Group) or set(self.weights) != set(Dimension) or set(self.repair_days) != set(Severity):
            raise ValueError("a standard speaks of every group, measure and severity")
        if sum(self.weights.values()) != 100 or min(self.weights.values()) < 0:  # noqa: PLR2004 - per cent
            raise ValueError("the weights of a standard add up to 100")


NDOP_2026 = Standard(
    dimensions={
        Group.MISSING: Dimension.COMPLETE,
        Group.FORMAT: Dimension.RIGHT,
        Group.OUTLIER: Dimension.RIGHT,
        Group.DUPLICATE: Dimension.CLEAN,
        Group.BROKEN_REFERENCE: Dimension.CLEAN,
        Group.STALE: Dimension.LIVE,
        Group.CONFLICT: Dimension.CONSISTENT,
        Group.MISMATCH: Dimension.CONSISTENT,
    },
    weights=dict.fromkeys(Dimension, 20),
    repair_days={Severity.IDENTIFIER: 5, Severity.REQUIRED: 10, Severity.OTHER: 15},
    effective_from=date(2026, 9, 14),
    source="CV 4856/BCA-TTDLQG, 14/09/2026; weights and the place of each group are not published: equal, and the operator's to set",
)
"""The rules of the national data-orchestration platform (NĐ 278/2025/NĐ-CP)."""

WORDS: Mapping[StrEnum, tuple[str, str]] = {
    Group.MISSING: ("Thiếu dữ liệu", "Missing"),
    Group.OUTLIER: ("Ngoài miền giá trị", "Out of domain"),
    Group.DUPLICATE: ("Trùng lặp", "Duplicate"),
    Group.FORMAT: ("Sai định dạng", "Wrong format"),
    Group.BROKEN_REFERENCE: ("Tham chiếu hỏng", "Broken reference"),
    Group.CONFLICT: ("Mâu thuẫn giữa các trường", "Conflict between fields"),
    Group.STALE: ("Quá hạn cập nhật", "Stale"),
    Group.MISMATCH: ("Không khớp nguồn quốc gia", "Other than the national source"),
    Dimension.RIGHT: ("Đúng", "Right"),
    Dimension.COMPLETE: ("Đủ", "Complete"),
    Dimension.CLEAN: ("Sạch", "Clean"),
    Dimension.LIVE: ("Sống", "Live"),
    Dimension.CONSISTENT: ("Thống nhất", "Consistent"),
    Severity.IDENTIFIER: ("Trường định danh", "Identifier"),
    Severity.REQUIRED: ("Trường bắt buộc", "Required field"),
    Severity.OTHER: ("Trường khác", "Other field"),
}
"""What people read: Vietnamese, English."""
