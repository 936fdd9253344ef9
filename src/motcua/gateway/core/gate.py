"""A bounded number of places with a queue: how many calls are at a service, or connections to a provider, at once."""

from __future__ import annotations

import asyncio
from collections import deque


class Gate:
    """Places of a service or a provider. Whoever finds none waits in a queue, first come, first served.

    How many places there are is said by whoever comes, and holds at once: for those who wait, and for places that are given back.
    """

    def __init__(self) -> None:
        self.busy = self._places = 0
        self._waiting: deque[asyncio.Future[None]] = deque()

    @property
    def waiting(self) -> int:
        """How many stand in the queue."""
        return len(self._waiting)

    def walk_in(self, places: int) -> bool:
        """Take a place that is free; False when there is none or others wait. Whoever got True must ``leave``."""
        if places != self._places:
            self._places = places
            self._hand_out()
        if self.busy >= places or self._waiting:
            return False
        self.busy += 1
        return True

    async def enter(self, places: int, *, patience_s: float, queue: int | None = None) -> bool:
        """Take a place, waiting no longer than that; False when it was too long or more than ``queue`` wait already."""
        if self.walk_in(places):
            return True
        if queue is not None and len(self._waiting) >= queue:
            return False
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            async with asyncio.timeout(patience_s):
                await turn
        except (TimeoutError, asyncio.CancelledError) as error:
            if turn.done() and not turn.cancelled():
                self.leave()  # the place was handed over in the same moment
            elif turn in self._waiting:
                self._waiting.remove(turn)
            if isinstance(error, TimeoutError):
                return False
            raise
        return True

    def leave(self) -> None:
        """Give the place back: to the next in the queue, if there are still so many."""
        self.busy -= 1
        self._hand_out()

    def _hand_out(self) -> None:
        while self._waiting and self.busy < self._places:
            turn = self._waiting.popleft()
            if not turn.done():
                self.busy += 1
                turn.set_result(None)
