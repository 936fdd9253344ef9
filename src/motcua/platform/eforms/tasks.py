"""Scheduled work of forms."""

from __future__ import annotations

from datetime import datetime

from motcua.kit.schedule import every
from motcua.platform.eforms import api


@every(seconds=3600, name="eforms.expire_drafts")
def expire_drafts(*, now: datetime) -> int:
    """Delete drafts past their date."""
    return api.expire_drafts(now=now)


@every(seconds=6 * 3600, name="eforms.warn_expiring")
def warn_expiring(*, now: datetime) -> int:
    """Tell owners of drafts that end soon."""
    return api.warn_expiring(now=now)
