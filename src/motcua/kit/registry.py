"""Typed registries: a lower room publishes one, upper rooms add to it in ``apps.ready()`` ("ask up", HOUSE §5)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


class Registry(Generic[T]):
    """Things by key, in a stable order. Adding the same key twice is an error unless the thing is equal."""

    def __init__(self, *, key: Callable[[T], str], order: Callable[[T], int] = lambda _: 0) -> None:
        self._key = key
        self._order = order
        self._things: dict[str, T] = {}

    def add(self, thing: T) -> T:
        """Add a thing; returns it, so that the call may be used as a decorator."""
        key = self._key(thing)
        if key in self._things and self._things[key] != thing:
            msg = f"{key!r} is registered twice"
            raise ValueError(msg)
        self._things[key] = thing
        return thing

    def get(self, key: str) -> T | None:
        """The thing of that key, or None."""
        return self._things.get(key)

    def __getitem__(self, key: str) -> T:
        return self._things[key]

    def __contains__(self, key: object) -> bool:
        return key in self._things

    def __iter__(self) -> Iterator[T]:
        return iter(sorted(self._things.values(), key=lambda t: (self._order(t), self._key(t))))

    def __len__(self) -> int:
        return len(self._things)
