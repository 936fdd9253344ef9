"""Writes of payments."""

from motcua.platform.payments.actions.cash import close_session, hand_over, open_session, refund_in_cash, take_cash
from motcua.platform.payments.actions.credits import receive_notification
from motcua.platform.payments.actions.decisions import assign, resolve, undo
from motcua.platform.payments.actions.exemptions import exempt, reduce
from motcua.platform.payments.actions.payouts import send_refunds
from motcua.platform.payments.actions.platform import ask_attempt, begin_attempt, platform_bill, receive_platform_notification, requery
from motcua.platform.payments.actions.reading import note_payers, note_payers_taken
from motcua.platform.payments.actions.receipts import (
    cancel_receipt,
    cancel_receipts,
    issue_missing,
    open_series,
    receipt_pdf,
    replace_receipt,
    send_receipts,
)
from motcua.platform.payments.actions.reconciliation import reconcile_day, reconcile_nightly
from motcua.platform.payments.actions.refunds import (
    approve_refund,
    mark_refunded,
    reject_refund,
    request_refund,
)
from motcua.platform.payments.actions.refunds import withdraw as withdraw_refund
from motcua.platform.payments.actions.requests import cancel, lapse, present, reopen, request
from motcua.platform.payments.actions.statements import import_statement, reconcile

__all__ = [
    "approve_refund",
    "ask_attempt",
    "assign",
    "begin_attempt",
    "cancel",
    "cancel_receipt",
    "cancel_receipts",
    "close_session",
    "exempt",
    "hand_over",
    "import_statement",
    "issue_missing",
    "lapse",
    "mark_refunded",
    "note_payers",
    "note_payers_taken",
    "open_series",
    "open_session",
    "platform_bill",
    "present",
    "receipt_pdf",
    "receive_notification",
    "receive_platform_notification",
    "reconcile",
    "reconcile_day",
    "reconcile_nightly",
    "reduce",
    "refund_in_cash",
    "reject_refund",
    "reopen",
    "replace_receipt",
    "requery",
    "request",
    "request_refund",
    "resolve",
    "send_receipts",
    "send_refunds",
    "take_cash",
    "undo",
    "withdraw_refund",
]
