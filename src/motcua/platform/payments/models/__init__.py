"""Tables of payments."""

from motcua.platform.payments.models.money import Allocation, Attempt, Decision, Discrepancy, Notification, Refund, Transfer
from motcua.platform.payments.models.receipts import Receipt, ReceiptSeries
from motcua.platform.payments.models.reconciliation import CashSession, Reconciliation, StatementCursor, StatementImport, StatementLine
from motcua.platform.payments.models.requests import Item, Request

__all__ = [
    "Allocation", "Attempt", "CashSession", "Decision", "Discrepancy", "Item", "Notification", "Receipt", "ReceiptSeries",
    "Reconciliation", "Refund", "Request", "StatementCursor", "StatementImport", "StatementLine", "Transfer",
]
