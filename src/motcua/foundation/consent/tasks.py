"""Scheduled work of consent."""

from __future__ import annotations

from datetime import datetime

from motcua.foundation.consent import actions
from motcua.kit.schedule import every

_SIX_HOURS = 6 * 3600


@every(seconds=_SIX_HOURS, name="consent.keep_months")
def keep_months(*, now: datetime) -> None:
    """Make the months of readings ahead, drop those whose keeping time is over."""
    actions.keep_months(now=now)
