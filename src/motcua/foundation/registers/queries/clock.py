"""The demonstration clock."""

from __future__ import annotations

import time
from datetime import datetime

from django.db import Error as DatabaseFault

from motcua.foundation.registers import models, rules
from motcua.foundation.registers.conf import DEMO_CLOCK_CACHE_SECONDS
from motcua.kernel.clock import SystemClock

_machine = SystemClock()


class _Reading:
    """What this process last read of the demonstration clock."""

    def __init__(self) -> None:
        self.offset, self.frozen, self.read_at = 0.0, None, float("-inf")

    offset: float
    frozen: datetime | None
    read_at: float


_last = _Reading()


def demo_now() -> datetime:
    """The demonstration's instant: the machine's plus the offset in the database, believed for at most 0.2 s."""
    if time.monotonic() - _last.read_at > DEMO_CLOCK_CACHE_SECONDS:
        try:
            row = models.DemoClock.objects.filter(id=1).first()
        except (DatabaseFault, RuntimeError):
            # PostgreSQL restarting, an aborted transaction, a process without a database: the last reading still holds.
            pass
        else:
            _last.offset, _last.frozen = (row.offset_seconds, row.frozen_at) if row else (0.0, None)
            _last.read_at = time.monotonic()
    return rules.demo_reading(machine=_machine.now(), offset_seconds=_last.offset, frozen_at=_last.frozen)


def machine_now() -> datetime:
    """The instant of the machine that the demonstration clock is an offset of."""
    return _machine.now()


def forget_demo_reading() -> None:
    """Read the demonstration clock afresh next time, as this process just changed it."""
    _last.read_at = float("-inf")
