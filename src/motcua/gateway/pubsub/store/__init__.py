"""Where entries are kept: own files, or NATS JetStream, behind one Protocol."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Protocol

Kept = tuple[int, bytes]  # where an entry lies, and the entry


class StoreError(RuntimeError):
    """Nothing of what was given has been kept."""


class StoreLostError(StoreError):
    """The store went on without us or cannot say what it kept: what is known of it must be read again."""


class StoreClosedError(StoreLostError):
    """Somebody else is about to own the store, and may be asked again."""


class StoreTakenError(StoreError):
    """Another gateway owns the store."""


class EventStore(Protocol):
    """A durable log of entries with a snapshot that stands for everything before it. Locations grow with time."""

    async def open(self) -> bytes | None:
        """Begin: the newest snapshot, None when there is none. StoreError when the store is damaged, away or taken."""
        ...

    def entries(self) -> AsyncIterator[list[Kept]]:
        """All entries since the snapshot, oldest first; read to the end before the first ``append``."""
        ...

    async def append(self, payloads: Sequence[bytes]) -> list[int]:
        """Keep entries durably, all or none; where they lie."""
        ...

    async def read(self, locations: Sequence[int]) -> list[bytes | None]:
        """Entries back, None for those no longer kept."""
        ...

    @property
    def held(self) -> bool:
        """Whether nobody else can own the store at this moment; without it nothing is to be delivered."""
        ...

    @property
    def shared(self) -> bool:
        """Whether another gateway, with counters of its own, may own it one day."""
        ...

    @property
    def first(self) -> int:
        """Nothing lies before this location."""
        ...

    @property
    def size(self) -> int:
        """Octets kept."""
        ...

    @property
    def full(self) -> bool:
        """Whether enough was appended since the last snapshot for a new one."""
        ...

    async def fold(self, snapshot: bytes) -> None:
        """Keep a snapshot of the state after all that was appended; it stands for older entries when they are dropped."""
        ...

    async def drop(self, before: int) -> None:
        """Forget entries before a location, as far as the oldest needed snapshot allows."""
        ...

    async def close(self) -> None:
        """Let go of everything."""
        ...
