"""Scheduled work of the shared warehouse."""

from __future__ import annotations

from datetime import datetime

from motcua.insight.datasets import api as datasets
from motcua.kit.schedule import every


@every(seconds=1, name="datasets.refresh")
def refresh(*, now: datetime) -> None:
    """Follow the outbox, so that a number moves within seconds of its event."""
    datasets.refresh(now=now)


@every(seconds=3600, name="datasets.care")
def care(*, now: datetime) -> None:
    """Merge small files, forget old snapshots."""
    datasets.care(now=now)
