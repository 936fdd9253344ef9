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
