"""Scheduled work of casework."""

from __future__ import annotations

import time
from datetime import datetime, timedelta

from motcua.kit.schedule import every
from motcua.platform.casework import api

_BULK_SECONDS = 8.0


@every(seconds=3600, name="casework.forget_lookups")
def forget_lookups(*, now: datetime) -> None:
    """Remove the counts of wrong look-ups after a week, one-time codes after a day, choices of drafts that are gone."""
    api.forget_lookups(now=now)
    api.forget_codes(now=now)
    api.forget_choices(now=now)


@every(seconds=300, name="casework.warn_due")
def warn_due(*, now: datetime) -> None:
    """Tell of dossiers of which 50, 80 or 100 % of the time is used."""
    api.warn_due(now=now)


@every(seconds=300, name="casework.warn_late")
def warn_late(*, now: datetime) -> None:
    """Tell officers of steps whose own time has passed and of opinions that are late."""
    api.warn_late(now=now)


@every(seconds=60, name="casework.index_phones")
def index_phones(*, now: datetime) -> None:
    """New dossiers are found by the owner's telephone."""
    api.index_phones()


@every(seconds=3600, name="casework.ask_for_ratings")
def ask_for_ratings(*, now: datetime) -> None:
    """Owners of what was handed back a day ago are asked how it was."""
    api.ask_for_ratings(now=now)


@every(seconds=10, name="casework.continue_bulks")
def continue_bulks(*, now: datetime) -> None:
    """Go on with bulk actions that nobody's page drives any more, for some seconds."""
    end = time.monotonic() + _BULK_SECONDS
    api.continue_open_bulks(now=now, going_on=lambda: time.monotonic() < end)


@every(seconds=86400, name="casework.forget_desk")
def forget_desk(*, now: datetime) -> None:
    """Remove bulk actions of 90 days ago and entries at the counter of 30 days ago."""
    api.forget_bulks(now=now)
    api.forget_entries(before=now - timedelta(days=30))
