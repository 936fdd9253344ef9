"""Events that were published or read a moment ago: most deliveries need no look at the disk."""

from __future__ import annotations

from motcua.gateway.pubsub.wire import Found

_BYTES = 8 * 1024 * 1024
_OVERHEAD = 600


class EventCache:
    """The newest events by location, bounded in octets; the oldest go first."""

    def __init__(self, limit: int = _BYTES) -> None:
        self._limit, self._size = limit, 0
        self._events: dict[int, Found] = {}

    def get(self, location: int) -> Found | None:
        """The event at a location, None when it is not here."""
        return self._events.get(location)

    def put(self, location: int, event: Found) -> Found:
        """Remember an event."""
        if location not in self._events:
            self._events[location] = event
            self._size += _weight(event)
            while self._size > self._limit and len(self._events) > 1:
                self._size -= _weight(self._events.pop(next(iter(self._events))))
        return event


def _weight(event: Found) -> int:
    return len(event.item) + len(event.event.body) + _OVERHEAD
