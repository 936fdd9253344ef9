"""For tests: run all deliveries to the end, an event to play with."""

from __future__ import annotations

import time

from motcua.foundation.outbox.actions import draining
from motcua.foundation.outbox.contracts import EventRecord
from motcua.foundation.outbox.models import Event
from motcua.foundation.outbox.queries import horizon, record


def drain_all(*, rounds: int = 200) -> int:
    """Settle, fan out and deliver until nothing is left that can be delivered now; returns how many deliveries succeeded."""
    done = 0
    for _ in range(rounds):
        result = draining.drain(limit=1000)
        done += result.delivered
        newest = Event.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
        if horizon() >= newest and not result.delivered and not result.fanned_out:
            return done
        if horizon() < newest:
            time.sleep(0.02)  # another transaction of the shared server is still open
    return done


def recorded(name: str = "") -> list[EventRecord]:
    """Events recorded so far in order, settled or not; of one name when given."""
    rows = Event.objects.order_by("seq")
    return [record(row) for row in (rows.filter(name=name) if name else rows)]
