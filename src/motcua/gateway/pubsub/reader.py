"""Reading events of a topic: from memory when they came a moment ago, from the store otherwise."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from motcua.gateway.pubsub import entries as e
from motcua.gateway.pubsub.cache import EventCache
from motcua.gateway.pubsub.state import Topic
from motcua.gateway.pubsub.store import EventStore, StoreLostError
from motcua.gateway.pubsub.wire import Found, found


class Reader:
    """Events of one store; ``lost`` is told when the store must be read again."""

    def __init__(self, store: EventStore, lost: Callable[[], None]) -> None:
        self._store, self._lost = store, lost
        self._cache = EventCache()

    def remember(self, event: e.Event, location: int, topic: Topic) -> Found:
        """Keep an event in memory for its deliveries."""
        return self._cache.put(location, found(event, topic.kind.name))

    def cached(self, topic: Topic, seq: int) -> Found | None:
        """An event from memory."""
        location = topic.location(seq)
        return None if location is None else self._cache.get(location)

    async def events(self, topic: Topic, seqs: Sequence[int]) -> list[Found | None]:
        """Events of a topic, None for what is no longer kept or cancelled."""
        places = [topic.location(seq) for seq in seqs]
        results = [None if place is None else self._cache.get(place) for place in places]
        missing = [n for n, place in enumerate(places) if place is not None and results[n] is None]
        if missing:
            try:
                raws = await self._store.read([place for n in missing if (place := places[n]) is not None])
            except StoreLostError:
                self._lost()
                raise
            for n, raw in zip(missing, raws, strict=True):
                place = places[n]
                entry = e.decode(raw) if raw is not None else None
                if place is not None and isinstance(entry, e.Event) and entry.topic == topic.kind.topic and entry.seq == seqs[n]:
                    results[n] = self.remember(entry, place, topic)
        return results

    async def first_since(self, topic: Topic, at_ms: int) -> int:
        """The place of the first kept event that was published at an instant or later (the next place when there is none)."""
        low, high = topic.base, topic.next
        while low < high:
            middle = (low + high) // 2
            location = topic.locations[middle - topic.base] if middle >= topic.base else 0
            (raw,) = await self._store.read([location])
            entry = e.decode(raw) if raw is not None else None
            if isinstance(entry, e.Event) and entry.at >= at_ms:
                high = middle
            else:
                low = middle + 1
        return low
