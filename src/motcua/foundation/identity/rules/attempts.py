"""Pure decisions about wrong attempts: how long the next one has to wait."""

from __future__ import annotations

from datetime import datetime, timedelta

FORGET = timedelta(hours=24)
_DELAYS = (30, 60, 120, 300, 900, 1800, 3600)


def delay(*, failures: int, free: int) -> timedelta:
    """How long to wait after that many wrong attempts in a row: nothing for the first ``free``, then longer each time, at most an hour."""
    beyond = failures - free
    return timedelta(0) if beyond < 0 else timedelta(seconds=_DELAYS[min(beyond, len(_DELAYS) - 1)])


def seconds_left(*, locked_until: datetime | None, now: datetime) -> int:
    """Whole seconds until the next attempt is looked at, rounded up; 0 when it may be made now."""
    if locked_until is None or locked_until <= now:
        return 0
    return -int(-(locked_until - now).total_seconds() // 1)
