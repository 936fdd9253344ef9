"""Group commit of entries: whoever changes something waits for the batch that carries it; what has been kept is applied, in order."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence

from motcua.gateway.pubsub import entries as e
from motcua.gateway.pubsub.refusals import Refusal
from motcua.gateway.pubsub.state import State
from motcua.gateway.pubsub.store import EventStore, StoreClosedError, StoreError, StoreLostError

logger = logging.getLogger("motcua.gateway")
_BATCH = 1024
_BATCH_BYTES = 512 * 1024
_SETTLED = 20_000
_PAUSE_S = 0.02  # acknowledgements of pushed events may wait so long for company
_SPENT_S = 1.0  # counters of calls that keep nothing
_AGAIN_S = 0.5

Build = Callable[[dict[int, int]], list[e.Entry]]
Made = list[tuple[e.Entry, bytes]]
Promises = list[tuple[asyncio.Future[list[e.Entry]], list[e.Entry]]]


class Commits:
    """The one way by which the state changes. ``applied`` is told what has been kept, ``lost`` that the store must be read again."""

    def __init__(
        self, store: EventStore, state: State, *, applied: Callable[[Sequence[tuple[e.Entry, int]]], None], lost: Callable[[], None]
    ) -> None:
        self.store, self.state, self._applied, self._lost = store, state, applied, lost
        self.commits = 0
        self._queue: deque[tuple[Build, asyncio.Future[list[e.Entry]]]] = deque()
        self._settled: dict[int, list[int]] = {}
        self._wake = asyncio.Event()
        self._spent: dict[tuple[str, str, str], e.Spent] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._count_timer: asyncio.TimerHandle | None = None
        self._task: asyncio.Task[None] | None = None
        self._closing = self._fold = False
        self.after: Callable[[], object] | None = None  # housekeeping between batches

    def start(self) -> None:
        """Begin to commit."""
        self._task = asyncio.get_running_loop().create_task(self._run())

    async def put(self, *entries: e.Entry) -> None:
        """Return when the entries are kept and applied; StoreError when they are not."""
        await self.build(lambda _: list(entries))

    async def build(self, build: Build) -> list[e.Entry]:
        """As ``put`` for entries that need the next place of a topic: ``build`` gets and moves on the places of this batch."""
        if self._closing:
            msg = "the event store is closed"
            raise StoreClosedError(msg)
        future: asyncio.Future[list[e.Entry]] = asyncio.get_running_loop().create_future()
        self._queue.append((build, future))
        self._wake.set()
        return await future

    def settle(self, number: int, seq: int) -> None:
        """A subscription has an event; kept soon, for a lost acknowledgement only means that the event is delivered again."""
        self._settled.setdefault(number, []).append(seq)
        if self._timer is None and not self._wake.is_set():
            self._timer = asyncio.get_running_loop().call_later(_PAUSE_S, self._wake.set)

    def spend(self, spent: e.Spent) -> None:
        """A counter has moved on; kept with the next batch, so with the event whose call it counts, or soon."""
        self._spent[spent.room, spent.name, spent.client] = spent
        if self._count_timer is None and not self._wake.is_set():
            self._count_timer = asyncio.get_running_loop().call_later(_SPENT_S, self._wake.set)

    async def flush(self) -> None:
        """Return when all that was settled before is applied."""
        await self.put()

    async def renew(self) -> None:
        """Have a snapshot made now, so that older entries can be dropped."""
        self._fold = True
        await self.flush()

    async def close(self) -> None:
        """Commit what waits, then stop."""
        self._closing = True
        self._wake.set()
        if self._task is not None:
            await self._task
        self._stop_clocks()
        self._fail(StoreClosedError("the event store is closed"))

    def _stop_clocks(self) -> None:
        for timer in (self._timer, self._count_timer):
            if timer is not None:
                timer.cancel()
        self._timer = self._count_timer = None

    def _fail(self, error: StoreError) -> None:
        while self._queue:
            _, future = self._queue.popleft()
            if not future.done():
                future.set_exception(error)

    async def _run(self) -> None:
        while self._queue or self._settled or self._spent or not self._closing:
            await self._wake.wait()
            self._stop_clocks()
            settled = self._take_settled()
            entries, promises = self._batch(settled)
            if not (self._queue or self._settled or self._spent or self._closing):
                self._wake.clear()
            try:
                await self._keep(entries, promises)
            except StoreLostError as error:
                self._closing = True
                logger.warning("event store: %s", error)
                self._refuse(promises, error)
                self._fail(error)
                self._lost()
                return
            except StoreError as error:
                logger.warning("event store: %s", error)
                self._refuse(promises, error)
                if settled is not None and not self._closing:
                    self._put_back(settled)
                    if not self._queue:
                        self._wake.clear()
                        self._timer = asyncio.get_running_loop().call_later(_AGAIN_S, self._wake.set)

    def _put_back(self, settled: e.Settled) -> None:
        for number, seqs in settled.seqs.items():
            self._settled[number] = seqs + self._settled.get(number, [])
        self._spent = {(one.room, one.name, one.client): one for one in settled.spent} | self._spent

    def _take_settled(self) -> e.Settled | None:
        if not self._settled and not self._spent:
            return None
        spent, self._spent = list(self._spent.values()), {}
        taken: dict[int, list[int]] = {}
        room = _SETTLED
        for number in tuple(self._settled):
            seqs = self._settled[number]
            taken[number], rest = seqs[:room], seqs[room:]
            room -= len(taken[number])
            if rest:
                self._settled[number] = rest
            else:
                del self._settled[number]
            if room <= 0:
                break
        return e.Settled(taken, spent)

    def _batch(self, settled: e.Settled | None) -> tuple[Made, Promises]:
        entries: Made = [] if settled is None else [(settled, e.encode(settled))]
        promises: Promises = []
        places: dict[int, int] = {}
        size = 0
        while self._queue and len(entries) < _BATCH and size < _BATCH_BYTES:
            build, future = self._queue.popleft()
            try:
                made = build(places)
            except (Refusal, StoreError) as refusal:
                if not future.done():
                    future.set_exception(refusal)
                continue
            encoded = [(entry, e.encode(entry)) for entry in made]
            size += sum(len(raw) for _, raw in encoded)
            entries.extend(encoded)
            promises.append((future, made))
        return entries, promises

    async def _keep(self, entries: Made, promises: Promises) -> None:
        if entries:
            locations = await self.store.append([raw for _, raw in entries])
            self.commits += 1
            kept = [(entry, location) for (entry, _), location in zip(entries, locations, strict=True)]
            for entry, location in kept:
                self.state.apply(entry, location)
            self._applied(kept)
        for future, made in promises:
            if not future.done():
                future.set_result(made)
        if self.store.full or self._fold:
            self._fold = False
            await self._snapshot()

    async def _snapshot(self) -> None:
        """Keep a snapshot; without room for one the entries themselves go on to carry the state."""
        try:
            await self.store.fold(self.state.snapshot())
        except StoreLostError:
            raise
        except StoreError as error:
            logger.warning("event store: no snapshot: %s", error)
        if self.after is not None:
            self.after()

    def _refuse(self, promises: Promises, error: StoreError) -> None:
        for future, _ in promises:
            if not future.done():
                future.set_exception(error)
