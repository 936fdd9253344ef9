"""Facts that payments tells."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from motcua.kernel.events import event


@event("payments.payment.requested.v1", stream="payment_id")
class PaymentRequested:
    """Somebody is asked to pay; ``ref`` is what for (``casework:<dossier uuid>``)."""

    payment_id: UUID
    ref: str
    amount: int
    requested_at: datetime


@event("payments.payment.settled.v1", stream="payment_id")
class PaymentSettled:
    """The money is there; ``channel`` is ``vietqr`` (notified), ``statement`` (found at reconciliation) or ``accepted`` (by an officer)."""

    payment_id: UUID
    ref: str
    amount: int
    settled_at: datetime
    channel: str


@event("payments.payment.discrepant.v1", stream="payment_id")
class PaymentDiscrepant:
    """Money and request disagree; ``payment_id`` and ``ref`` are empty when no request is known."""

    payment_id: UUID | None
    ref: str
    kind: str
    amount: int
    found_at: datetime


@event("payments.payment.cancelled.v1", stream="payment_id")
class PaymentCancelled:
    """The request was withdrawn before it was paid."""

    payment_id: UUID
    ref: str
    amount: int
    cancelled_at: datetime


@event("payments.payment.refunded.v1", stream="payment_id")
class PaymentRefunded:
    """The money was given back."""

    payment_id: UUID
    ref: str
    amount: int
    refunded_at: datetime


@event("payments.payment.partly_paid.v1", stream="payment_id")
class PaymentPartlyPaid:
    """Part of the money is there: ``amount`` came now, ``outstanding`` is still expected."""

    payment_id: UUID
    ref: str
    amount: int
    outstanding: int
    paid_at: datetime


@event("payments.payment.exempted.v1", stream="payment_id")
class PaymentExempted:
    """Nothing is asked any more of what the tariff would have been; ``basis`` is the law."""

    payment_id: UUID
    ref: str
    full_amount: int
    reason: str
    basis: str
    exempted_at: datetime


@event("payments.payment.reduced.v1", stream="payment_id")
class PaymentReduced:
    """Less is asked than before; ``basis`` is the law."""

    payment_id: UUID
    ref: str
    amount_before: int
    amount: int
    basis: str
    reduced_at: datetime


@event("payments.payment.overdue.v1", stream="payment_id")
class PaymentOverdue:
    """The due date passed without all of the money."""

    payment_id: UUID
    ref: str
    outstanding: int
    due_at: datetime


@event("payments.refund.requested.v1", stream="refund_id")
class RefundRequested:
    """Somebody asks to give money back; another person must approve."""

    refund_id: UUID
    payment_id: UUID | None
    ref: str
    amount: int
    requested_at: datetime


@event("payments.refund.completed.v1", stream="refund_id")
class RefundCompleted:
    """The money went back: the statement shows it, or it was handed over in cash."""

    refund_id: UUID
    payment_id: UUID | None
    ref: str
    amount: int
    completed_at: datetime


@event("payments.receipt.issued.v1", stream="receipt_id")
class ReceiptIssued:
    """An electronic receipt got its number; ``replaces`` is the one whose place it takes."""

    receipt_id: UUID
    payment_id: UUID
    ref: str
    pattern: str
    serial: str
    number: int
    amount: int
    issued_at: datetime
    replaces: UUID | None


@event("payments.receipt.cancelled.v1", stream="receipt_id")
class ReceiptCancelled:
    """A receipt is not valid any more."""

    receipt_id: UUID
    payment_id: UUID
    ref: str
    amount: int
    cancelled_at: datetime


@event("payments.cash.closed.v1", stream="session_id")
class CashClosed:
    """A cash session was counted; ``difference`` is counted less expected."""

    session_id: UUID
    unit_code: str
    takings: int
    difference: int
    closed_at: datetime


@event("payments.day.reconciled.v1", stream="on")
class DayReconciled:
    """The nightly reconciliation of one day (``on``, yyyy-mm-dd)."""

    on: str
    money_in: int
    discrepant: int
    balances: bool
    found: int
    reconciled_at: datetime
