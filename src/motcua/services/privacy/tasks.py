"""Scheduled work of the room."""

from __future__ import annotations

from datetime import datetime

from motcua.kit.schedule import every
from motcua.services.privacy import api


@every(seconds=300, name="privacy.warn_breaches")
def warn_breaches(*, now: datetime) -> object:
    """Warn before the time to tell the authority has passed."""
    return api.warn_due(now=now)


@every(seconds=3600, name="privacy.warn_impacts")
def warn_impacts(*, now: datetime) -> object:
    """Warn before the days to send an impact assessment have passed."""
    return api.warn_impacts(now=now)


@every(seconds=60, name="privacy.continue_runs")
def continue_runs(*, now: datetime) -> object:
    """Go on with requests whose carrying out was interrupted."""
    return api.continue_runs(now=now)


@every(seconds=86400, name="privacy.forget_packages")
def forget_packages(*, now: datetime) -> object:
    """Remove copies of data 90 days after they were made."""
    return api.forget_packages(now=now)
