"""Scheduled work of credentials."""

from __future__ import annotations

from datetime import datetime

from motcua.kit.schedule import every
from motcua.platform.credentials import api


@every(seconds=600, name="credentials.sweep")
def sweep(*, now: datetime) -> object:
    """Forget presentations whose time is over."""
    return api.sweep(now=now)


@every(seconds=3600, name="credentials.forget_ended")
def forget_ended(*, now: datetime) -> object:
    """Forget credentials that ended longer ago than the time in data."""
    return api.forget_ended(now=now)
