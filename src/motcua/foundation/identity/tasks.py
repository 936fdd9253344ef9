"""Scheduled work of identity."""

from __future__ import annotations

from datetime import datetime, timedelta

from motcua.foundation.identity import api
from motcua.kernel.clock import SystemClock
from motcua.kit.schedule import every

_KEPT = timedelta(days=365)
_machine = SystemClock()


@every(seconds=60, name="identity.close_lapsed_sessions")
def close_lapsed_sessions(*, now: datetime) -> int:
    """Tell of sessions that nobody used any more; they are as old as the machine's clock says."""
    return api.close_lapsed_sessions(now=now, machine_now=_machine.now())


@every(seconds=60, name="identity.tell_ended_posts")
def tell_ended_posts(*, now: datetime) -> int:
    """Tell of posts whose planned end has come."""
    return api.tell_ended_posts(now=now)


@every(seconds=60, name="identity.run_mergers")
def run_mergers(*, now: datetime) -> int:
    """Carry out confirmed mergers whose day has come, one old unit after the other."""
    return api.run_mergers(now=now)


@every(seconds=60, name="identity.lapse_resets")
def lapse_resets(*, now: datetime) -> int:
    """Close requests to reset second factors that nobody decided in time."""
    return api.lapse_resets(now=now)


@every(seconds=6 * 3600, name="identity.forget_sessions")
def forget_sessions(*, now: datetime) -> int:
    """Remove sessions a year after their end, counters of wrong attempts after a day."""
    api.forget_attempts(machine_now=_machine.now())
    return api.forget_sessions(before=now - _KEPT)
