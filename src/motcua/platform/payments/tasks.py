"""Scheduled work of payments."""

from __future__ import annotations

from datetime import datetime

from motcua.kit.schedule import every
from motcua.platform.payments import api


@every(seconds=60, name="payments.reconcile")
def reconcile(*, now: datetime) -> object:
    """Read the bank's statement, so that money whose notification was lost is found within a minute."""
    return api.reconcile(now=now)
