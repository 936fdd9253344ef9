"""Scheduled work of the files room."""

from __future__ import annotations

from datetime import datetime

from motcua.foundation.files import api
from motcua.kit.schedule import every


@every(seconds=3600, name="files.sweep")
def sweep(*, now: datetime) -> None:
    """Remove contents that nothing refers to."""
    api.sweep(now=now)
