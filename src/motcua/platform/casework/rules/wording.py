"""How the history of a dossier reads: a sentence for every kind of fact, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from motcua.kernel.clock import local_date
from motcua.kernel.dates_vi import short_date
from motcua.platform.casework.contracts import EventKind, Outcome

# What of an event's details may be shown with it, to anyone who may see the history.
PUBLIC_FACTS = frozenset(
    {"deadline_at", "items", "papers", "paused_minutes", "outcome", "on_time", "amount", "reason_code", "limit", "days", "unit", "stance"}
)
# Work between officers: neither the owner nor the public reads of it.
BETWEEN_OFFICERS = frozenset(
    {EventKind.ASSIGNED, EventKind.OPINION_ASKED, EventKind.OPINION_GIVEN, EventKind.OPINION_RECALLED, EventKind.DUE_WARNED}
)
# Notes that are written to the owner; the others are between officers.
NOTES_FOR_OWNER = frozenset(
    {
        EventKind.REFUSED, EventKind.SUPPLEMENT_REQUESTED, EventKind.SUPPLEMENTED, EventKind.PAYMENT_REQUESTED, EventKind.STOPPED,
        EventKind.WITHDRAWN, EventKind.EXTENDED, EventKind.REVOKED, EventKind.CORRECTED, EventKind.PAUSED, EventKind.APPEALED,
        EventKind.RESOLVED,  # as it is printed on the result
    }
)

_TITLES: dict[EventKind, tuple[str, str]] = {
    EventKind.SUBMITTED: ("Đã nộp hồ sơ", "Submitted"),
    EventKind.FEE_PAID: ("Đã nhận phí, lệ phí", "Fee received"),
    EventKind.RECEIVED: ("Đã tiếp nhận, thời hạn bắt đầu tính", "Taken in, the clock starts"),
    EventKind.REFUSED: ("Không tiếp nhận hồ sơ", "Refused at intake"),
    EventKind.SUPPLEMENT_REQUESTED: ("Yêu cầu bổ sung giấy tờ, thời hạn tạm dừng", "Papers asked for, the clock stops"),
    EventKind.SUPPLEMENT_EXTENDED: ("Gia hạn bổ sung giấy tờ", "More time to supply papers"),
    EventKind.SUPPLEMENTED: ("Đã bổ sung giấy tờ, thời hạn tính tiếp", "Papers supplied, the clock goes on"),
    EventKind.PAYMENT_REQUESTED: ("Yêu cầu nộp tiền, thời hạn tạm dừng", "Payment asked for, the clock stops"),
    EventKind.RESOLVED: ("Kết quả đã ký và phát hành", "Result signed and issued"),
    EventKind.HANDED_BACK: ("Đã trả kết quả", "Result handed back"),
    EventKind.WITHDRAWN: ("Người nộp đã rút hồ sơ", "Withdrawn by the citizen"),
    EventKind.STOPPED: ("Dừng giải quyết hồ sơ", "Processing stopped"),
    EventKind.ASSIGNED: ("Phân công cán bộ thụ lý", "Given to an officer"),
    EventKind.TRANSFERRED: ("Chuyển hồ sơ sang đơn vị khác", "Handed over to another unit"),
    EventKind.OPINION_ASKED: ("Xin ý kiến đơn vị phối hợp", "Opinion of another unit asked for"),
    EventKind.OPINION_GIVEN: ("Đơn vị phối hợp đã cho ý kiến", "Opinion given"),
    EventKind.OPINION_RECALLED: ("Thu hồi yêu cầu cho ý kiến", "Request for an opinion recalled"),
    EventKind.EXTENDED: ("Xin lỗi và hẹn lại ngày trả kết quả", "Apology and new appointment"),
    EventKind.PAUSED: ("Tạm dừng thời hạn giải quyết", "The clock stops"),
    EventKind.RESUMED: ("Thời hạn giải quyết tính tiếp", "The clock goes on"),
    EventKind.DUE_WARNED: ("Nhắc thời hạn giải quyết", "Warning of the due date"),
    EventKind.DUE_RECOMPUTED: ("Tính lại ngày hẹn trả theo lịch làm việc mới", "Due date computed anew from the changed calendar"),
    EventKind.SUB_OPENED: ("Mở hồ sơ thành phần", "Sub-dossier opened"),
    EventKind.SUB_CLOSED: ("Hồ sơ thành phần đã xong", "Sub-dossier done"),
    EventKind.REVOKED: ("Thu hồi kết quả để giải quyết lại", "Result revoked, to be decided anew"),
    EventKind.CORRECTED: ("Đính chính kết quả", "Result to be corrected"),
    EventKind.APPEALED: ("Người nộp khiếu nại quyết định", "The owner appeals"),
    EventKind.RATED: ("Người nộp đánh giá sự phục vụ", "The owner rated the service"),
    EventKind.SUCCEEDED: ("Đơn vị sắp xếp lại, đơn vị mới tiếp tục giải quyết", "The unit was merged; the new unit goes on with it"),
    EventKind.REBASED: ("Chuyển sang phiên bản thủ tục mới", "Moved to another version of the procedure"),
}
_MOVES: dict[str, tuple[str, str]] = {
    "appraisal": ("Chuyển thẩm định", "Sent to appraisal"),
    "signing": ("Trình lãnh đạo ký", "Sent to the leader for signature"),
}


def title(kind: EventKind, details: Mapping[str, Any]) -> tuple[str, str]:
    """The line of a fact in the history, Vietnamese and English."""
    if kind is EventKind.MOVED:
        return _MOVES.get(details.get("step", ""), ("Chuyển bước xử lý", "Moved to another step"))
    if kind is EventKind.RESOLVED and details.get("outcome") == Outcome.DENIED:
        return "Thông báo không chấp thuận đã ký và phát hành", "Notice of denial signed and issued"
    return _TITLES[kind]


def day_of(at: datetime | None) -> str:
    """The day of an instant in Vietnam as papers and messages write it, ``02/09/2026``; empty for None."""
    return short_date(local_date(at)) if at else ""
