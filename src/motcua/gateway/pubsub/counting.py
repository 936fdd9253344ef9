"""Counting the calls for events: on this machine, and in the store for the next owner, who goes on where the last one stood."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol

from motcua.gateway.app.call import now_ms
from motcua.gateway.core.paces import MILLISECOND, Bound, Counted
from motcua.gateway.protocol.identifiers import ServiceId
from motcua.gateway.protocol.messages import Header
from motcua.gateway.pubsub import entries as e
from motcua.gateway.pubsub.state import State

Spend = Callable[[ServiceId, tuple[object, ...], Bound], list[Header]]
_LASTS_MS = 60_000  # what a bucket that is full again within a minute has counted is not handed on
_EVENTS = "events"


class Counters(Protocol):
    """The counters of paces of this machine (``core.paces.Ledger``)."""

    def counted(self, name: tuple[object, ...]) -> Counted:
        """How far a counter has come."""
        ...

    def carry(self, name: tuple[object, ...], counted: Counted) -> None:
        """A counter that had come so far elsewhere."""
        ...


class Counting:
    """``spend`` counts a call in ``counters``; ``keep`` puts a counter into the store, None where no other gateway will own it."""

    def __init__(self, spend: Spend, counters: Counters, keep: Callable[[e.Spent], None] | None) -> None:
        self._spend, self._counters, self._keep = spend, counters, keep

    def go_on(self, state: State) -> None:
        """From where the owners before had come to."""
        if self._keep is None:
            return
        ahead = time.monotonic_ns() - now_ms() * MILLISECOND
        for whose, spent in state.spent.items():
            self._counters.carry((_EVENTS, *whose), (spent.full_ms * MILLISECOND + ahead, spent.day, spent.count))

    def spend(self, service: ServiceId, whose: tuple[str, str, str], bound: Bound) -> list[Header]:
        """Count a call for a room, an event type and a client: headers that say what is left; Fault beyond the bound."""
        name = (_EVENTS, *whose)
        told = self._spend(service, name, bound)
        if self._keep is not None and (bound.per_day or bound.burst * bound.interval > _LASTS_MS * MILLISECOND):
            full_at, day, count = self._counters.counted(name)
            self._keep(e.Spent(*whose, day, count, now_ms() + (full_at - time.monotonic_ns()) // MILLISECOND))
        return told
