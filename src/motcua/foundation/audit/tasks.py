"""Scheduled work of the audit log."""

from __future__ import annotations

from datetime import datetime

from motcua.foundation.audit import api
from motcua.kit.schedule import every


@every(seconds=1, name="audit.seal")
def seal(*, now: datetime) -> None:
    """Chain new entries."""
    api.seal(now=now)


@every(seconds=600, name="audit.close_days")
def close_days(*, now: datetime) -> None:
    """Close and sign days that have ended."""
    api.close_days(now=now)
