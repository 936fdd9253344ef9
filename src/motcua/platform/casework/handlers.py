"""Reactions of casework to events: money that came, and messages to the citizen."""

from __future__ import annotations

from motcua.foundation.outbox import api as outbox
from motcua.platform.casework import api
from motcua.platform.payments import events as payments_events


@outbox.handles(payments_events.PaymentSettled, name="casework.settle_fee")
def settle_fee(*, event: payments_events.PaymentSettled, meta: outbox.EventMeta) -> None:
    """A paid fee frees the dossier for intake, or lets its clock go on."""
    api.settle_fee(ref=event.ref, amount=event.amount, payment_id=event.payment_id, settled_at=event.settled_at)
