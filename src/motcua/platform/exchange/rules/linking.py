"""When a declared system counts as connected: one definition for the page, the history and the indicator."""

from __future__ import annotations

from datetime import datetime, timedelta

from motcua.platform.exchange.contracts.systems import LinkState


def link_state(
    *, registered: bool, last_ok_at: datetime | None, last_failed_at: datetime | None, now: datetime, window: timedelta
) -> LinkState:
    """What the last things heard of a system make of it; an answer and a failure of the same instant are an answer."""
    if not registered:
        return LinkState.REMOVED
    if last_failed_at is not None and (last_ok_at is None or last_failed_at > last_ok_at):
        return LinkState.FAILING
    if last_ok_at is None:
        return LinkState.UNASKED
    return LinkState.ANSWERED if now - last_ok_at <= window else LinkState.LAPSED
