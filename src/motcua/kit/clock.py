"""The instant, read at the edge only. A room of the ground floor may provide another clock (the demo clock)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from motcua.kernel.clock import SystemClock, local_date

_system = SystemClock()
_provider: Callable[[], datetime] | None = None


def provide(provider: Callable[[], datetime] | None) -> None:
    """Replace the machine's clock by ``provider``; None gives the machine's clock back."""
    global _provider
    _provider = provider


def now() -> datetime:
    """The instant in UTC of the clock that all processes of this installation share."""
    return _provider() if _provider else _system.now()


def lead() -> timedelta:
    """How far the shared clock is ahead of this machine's: zero but in a demonstration, whose clock may be moved."""
    return _provider() - _system.now() if _provider else timedelta(0)


def today() -> date:
    """The day in Vietnam."""
    return local_date(now())
