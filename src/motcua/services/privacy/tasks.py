"""Scheduled work of the room."""

from __future__ import annotations

from datetime import datetime

from motcua.kit.schedule import every
from motcua.services.privacy import api


@every(seconds=300, name="privacy.warn_breaches")
def warn_breaches(*, now: datetime) -> object:
    """Warn before the time to tell the authority has passed."""
    return api.warn_due(now=now)
