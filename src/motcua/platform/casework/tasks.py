"""Scheduled work of casework."""

from __future__ import annotations

from datetime import datetime

from motcua.kit.schedule import every
from motcua.platform.casework import api


@every(seconds=3600, name="casework.forget_lookups")
def forget_lookups(*, now: datetime) -> None:
    """Remove the counts of wrong look-ups after a week."""
    api.forget_lookups(now=now)


@every(seconds=300, name="casework.warn_due")
def warn_due(*, now: datetime) -> None:
    """Tell of dossiers of which 50, 80 or 100 % of the time is used."""
    api.warn_due(now=now)
