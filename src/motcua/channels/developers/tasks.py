"""Scheduled work of the room."""

from __future__ import annotations

from datetime import datetime

from motcua.channels.developers import api
from motcua.kit.schedule import every


@every(seconds=2, name="developers.deliver")
def deliver(*, now: datetime) -> None:
    """Send webhooks that are due."""
    api.deliver(now=now)


@every(seconds=3600, name="developers.sweep")
def sweep(*, now: datetime) -> None:
    """Forget ended tokens and old counts."""
    api.sweep(now=now)
