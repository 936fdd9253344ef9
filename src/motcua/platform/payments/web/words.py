"""Words of states, kinds and ways, and what was posted, for all pages of the room."""

from __future__ import annotations

from datetime import date, datetime

from django.http import HttpRequest
from django.utils.translation import gettext as _

from motcua.kernel.clock import local
from motcua.kernel.errors import Invalid
from motcua.kernel.money import InvalidAmount, format_dong, parse_dong
from motcua.platform.payments import api

_MOST = 10**12  # more đồng than any fee


def way_words(way: api.Way) -> str:
    """A way of paying."""
    return {
        api.Way.TRANSFER: _("Chuyển khoản VietQR"),
        api.Way.PLATFORM: _("Nền tảng thanh toán"),
        api.Way.CASH: _("Tiền mặt tại một cửa"),
    }[way]


def kind_words(kind: api.DiscrepancyKind) -> str:
    """A kind of disagreement."""
    return {
        api.DiscrepancyKind.SHORT: _("Chuyển thiếu"),
        api.DiscrepancyKind.OVER: _("Chuyển thừa"),
        api.DiscrepancyKind.LATE: _("Chuyển sau hạn"),
        api.DiscrepancyKind.PAID_TWICE: _("Chuyển hai lần"),
        api.DiscrepancyKind.CANCELLED: _("Yêu cầu đã huỷ, miễn hoặc đã hoàn"),
        api.DiscrepancyKind.UNKNOWN: _("Không rõ yêu cầu"),
        api.DiscrepancyKind.CONFLICT: _("Thông báo và sao kê khác nhau"),
        api.DiscrepancyKind.NOT_ON_STATEMENT: _("Đã báo nhưng chưa có trên sao kê"),
        api.DiscrepancyKind.UNKNOWN_DEBIT: _("Tiền ra không rõ lý do"),
        api.DiscrepancyKind.DEPOSIT: _("Nộp tiền mặt lệch với sổ quầy"),
    }[kind]


def resolution_words(resolution: api.Resolution) -> str:
    """A decision."""
    return {
        api.Resolution.ACCEPT: _("Dùng để hoàn tất"),
        api.Resolution.REFUND: _("Hoàn tiền"),
        api.Resolution.NOTED: _("Đã ghi nhận"),
    }[resolution]


def refund_words(state: api.RefundState) -> tuple[str, str]:
    """A refund's state and the tag that shows it."""
    return {
        api.RefundState.REQUESTED: (_("Chờ duyệt"), "waiting"),
        api.RefundState.APPROVED: (_("Đã duyệt"), "moving"),
        api.RefundState.REJECTED: (_("Không duyệt"), "stopped"),
        api.RefundState.SENDING: (_("Đang gửi ngân hàng"), "moving"),
        api.RefundState.SENT: (_("Đã gửi ngân hàng"), "moving"),
        api.RefundState.COMPLETED: (_("Đã hoàn"), "done"),
        api.RefundState.FAILED: (_("Ngân hàng từ chối"), "late"),
        api.RefundState.WITHDRAWN: (_("Đã rút lại"), "stopped"),
    }[state]


def failure_words(one: api.Refund, language: str) -> str:
    """Why a refund has not gone: what was written, what the bank said, or which error came while sending; empty when there is nothing."""
    if not one.failure:
        return ""
    known = api.BankUnavailable().sentence(language) if one.failure == api.BankUnavailable.code else one.failure
    if one.failure.startswith("error:"):
        known = _("Lỗi khi gửi lệnh chi (%(kind)s)") % {"kind": one.failure.removeprefix("error:")}
    again = _("Thử lại lúc %(at)s.") % {"at": at(one.next_try_at)} if one.next_try_at else ""
    return f"{known.rstrip('.')}. {again}".strip()


def receipt_words(state: api.ReceiptState) -> tuple[str, str]:
    """A receipt's state and the tag that shows it."""
    return {
        api.ReceiptState.VALID: (_("Có hiệu lực"), "done"),
        api.ReceiptState.CANCELLED: (_("Đã huỷ"), "stopped"),
        api.ReceiptState.REPLACED: (_("Đã thay thế"), "stopped"),
    }[state]


def session_words(state: api.CashState) -> tuple[str, str]:
    """A cash session's state and the tag that shows it."""
    return {
        api.CashState.OPEN: (_("Đang thu"), "moving"),
        api.CashState.CLOSED: (_("Đã kiểm quỹ"), "waiting"),
        api.CashState.HANDED_OVER: (_("Đã nộp, chờ sao kê"), "waiting"),
        api.CashState.CONFIRMED: (_("Đã khớp sao kê"), "done"),
    }[state]


def payment_words(state: api.PaymentState) -> tuple[str, str]:
    """A request's state and the tag that shows it."""
    return {
        api.PaymentState.UNPAID: (_("Chưa thanh toán"), "none"),
        api.PaymentState.PENDING: (_("Chờ thanh toán"), "waiting"),
        api.PaymentState.PARTLY_PAID: (_("Đã nộp một phần"), "waiting"),
        api.PaymentState.OVERDUE: (_("Quá hạn thanh toán"), "late"),
        api.PaymentState.PAID: (_("Đã thanh toán"), "done"),
        api.PaymentState.EXEMPT: (_("Được miễn"), "done"),
        api.PaymentState.CANCELLED: (_("Đã huỷ"), "stopped"),
        api.PaymentState.REFUNDED: (_("Đã hoàn phí"), "stopped"),
    }[state]


def at(instant: datetime | None) -> str:
    """An instant as people in Vietnam read it."""
    return f"{local(instant):%H:%M %d/%m/%Y}" if instant else ""


def dong(amount: int) -> str:
    """An amount with its unit."""
    return format_dong(amount)


def posted_dong(request: HttpRequest, name: str, *, default: int | None = None) -> int:
    """The amount typed into a field; ``Invalid`` names the field."""
    text = request.POST.get(name, "").strip()
    if not text and default is not None:
        return default
    try:
        amount = parse_dong(text)
    except InvalidAmount as error:
        raise Invalid(fields={name: (error.sentence("vi"), error.sentence("en"))}) from error
    if not 0 <= amount < _MOST:
        raise Invalid(fields={name: ("Số tiền quá lớn hoặc âm.", "The amount is negative or too large.")})
    return amount


def posted_day(text: str, *, default: date) -> date:
    """A day written yyyy-mm-dd; the default for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return default


def posted_payee(request: HttpRequest) -> api.PayeeAccount | None:
    """The account that a form names for a refund, or None when it was left empty."""
    facts = [request.POST.get(name, "").strip() for name in ("payee_bin", "payee_account", "payee_name")]
    return api.PayeeAccount(bank_bin=facts[0], account=facts[1].replace(" ", ""), name=facts[2]) if any(facts) else None
