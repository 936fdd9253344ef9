"""What crosses the door of the room."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from motcua.kernel.errors import Invalid, NamedError


class ConsignmentState(StrEnum):
    """Where a result on its way is."""

    CHOSEN = "chosen"  # người nộp đã chọn, chưa giao bưu điện
    ORDERED = "ordered"  # bộ phận một cửa đã giao, chờ số hiệu của bưu điện
    REFUSED = "refused"  # bưu điện không nhận
    HANDED_OVER = "handed_over"  # bưu điện đã nhận, có số hiệu
    DELIVERED = "delivered"  # đã phát
    RETURNED = "returned"  # đã chuyển hoàn
    DROPPED = "dropped"  # thôi gửi bưu điện

    @property
    def vi(self) -> str:
        """The state in Vietnamese."""
        return _WORDS[self][0]

    @property
    def en(self) -> str:
        """The state in English."""
        return _WORDS[self][1]


_WORDS: dict[ConsignmentState, tuple[str, str]] = {
    ConsignmentState.CHOSEN: ("Sẽ gửi qua bưu điện", "To be sent by post"),
    ConsignmentState.ORDERED: ("Đang lấy số hiệu của bưu điện", "Waiting for the post's tracking code"),
    ConsignmentState.REFUSED: ("Bưu điện không nhận", "The post does not take it"),
    ConsignmentState.HANDED_OVER: ("Đã giao bưu điện", "Handed over to the post"),
    ConsignmentState.DELIVERED: ("Bưu điện đã phát", "Delivered by the post"),
    ConsignmentState.RETURNED: ("Bưu điện chuyển hoàn", "Brought back by the post"),
    ConsignmentState.DROPPED: ("Nhận tại bộ phận một cửa", "Collected at the one-stop desk"),
}  # fmt: skip


class PostStatus(StrEnum):
    """What the post tells of a consignment."""

    ACCEPTED = "accepted"
    IN_TRANSIT = "in_transit"
    OUT_FOR_DELIVERY = "out_for_delivery"
    FAILED_ATTEMPT = "failed_attempt"
    DELIVERED = "delivered"
    RETURNING = "returning"
    RETURNED = "returned"

    @property
    def vi(self) -> str:
        """The status in Vietnamese."""
        return _STATUS_WORDS[self][0]

    @property
    def en(self) -> str:
        """The status in English."""
        return _STATUS_WORDS[self][1]


_STATUS_WORDS: dict[PostStatus, tuple[str, str]] = {
    PostStatus.ACCEPTED: ("Bưu điện đã nhận", "Accepted"),
    PostStatus.IN_TRANSIT: ("Đang vận chuyển", "On its way"),
    PostStatus.OUT_FOR_DELIVERY: ("Bưu tá đang đi phát", "Out for delivery"),
    PostStatus.FAILED_ATTEMPT: ("Phát chưa thành công", "Could not be delivered yet"),
    PostStatus.DELIVERED: ("Đã phát", "Delivered"),
    PostStatus.RETURNING: ("Đang chuyển hoàn", "On its way back"),
    PostStatus.RETURNED: ("Đã chuyển hoàn", "Brought back"),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class PostAddress:
    """Where a result is sent. Personal data. ``unit_code``: the commune of today, or ``elsewhere``: commune and province outside the city.

    ``old_unit_code``: the commune of before 1 July 2025 that the person named, when she did.
    """

    name: str
    phone: str
    line: str
    unit_code: str = ""
    unit_name: str = ""
    old_unit_code: str = ""
    elsewhere: str = ""

    @property
    def shown(self) -> str:
        """The address in one line."""
        return ", ".join(part for part in (self.line, self.unit_name or self.elsewhere) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One event of the post."""

    status: PostStatus
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsignmentView:
    """A result by post as its owner and the desk see it. Personal data: the address. ``fee``: đồng that the postman collects."""

    consignment_id: UUID
    dossier_code: str
    state: ConsignmentState
    address: PostAddress
    fee: int
    tracking_code: str
    handed_over_at: datetime | None
    delivered_at: datetime | None
    returned_at: datetime | None
    problem: str
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One event as the post tells it."""

    event_id: str
    client_ref: str
    tracking_code: str
    status: PostStatus
    at: datetime


class AddressIncomplete(Invalid):
    """An address to which nothing can be sent."""

    code = "post.address_incomplete"
    vi = "Địa chỉ nhận kết quả chưa đủ."
    en = "The address for the result is incomplete."


class TooLate(NamedError):
    """The result is on its way, or was handed back."""

    code = "post.too_late"
    vi = "Kết quả đã giao bưu điện hoặc đã trả, không đổi cách nhận được nữa."
    en = "The result was handed to the post or handed back already; how it is returned cannot be changed."
    status = 409


class NotChosen(NamedError):
    """Nobody asked for this dossier's result by post, or the actor may not know."""

    code = "post.not_chosen"
    vi = "Hồ sơ này không có yêu cầu trả kết quả qua bưu điện."
    en = "There is no request to return the result of this dossier by post."
    status = 404


class NotOffered(NamedError):
    """No post is configured."""

    code = "post.not_offered"
    vi = "Chưa có dịch vụ trả kết quả qua bưu điện."
    en = "Results are not returned by post here."
    status = 409


class PostUnavailable(Exception):
    """The post did not answer; the same reference may be asked again."""


class PostRefused(Exception):
    """The post does not take the consignment; the text says why."""


class EventUnbelieved(NamedError):
    """An event whose signature or time is wrong."""

    code = "post.event_unbelieved"
    vi = "Thông báo của bưu điện không có chữ ký đúng hoặc đã quá lâu."
    en = "The post's event is not signed correctly, or is too old."
    status = 401


class EventUnreadable(NamedError):
    """An event without the fields that it must have."""

    code = "post.event_unreadable"
    vi = "Không đọc được thông báo của bưu điện: {field}."
    en = "The post's event cannot be read: {field}."
    status = 400
