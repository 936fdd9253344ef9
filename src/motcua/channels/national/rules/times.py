"""When things are tried again."""

from __future__ import annotations

from datetime import timedelta

FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=15), timedelta(hours=1)
MOST_ATTEMPTS = 30  # about a day of trying
MOST_WAITS = 60  # news waits for its dossier for two to three days


def pause_after(attempts: int) -> timedelta:
    """How long to wait after so many failed attempts: 15 s, 30 s, 1 min … 1 h."""
    doubled: int = 2 ** min(max(attempts - 1, 0), 12)
    return min(FIRST_PAUSE * doubled, LONGEST_PAUSE)
