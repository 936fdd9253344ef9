"""Scheduled work of signing."""

from __future__ import annotations

from datetime import datetime

from motcua.kit.schedule import every
from motcua.platform.signing import api


@every(seconds=6 * 3600, name="signing.renew")
def renew(*, now: datetime) -> object:
    """Renew archive time stamps that end soon."""
    return api.renew_due(now=now)
