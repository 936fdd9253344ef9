"""How the history of a dossier reads: a sentence for every kind of fact, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from motcua.platform.casework.contracts import EventKind, Outcome

# What of an event's details may be shown with it, to anyone who may see the history.
PUBLIC_FACTS = frozenset({"deadline_at", "items", "papers", "paused_minutes", "outcome", "on_time", "amount", "reason_code", "limit"})
# Notes that are written to the owner; the others are between officers.
NOTES_FOR_OWNER = frozenset(
    {
        EventKind.REFUSED, EventKind.SUPPLEMENT_REQUESTED, EventKind.SUPPLEMENTED, EventKind.PAYMENT_REQUESTED, EventKind.STOPPED,
        EventKind.WITHDRAWN,
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
