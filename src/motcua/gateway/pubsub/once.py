"""Publications that may be asked for more than once: each carries a number, and what a number was kept as is found again in the store.

Nothing is looked up, and nothing remembered, for a publication that is asked for once. Numbers of the last minute are read back when a
first repetition comes: at a change of owner, or from a publisher who names an ``Idempotency-Key``.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from motcua.gateway.app.call import now_ms
from motcua.gateway.pubsub import entries as e
from motcua.gateway.pubsub.state import Topic
from motcua.gateway.pubsub.store import StoreClosedError
from motcua.gateway.pubsub.wire import Found

WINDOW_S = 60
_PAGE = 256
Read = Callable[[Topic, Sequence[int]], Awaitable[list[Found | None]]]
Since = Callable[[Topic, int], Awaitable[int]]


@dataclass(slots=True)
class _Table:
    """The numbers of an event type: place and instant (Unix ms) of each event from the window's beginning until before ``next``."""

    next: int = 0
    places: dict[bytes, tuple[int, int]] = field(default_factory=dict)
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    used: float = 0.0

    def forget(self, before_ms: int) -> None:
        while self.places:
            oldest = next(iter(self.places))
            if self.places[oldest][1] >= before_ms:
                return
            del self.places[oldest]


class Once:
    """What keeps a publication from being kept twice; ``read`` and ``first_since`` are those of the store's reader."""

    def __init__(self, read: Read, first_since: Since) -> None:
        self._read, self._first_since = read, first_since
        self._under_way: dict[bytes, asyncio.Future[e.Event]] = {}
        self._tables: dict[int, _Table] = {}

    async def find(self, topic: Topic, number: bytes) -> Found | None:
        """The event that was kept under a number within the window; StoreError when it cannot be read."""
        table = self._tables.setdefault(topic.kind.topic, _Table())
        table.used = time.monotonic()
        async with table.lock:
            horizon = now_ms() - WINDOW_S * 1000
            table.next = max(table.next or await self._first_since(topic, horizon), topic.base)
            while table.next < topic.next:
                wanted = range(table.next, min(table.next + _PAGE, topic.next))
                for one in await self._read(topic, wanted):
                    if one is not None and one.event.ask:
                        table.places[one.event.ask] = (one.event.seq, one.event.at)
                table.next = wanted.stop
            table.forget(horizon)
        place = table.places.get(number)
        return None if place is None else (await self._read(topic, [place[0]]))[0]

    async def keep(self, topic: Topic, number: bytes, *, again: bool, make: Callable[[], Awaitable[e.Event]]) -> e.Event:
        """What ``make`` keeps, or what is being kept or was kept under the same number: a repetition may overtake the original."""
        if not number:
            return await make()
        under_way = self._under_way.get(number)
        if under_way is not None:
            return await asyncio.shield(under_way)
        table = self._tables.get(topic.kind.topic)
        if table is not None and number in table.places:
            (kept,) = await self._read(topic, [table.places[number][0]])
            if kept is not None:
                return kept.event
        future = self._under_way[number] = asyncio.get_running_loop().create_future()
        try:
            event = await make()
        except BaseException as error:
            future.set_exception(error if isinstance(error, Exception) else StoreClosedError("the publication was given up"))
            future.exception()  # nobody need have waited for it
            raise
        else:
            future.set_result(event)
            if again and table is not None:
                table.places[number] = (event.seq, event.at)
            return event
        finally:
            del self._under_way[number]

    def tidy(self) -> None:
        """Forget the numbers of event types of which nobody has asked for a while."""
        for topic, table in tuple(self._tables.items()):
            if time.monotonic() > table.used + WINDOW_S:
                del self._tables[topic]
