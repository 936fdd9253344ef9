"""Scheduled work of credentials."""

from __future__ import annotations

from datetime import datetime

from motcua.kit.schedule import every
from motcua.platform.credentials import api


@every(seconds=600, name="credentials.sweep")
def sweep(*, now: datetime) -> object:
    """Forget presentations whose time is over."""
    return api.sweep(now=now)
