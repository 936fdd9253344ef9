"""For tests: run all deliveries to the end, see what was recorded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from motcua.foundation.outbox.actions import draining
from motcua.foundation.outbox.contracts import EventRecord
from motcua.foundation.outbox.models import Event
from motcua.foundation.outbox.queries import record
from motcua.foundation.outbox.rules import GapWatch


class _NobodyElse(GapWatch):
    """A test has its database to itself: what it does not see was rolled back by a test before it, and nobody needs waiting for.

    The real watch would wait for transactions of other tests, which share the server but not the database.
    """

    def settled(self, *, after: int, visible: Sequence[int], xmin: int, xmax: int) -> int:
        return visible[-1] if visible else after


@contextmanager
def nobody_else() -> Iterator[None]:
    """Settle without waiting for other transactions."""
    kept, draining._watch = draining._watch, _NobodyElse()  # noqa: SLF001 - a fake is put where the real one stands
    try:
        yield
    finally:
        draining._watch = kept  # noqa: SLF001


def drain_all(*, rounds: int = 200) -> int:
    """Settle, fan out and deliver until nothing is left that can be delivered now; returns how many deliveries succeeded."""
    done = 0
    with nobody_else():
        for _ in range(rounds):
            result = draining.drain(limit=1000)
            done += result.delivered
            if not result.delivered and not result.fanned_out:
                break
    return done


def recorded(name: str = "") -> list[EventRecord]:
    """Events recorded so far in order, settled or not; of one name when given."""
    rows = Event.objects.order_by("seq")
    return [record(row) for row in (rows.filter(name=name) if name else rows)]
