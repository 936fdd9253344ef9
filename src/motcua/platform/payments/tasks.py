"""Scheduled work of payments."""

from __future__ import annotations

from datetime import datetime

from motcua.kit.schedule import every
from motcua.platform.payments import api


@every(seconds=60, name="payments.reconcile")
def reconcile(*, now: datetime) -> object:
    """Read the bank's statement, so that money whose notification was lost is found within a minute."""
    return api.reconcile(now=now)


@every(seconds=30, name="payments.requery")
def requery(*, now: datetime) -> object:
    """Ask the payment platform about transactions that it never decided."""
    return api.requery(now=now)


@every(seconds=300, name="payments.lapse")
def lapse(*, now: datetime) -> object:
    """Mark requests whose due date has passed."""
    return api.lapse(now=now)


@every(seconds=60, name="payments.send_refunds")
def send_refunds(*, now: datetime) -> object:
    """Send approved refunds to the bank."""
    return api.send_refunds(now=now)


@every(seconds=60, name="payments.receipts")
def receipts(*, now: datetime) -> object:
    """Issue receipts that waited for a series, and hand receipts to the outside service."""
    return api.issue_missing(now=now), api.send_receipts(now=now)


@every(seconds=1800, name="payments.nightly")
def nightly(*, now: datetime) -> object:
    """Reconcile yesterday, once a day."""
    return api.reconcile_nightly(now=now)
