"""Scheduled work of the quality of service."""

from __future__ import annotations

from datetime import datetime

from motcua.insight.quality import api as quality
from motcua.kit.schedule import every


@every(seconds=3600, name="quality.procedures")
def procedures(*, now: datetime) -> None:
    """Keep the warehouse's list of procedures as the catalogue has it."""
    quality.put_procedures(now=now)
