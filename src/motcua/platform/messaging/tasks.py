"""Scheduled work of messaging."""

from __future__ import annotations

from datetime import datetime

from motcua.kit.schedule import every
from motcua.platform.messaging import api


@every(seconds=1, name="messaging.deliver")
def deliver(*, now: datetime) -> object:
    """Hand over what is due."""
    return api.deliver_due(now=now)
