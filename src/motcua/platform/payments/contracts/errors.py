"""Named refusals of payments."""

from __future__ import annotations

from motcua.kernel.errors import NamedError


class PaymentUnknown(NamedError):
    """No such request, or it is another person's."""

    code = "payments.unknown"
    vi = "Không có yêu cầu thanh toán này, hoặc yêu cầu thuộc về người khác."
    en = "There is no such payment request, or it belongs to somebody else."
    status = 404


class NothingToPay(NamedError):
    """The items add up to nothing, or one is negative."""

    code = "payments.nothing_to_pay"
    vi = "Các khoản phí phải là số đồng nguyên không âm và tổng lớn hơn 0."
    en = "Fee items must be whole non-negative amounts in đồng with a total above 0."
    status = 422


class RequestConflicts(NamedError):
    """Another request for the same thing is open or paid with other items."""

    code = "payments.request_conflicts"
    vi = "Đã có yêu cầu thanh toán {payment_code} với số tiền khác cho việc này. Huỷ yêu cầu đó trước khi lập yêu cầu mới."
    en = "There is already a payment request {payment_code} with another amount for this. Cancel it before making a new one."
    status = 409


class SignatureInvalid(NamedError):
    """A bank message without a valid, fresh signature: not believed, not recorded as money."""

    code = "payments.signature_invalid"
    vi = "Không xác minh được chữ ký của thông báo ngân hàng: {reason_vi}."
    en = "The signature of the bank's message does not verify: {reason_en}."
    status = 401


class MessageUnreadable(NamedError):
    """A signed bank message whose body cannot be read."""

    code = "payments.message_unreadable"
    vi = "Thông báo ngân hàng không đúng định dạng: {field}."
    en = "The bank's message cannot be read: {field}."
    status = 422


class BankUnavailable(NamedError):
    """The bank's interface does not answer."""

    code = "payments.bank_unavailable"
    vi = "Chưa kết nối được ngân hàng. Khoản đã chuyển không mất; hệ thống sẽ tự đối soát khi kết nối lại."
    en = "The bank cannot be reached. Money already sent is not lost; it is reconciled when the bank answers again."
    status = 503


class DiscrepancyUnknown(NamedError):
    """No open discrepancy of that id."""

    code = "payments.discrepancy_unknown"
    vi = "Không có khoản lệch nào đang chờ xử lý mang mã này."
    en = "There is no open discrepancy with this id."
    status = 404


class CannotAccept(NamedError):
    """The money cannot settle the request: too little, no request, or the request is closed."""

    code = "payments.cannot_accept"
    vi = "Không thể dùng khoản tiền này để hoàn tất yêu cầu: thiếu tiền, không rõ yêu cầu hoặc yêu cầu đã đóng."
    en = "This money cannot settle the request: too little, no known request, or the request is closed."
    status = 409


class CannotUndo(NamedError):
    """What was decided has had effects that cannot be taken back here."""

    code = "payments.cannot_undo"
    vi = "Không rút lại được cách xử lý này vì nó đã có hiệu lực ra ngoài. Dùng quy trình hoàn phí nếu cần trả lại tiền."
    en = "This decision cannot be taken back because it has already had effect outside. Use a refund to give money back."
    status = 409


class WayNotOffered(NamedError):
    """The request, or the city, does not take money this way."""

    code = "payments.way_not_offered"
    vi = "Khoản này không nhận thanh toán theo cách “{way_vi}”."
    en = "This request cannot be paid by “{way_en}”."
    status = 409


class NotOpen(NamedError):
    """No money is expected for this request any more."""

    code = "payments.not_open"
    vi = "Yêu cầu {payment_code} không còn chờ tiền. Không thu thêm."
    en = "Request {payment_code} expects no more money. Do not take any."
    status = 409


class ExemptionInvalid(NamedError):
    """An exemption without a reason or a basis, or that asks for more than the tariff."""

    code = "payments.exemption_invalid"
    vi = "Miễn, giảm phải có lý do, căn cứ, và số tiền sau khi giảm từ 0 đến mức thu."
    en = "An exemption needs a reason, a legal basis, and an amount between 0 and the tariff."
    status = 422


class PlatformUnavailable(NamedError):
    """The payment platform does not answer, or not in time."""

    code = "payments.platform_unavailable"
    vi = "Nền tảng thanh toán chưa trả lời. Nếu bạn đã bị trừ tiền, khoản đó không mất: hệ thống sẽ tự hỏi lại. Bạn có thể chọn cách khác."
    en = "The payment platform does not answer. Money already taken is not lost: the system asks again. You may choose another way."
    status = 503


class PlatformRefused(NamedError):
    """The payment platform refused the message."""

    code = "payments.platform_refused"
    vi = "Nền tảng thanh toán từ chối yêu cầu (mã {answer_code}). Chọn cách thanh toán khác hoặc thử lại sau."
    en = "The payment platform refused the request (code {answer_code}). Choose another way or try again later."
    status = 502


class PlatformHashInvalid(NamedError):
    """A message of the platform whose MaXacThuc is missing or wrong: not believed."""

    code = "payments.platform_hash_invalid"
    vi = "Mã xác thực của thông báo thanh toán không đúng; thông báo không được ghi nhận."
    en = "The authentication code of the payment message is wrong; the message was not recorded."
    status = 401


class AttemptUnknown(NamedError):
    """No transaction of that reference was begun here."""

    code = "payments.attempt_unknown"
    vi = "Không có giao dịch trực tuyến mang mã tham chiếu này."
    en = "There is no online transaction with this reference."
    status = 404


class CashSessionNeeded(NamedError):
    """Cash is taken only in an open session."""

    code = "payments.cash_session_needed"
    vi = "Bạn chưa mở phiên thu tiền mặt tại đơn vị này."
    en = "You have no open cash session in this unit."
    status = 409


class CashSessionConflict(NamedError):
    """A session is already open, or is not in the state that this needs."""

    code = "payments.cash_session_conflict"
    vi = "Phiên thu {session_code} đang ở trạng thái không làm được việc này."
    en = "Cash session {session_code} is in a state that does not allow this."
    status = 409


class CashAmountInvalid(NamedError):
    """Not enough cash was given, or a count that cannot be."""

    code = "payments.cash_amount_invalid"
    vi = "Số tiền mặt chưa hợp lệ: cần {wanted}, người nộp đưa {given}."
    en = "The cash amount is not valid: {wanted} is needed, {given} was given."
    status = 422


class DifferenceUnexplained(NamedError):
    """The count differs from the books and nobody said why."""

    code = "payments.difference_unexplained"
    vi = "Số kiểm đếm lệch {difference} đồng so với sổ. Ghi lý do trước khi khoá phiên."
    en = "The count differs from the books by {difference} đồng. Write the reason before closing."
    status = 422


class RefundUnknown(NamedError):
    """No refund of that id."""

    code = "payments.refund_unknown"
    vi = "Không có khoản hoàn phí này."
    en = "There is no such refund."
    status = 404


class RefundTooLarge(NamedError):
    """More than what came in and was not yet given back."""

    code = "payments.refund_too_large"
    vi = "Chỉ có thể hoàn từ 1 đến {most} đồng của khoản này."
    en = "Between 1 and {most} đồng of this money can be given back."
    status = 422


class FourEyes(NamedError):
    """The one who asked may not approve."""

    code = "payments.four_eyes"
    vi = "Người đề nghị hoàn phí không được tự duyệt. Chuyển cho người khác duyệt."
    en = "Who asked for a refund may not approve it. Leave it to somebody else."
    status = 403


class PayeeNeeded(NamedError):
    """A refund by transfer needs the account of the payer."""

    code = "payments.payee_needed"
    vi = "Ghi số ngân hàng (6 chữ số), số tài khoản và tên chủ tài khoản nhận tiền hoàn."
    en = "Write the bank number (6 digits), the account number and the name of its holder for the refund."
    status = 422


class StatementUnreadable(NamedError):
    """A file that is none of the known statements."""

    code = "payments.statement_unreadable"
    vi = "Không đọc được sao kê: {reason_vi}."
    en = "The statement cannot be read: {reason_en}."
    status = 422


class SeriesConflict(NamedError):
    """A series that exists already, or whose form or sign is not well formed."""

    code = "payments.series_conflict"
    vi = "Mẫu số, ký hiệu biên lai không hợp lệ hoặc đã có: {pattern} {serial} ({year})."
    en = "The form or sign of the receipts is not valid or exists already: {pattern} {serial} ({year})."
    status = 409


class NoReceiptSeries(NamedError):
    """No series is open for this unit and year."""

    code = "payments.no_receipt_series"
    vi = "Đơn vị chưa có dải biên lai của năm {year}. Tiền vẫn được ghi nhận; biên lai phát hành khi dải được mở."
    en = "The unit has no open receipt series for {year}. Money is recorded; the receipt follows once a series is opened."
    status = 409


class ReceiptUnknown(NamedError):
    """No such receipt, or it is another person's."""

    code = "payments.receipt_unknown"
    vi = "Không có biên lai này, hoặc biên lai thuộc về người khác."
    en = "There is no such receipt, or it belongs to somebody else."
    status = 404


class ReceiptClosed(NamedError):
    """Only a valid receipt can be cancelled or replaced."""

    code = "payments.receipt_closed"
    vi = "Biên lai {label} đã huỷ hoặc đã được thay thế."
    en = "Receipt {label} was already cancelled or replaced."
    status = 409


class ReceiptServiceUnavailable(NamedError):
    """The outside receipt service does not answer."""

    code = "payments.receipt_service_unavailable"
    vi = "Dịch vụ biên lai điện tử chưa trả lời; biên lai sẽ được gửi lại."
    en = "The receipt service does not answer; the receipt will be sent again."
    status = 503
