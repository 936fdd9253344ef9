"""Scheduled work of the counter."""

from __future__ import annotations

from datetime import datetime

from motcua.kit.schedule import every
from motcua.services.counter import api


@every(seconds=900, name="counter.remind")
def remind(*, now: datetime) -> None:
    """Remind people of tomorrow's appointments."""
    api.remind(now=now)


@every(seconds=3600, name="counter.sweep")
def sweep(*, now: datetime) -> None:
    """Close yesterday's queues, note missed appointments, forget what is old."""
    api.close_day(now=now)
    api.sweep(now=now)
