"""Scheduled work of the room."""

from __future__ import annotations

from datetime import datetime

from motcua.kit.schedule import every
from motcua.services.post import api


@every(seconds=15, name="post.order")
def order(*, now: datetime) -> object:
    """Hand to the post what the desks gave it."""
    return api.order_due(now=now) if api.offered() else 0


@every(seconds=1800, name="post.ask")
def ask(*, now: datetime) -> object:
    """Ask about letters of which nothing was heard."""
    return api.ask_due(now=now) if api.offered() else 0


@every(seconds=86400, name="post.forget")
def forget(*, now: datetime) -> object:
    """Remove choices of drafts that came to nothing."""
    return api.forget(now=now)
