"""What waits for one subscription: a lane for each key, so that a key that is held up holds up nothing else."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence
from typing import Protocol

from motcua.gateway.pubsub.state import Subscription, Topic
from motcua.gateway.pubsub.wire import Found

AHEAD = 1024  # keys in work at once; a subscriber that leaves so many unanswered gains nothing by more being read
_PAGE = 256
_ALL = ""  # the one lane of a subscription that wants everything in order


class Source(Protocol):
    """Where lanes get their events."""

    async def events(self, topic: Topic, seqs: Sequence[int]) -> list[Found | None]:
        """Events of a topic, None for what is no longer kept or cancelled."""
        ...

    def settle(self, number: int, seq: int) -> None:
        """A subscription needs an event no more."""
        ...


class Lane:
    """The places of events that wait behind each other; ``tries`` counts for the first of them."""

    __slots__ = ("key", "since_ms", "timer", "tries", "waiting")

    def __init__(self, key: str | int) -> None:
        self.key = key
        self.waiting: deque[int] = deque()
        self.tries = 0
        self.since_ms = 0
        self.timer: asyncio.TimerHandle | None = None


class Lanes:
    """The lanes of a subscription, filled from its topic in order. One task at a time fills."""

    def __init__(self, source: Source, sub: Subscription, topic: Topic) -> None:
        self.source, self.sub, self.topic = source, sub, topic
        self.ready: deque[Lane] = deque()
        self._lanes: dict[str | int, Lane] = {}
        self._cursor = max(sub.floor + 1, topic.base)
        self._again = deque(sorted(sub.again))

    @property
    def hungry(self) -> bool:
        """Whether there is more to read and room for it."""
        return len(self._lanes) < AHEAD and (bool(self._again) or self._cursor < self.topic.next)

    async def fill(self) -> None:
        """Read on until there is enough work or no more events."""
        while self.hungry:
            if self._again:
                wanted = [self._again.popleft() for _ in range(min(len(self._again), _PAGE))]
            else:
                end = min(self._cursor + _PAGE, self.topic.next)
                wanted = [seq for seq in range(self._cursor, end) if not self.sub.settled(seq)]
                self._cursor = end
            for seq, event in zip(wanted, await self.source.events(self.topic, wanted), strict=True):
                if event is None:
                    self.source.settle(self.sub.about.number, seq)
                else:
                    self._add(event)

    def revive(self, seqs: Sequence[int]) -> None:
        """Deliver events of the past once more, after what already waits of their keys."""
        self._again.extend(seqs)

    def lane_of(self, event: Found) -> Lane | None:
        """The lane in which an event waits."""
        lane = self._lanes.get(self._key(event))
        return lane if lane is not None and event.event.seq in lane.waiting else None

    def done(self, lane: Lane, seq: int) -> bool:
        """The event has left its lane; whether others wait behind it."""
        if lane.waiting and lane.waiting[0] == seq:
            lane.waiting.popleft()
            lane.tries = 0
        elif seq in lane.waiting:
            lane.waiting.remove(seq)
        if not lane.waiting:
            self._lanes.pop(lane.key, None)
        return bool(lane.waiting)

    def close(self) -> None:
        """Stop all clocks."""
        for lane in self._lanes.values():
            if lane.timer is not None:
                lane.timer.cancel()

    def _key(self, event: Found) -> str | int:
        if self.sub.about.fifo:
            return _ALL
        return event.event.seq if event.event.key is None else event.event.key

    def _add(self, event: Found) -> None:
        key = self._key(event)
        lane = self._lanes.get(key)
        if lane is None:
            lane = self._lanes[key] = Lane(key)
            self.ready.append(lane)
        lane.waiting.append(event.event.seq)
