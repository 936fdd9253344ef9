"""Refusals of the counter, in Vietnamese and English."""

from __future__ import annotations

from motcua.kernel.errors import Invalid, NamedError, NotFound


class TicketUnknown(NotFound):
    """No such ticket."""

    code = "counter.ticket_unknown"
    vi = "Không có số thứ tự mang mã này. Xem lại mã trên phiếu."
    en = "There is no ticket with this code. See the code on the slip."


class AppointmentUnknown(NotFound):
    """No such appointment."""

    code = "counter.appointment_unknown"
    vi = "Không có lịch hẹn mang mã này. Xem lại mã trong tin nhắn."
    en = "There is no appointment with this code. See the code in the message."


class GroupUnknown(Invalid):
    """The unit has no such group of services."""

    code = "counter.group_unknown"
    vi = "Đơn vị không có nhóm dịch vụ này. Chọn lại nhóm."
    en = "The unit has no such group of services. Choose again."


class Closed(NamedError):
    """The office is closed at that time."""

    code = "counter.closed"
    vi = "Quầy không mở vào lúc này ({on}). Xem giờ mở cửa hoặc đặt lịch hẹn."
    en = "The counter is not open at this time ({on}). See the opening hours or book an appointment."
    status = 409


class OnlineOnlyDay(NamedError):
    """The unit works online only on that day; urgent matters are still taken in by reception."""

    code = "counter.online_only_day"
    vi = "Ngày {on} đơn vị chỉ nhận hồ sơ trực tuyến. Nộp trực tuyến, hoặc chọn ngày khác; việc khẩn cấp vẫn được nhận tại quầy."
    en = "On {on} the unit takes dossiers online only. Submit online or choose another day; urgent matters are still taken in."
    status = 409


class NotWaiting(NamedError):
    """The ticket is not in a state in which this may be done."""

    code = "counter.not_waiting"
    vi = "Số {label} không còn ở trạng thái làm được việc này. Tải lại trang."
    en = "Ticket {label} is not in a state in which this may be done. Reload the page."
    status = 409


class NobodyWaits(NamedError):
    """There is no ticket to call."""

    code = "counter.nobody_waits"
    vi = "Không còn ai đang chờ trong các nhóm đã chọn."
    en = "Nobody is waiting in the chosen groups."
    status = 409


class SlotUnknown(Invalid):
    """No slot begins at that time."""

    code = "counter.slot_unknown"
    vi = "Không có khung giờ này. Chọn lại ngày và giờ."
    en = "There is no such slot. Choose the day and time again."


class SlotTaken(NamedError):
    """The slot was filled meanwhile."""

    code = "counter.slot_taken"
    vi = "Khung giờ này vừa hết chỗ. Chọn khung giờ khác; những gì bạn đã nhập vẫn còn."
    en = "This slot has just been filled. Choose another; what you typed is kept."
    status = 409


class AlreadyBooked(NamedError):
    """One appointment a day and group for one telephone number."""

    code = "counter.already_booked"
    vi = "Số điện thoại này đã có lịch hẹn cùng nhóm trong ngày. Đổi giờ hoặc huỷ lịch cũ trước."
    en = "This telephone number has an appointment in this group on that day. Move or cancel it first."
    status = 409


class CodeWrong(Invalid):
    """The one-time code is wrong or too old."""

    code = "counter.code_wrong"
    vi = "Mã xác nhận không đúng hoặc đã hết hạn. Nhập lại, hoặc xin mã mới."
    en = "The code is wrong or has expired. Type it again or ask for a new one."

    def __init__(self) -> None:
        super().__init__(fields={"code": (self.vi, self.en)})


class TooManyCodes(NamedError):
    """Too many codes were asked for by one telephone number or from one network address."""

    code = "counter.too_many_codes"
    vi = "Số điện thoại hoặc mạng này đã xin quá nhiều mã. Thử lại sau 1 giờ, hoặc đăng nhập để đặt lịch."
    en = "Too many codes were asked for by this telephone number or network. Try again in an hour, or sign in to book."
    status = 429
