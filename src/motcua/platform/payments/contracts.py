"""What crosses the door of payments. Amounts are whole đồng, instants UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from motcua.kernel.errors import NamedError


class PaymentState(StrEnum):
    """States of a request for payment."""

    UNPAID = "unpaid"  # chưa thanh toán
    PENDING = "pending"  # chờ thanh toán: the payer has the code
    PAID = "paid"  # đã thanh toán
    CANCELLED = "cancelled"  # huỷ
    REFUNDED = "refunded"  # đã hoàn


class DiscrepancyKind(StrEnum):
    """Why money and request do not agree."""

    SHORT = "short"  # less than asked
    OVER = "over"  # more than asked
    LATE = "late"  # after the due date
    PAID_TWICE = "paid_twice"  # another transfer for a paid request
    CANCELLED = "cancelled"  # for a cancelled or refunded request
    UNKNOWN = "unknown"  # no request has this code
    CONFLICT = "conflict"  # notification and statement, or two notifications, tell different amounts


class OutcomeKind(StrEnum):
    """What became of one bank message."""

    SETTLED = "settled"
    REPEATED = "repeated"  # heard before, nothing new
    DISCREPANT = "discrepant"
    IGNORED = "ignored"  # another account


class Resolution(StrEnum):
    """What an officer decided about a discrepancy."""

    ACCEPT = "accept"  # settle the request with this money
    REFUND = "refund"  # give the money back
    NOTED = "noted"  # nothing to do


@dataclass(frozen=True, slots=True)
class FeeItem:
    """One line of a request: a fee (phí) or charge (lệ phí) in đồng."""

    code: str
    name: str
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """A request for payment and its state."""

    payment_id: UUID
    code: str
    ref: str
    payer_ref: str
    items: tuple[FeeItem, ...]
    amount: int
    purpose: str
    transfer_text: str
    state: PaymentState
    due_at: datetime | None
    requested_at: datetime
    settled_at: datetime | None
    channel: str
    return_path: str

    @property
    def is_open(self) -> bool:
        """Whether money is still expected."""
        return self.state in (PaymentState.UNPAID, PaymentState.PENDING)


@dataclass(frozen=True, slots=True, kw_only=True)
class BankCredit:
    """Money that came in, as the bank tells it, signed or on the statement."""

    transaction_id: str
    bank_bin: str
    account: str
    amount: int
    description: str
    reference: str
    paid_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationOutcome:
    """What became of one credit."""

    kind: OutcomeKind
    transaction_id: str
    payment_id: UUID | None = None
    discrepancy: DiscrepancyKind | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Discrepancy:
    """One open or decided disagreement between money and request."""

    discrepancy_id: UUID
    kind: DiscrepancyKind
    transaction_id: str
    amount: int
    expected: int | None
    payment: Payment | None
    found_at: datetime
    resolution: Resolution | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReconcileReport:
    """What one reading of the statement did."""

    read: int = 0
    settled: int = 0
    discrepant: int = 0
    reachable: bool = True


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
