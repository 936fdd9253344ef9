"""Pure decisions of the operations centre: when a number is old, and what changed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal

# Rooms whose events the numbers of the board are made of.
COUNTED_ROOMS = frozenset({"casework", "payments", "exchange"})


def behind(events: Iterable[tuple[str, datetime]], *, now: datetime, patience: timedelta) -> tuple[int, bool]:
    """How many counted events (name, instant) the warehouse has not taken in, and whether one has waited longer than ``patience``.

    A quiet city is not stale: only events that wait make a number old, not the age of the number.
    """
    waiting = [at for name, at in events if name.split(".", 1)[0] in COUNTED_ROOMS]
    return len(waiting), any(at < now - patience for at in waiting)


def change(value: Decimal | int | None, before: Decimal | int | None) -> Decimal | None:
    """The difference of two values, or None when one is not known."""
    if value is None or before is None:
        return None
    return Decimal(value) - Decimal(before)
