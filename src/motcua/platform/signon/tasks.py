"""Scheduled work of the room."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from motcua.foundation.identity import api as identity
from motcua.kit.schedule import every
from motcua.platform.signon import api


@every(seconds=2, name="signon.deliver_logouts")
def deliver_logouts(*, now: datetime) -> None:
    """Tell applications of sessions that are over."""
    api.deliver_logouts(issuer=settings.MOTCUA_BASE_URL, now=now)


@every(seconds=600, name="signon.rotate")
def rotate(*, now: datetime) -> None:
    """Make the first keys; publish the next ones when those that sign are old."""
    api.rotate_if_due(actor=identity.system_actor(), now=now)


@every(seconds=3600, name="signon.sweep")
def sweep(*, now: datetime) -> None:
    """Forget what has ended."""
    api.sweep(now=now)
