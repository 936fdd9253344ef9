"""Group commit: whoever wants a record kept waits for the batch that carries it; one thread writes, one fsync serves many."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from queue import SimpleQueue
from typing import TypeVar

from motcua.gateway.core.bodyfile import BodyPart
from motcua.gateway.core.log import Batch, LogError, LogWriter
from motcua.gateway.protocol.record import Record, encode_record

_BATCH = 1024
_GATHER = 8  # records that are enough for a batch, whoever else is on the way
_Entry = tuple[bytes, Sequence[BodyPart], "asyncio.Future[None]"]
_Job = Callable[[], Callable[[], None]]  # done by the thread; what comes back is done by the loop
_T = TypeVar("_T")


class Journal:
    """The asynchronous side of the message log.

    The loop seals a batch, one thread writes it, and what comes meanwhile is the next batch. The thread does nothing but wait for the
    disk: the interpreter runs one thread at a time, and one that also hashed and signed would stand in the loop's way at every step.
    What needs the disk before it can be sealed (bodies to keep, a new segment, other work of the writer) the thread does as a whole.
    The writer is in one hand at any time: in the thread's from ``_hand_over`` to ``_ended``, otherwise in the loop's.
    """

    def __init__(self, writer: LogWriter) -> None:
        self.writer = writer
        self.commits = 0
        self.observe: Callable[[int, float], None] = _unobserved  # told of each batch: records, seconds until it was durable
        self._waiting: list[_Entry] = []
        self._seen = 0  # how many waited when the loop last looked
        self._works: deque[_Job] = deque()
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._obey, name="message-log", daemon=True)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._busy = True  # until it is started
        self._looking = self._closing = False
        self._rested = asyncio.Event()  # it is closing, and nothing is left to do

    @property
    def usable(self) -> bool:
        """Whether records can be kept."""
        return not self.writer.broken and not self._closing

    @property
    def waiting(self) -> int:
        """How many records wait for a batch."""
        return len(self._waiting)

    def start(self) -> None:
        """Begin to commit."""
        self._loop = asyncio.get_running_loop()
        self._thread.start()
        self._busy = False
        self._look_soon()

    async def work(self, do: Callable[[], _T]) -> _T:
        """Something else that the writer shall do, between two batches."""
        future: asyncio.Future[_T] = asyncio.get_running_loop().create_future()

        def job() -> Callable[[], None]:
            try:
                result = do()
            except BaseException as error:  # whatever it is, it belongs to whoever asked
                problem = error
                return lambda: _fail(future, problem)
            return lambda: _succeed(future, result)

        self._works.append(job)
        self._look_soon()
        return await future

    def keep(self, record: Record, bodies: Sequence[BodyPart] = ()) -> asyncio.Future[None]:
        """Done when the record and the bodies kept of it are durable; LogError when they could not be kept."""
        if not self.usable:
            msg = "the message log is closed"
            raise LogError(msg)
        future: asyncio.Future[None] = (self._loop or asyncio.get_running_loop()).create_future()
        self._waiting.append((encode_record(record), bodies, future))
        if not (self._looking or self._busy):
            self._look_soon()
        return future

    async def close(self) -> None:
        """Commit what waits, then stop."""
        self._closing = True
        if self._loop is not None:
            self._look_soon()
            await self._rested.wait()
            self._jobs.put(None)
            await asyncio.to_thread(self._thread.join)
        self.writer.close()

    def _obey(self) -> None:
        """The thread: one job after the other until it is told to end."""
        while (job := self._jobs.get()) is not None:
            self._tell(self._ended, job())

    def _look_soon(self) -> None:
        if self._loop is not None and not self._looking:
            self._looking = True
            self._loop.call_soon(self._look)

    def _look(self) -> None:
        """Begin what is next, unless records still come in: a turn of the loop without a further one ends the batch."""
        self._looking = False
        if self._busy:
            return
        if self._works:
            self._hand_over(self._works.popleft())
        elif len(self._waiting) > self._seen and len(self._waiting) < _GATHER and not self._closing:
            self._seen = len(self._waiting)
            self._look_soon()
        elif self._waiting:
            self._commit()
        elif self._closing:
            self._rested.set()

    def _hand_over(self, job: _Job) -> None:
        self._busy = True
        self._jobs.put(job)

    def _ended(self, rest: Callable[[], None]) -> None:
        self._busy, self._seen = False, 0
        rest()
        self._look_soon()

    def _commit(self) -> None:
        """Hand the next batch to the thread."""
        batch, self._waiting = self._waiting[:_BATCH], self._waiting[_BATCH:]
        began = time.perf_counter()
        raws = [raw for raw, _, _ in batch]
        bodies = [part for _, parts, _ in batch for part in parts]
        futures = [future for _, _, future in batch]
        try:
            sealed = None if bodies else self.writer.prepare(raws)
        except Exception as error:
            self._committed(futures, 0.0, error, None)
            self._look_soon()
            return

        def job() -> Callable[[], None]:
            problem = None
            try:
                if sealed is None:
                    self.writer.commit(raws, bodies)
                else:
                    self.writer.write(sealed)
            except Exception as error:
                problem = error
            return partial(self._committed, futures, time.perf_counter() - began, problem, sealed)

        self._hand_over(job)

    def _tell(self, what: Callable[..., None], *arguments: object) -> None:
        if self._loop is not None:
            with contextlib.suppress(RuntimeError):  # the loop was stopped by force: nobody waits any more
                self._loop.call_soon_threadsafe(what, *arguments)

    def _committed(self, futures: list[asyncio.Future[None]], seconds: float, problem: Exception | None, sealed: Batch | None) -> None:
        if problem is None:
            if sealed is not None:
                self.writer.settle(sealed)
            self.commits += 1
            self.observe(len(futures), seconds)
            for future in futures:
                if not future.done():
                    future.set_result(None)
        else:
            for future in futures:
                _fail(future, LogError(str(problem)))


def _succeed(future: asyncio.Future[_T], result: _T) -> None:
    if not future.done():
        future.set_result(result)


def _fail(future: asyncio.Future[_T], error: BaseException) -> None:
    if not future.done():
        future.set_exception(error)


def _unobserved(records: int, seconds: float) -> None:
    """Nobody counts."""
