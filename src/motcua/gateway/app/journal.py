"""Group commit: whoever wants a record kept waits for the batch that carries it; one thread writes, one fsync serves many."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import Callable, Sequence
from queue import SimpleQueue
from typing import TypeVar

from motcua.gateway.core.bodyfile import BodyPart
from motcua.gateway.core.log import LogError, LogWriter
from motcua.gateway.protocol.record import Record, encode_record

_BATCH = 1024
_T = TypeVar("_T")
_Waiting = list[tuple[bytes, Sequence[BodyPart], "asyncio.Future[None]"]]


class Journal:
    """The asynchronous side of the message log.

    The thread has at most one batch; what comes meanwhile gathers for the next. Batches are handed over by a bare queue and
    handed back by a call into the loop: an executor's futures would cost more than sealing a record does.
    """

    def __init__(self, writer: LogWriter) -> None:
        self.writer = writer
        self.commits = 0
        self.observe: Callable[[int, float], None] = _unobserved  # told of each batch: records, seconds until it was durable
        self._began = 0.0
        self._waiting: _Waiting = []
        self._batch: _Waiting = []
        self._orders: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._obey, name="message-log", daemon=True)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._closing = False
        self._idle = asyncio.Event()
        self._idle.set()

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

    async def work(self, do: Callable[[], _T]) -> _T:
        """Something else that the writer shall do, between two batches."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[_T] = loop.create_future()

        def order() -> None:
            try:
                result = do()
            except BaseException as error:  # whatever it is, it belongs to whoever asked
                self._tell(_settle, future, error, None)
            else:
                self._tell(_settle, future, None, result)

        self._orders.put(order)
        return await future

    async def keep(self, record: Record, bodies: Sequence[BodyPart] = ()) -> None:
        """Return when the record and the bodies kept of it are durable; LogError when they could not be kept."""
        if not self.usable:
            msg = "the message log is closed"
            raise LogError(msg)
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((encode_record(record), bodies, future))
        if not self._batch and self._loop is not None:
            self._hand_over()
        await future

    async def close(self) -> None:
        """Commit what waits, then stop."""
        self._closing = True
        await self._idle.wait()
        if self._loop is not None:
            self._orders.put(None)
            self._thread.join()
        self.writer.close()

    def _hand_over(self) -> None:
        self._batch, self._waiting = self._waiting[:_BATCH], self._waiting[_BATCH:]
        self._idle.clear()
        self._began = time.perf_counter()
        raws = [raw for raw, _, _ in self._batch]
        bodies = [part for _, parts, _ in self._batch for part in parts]
        self._orders.put(lambda: self._commit(raws, bodies))

    def _obey(self) -> None:
        """The thread: one order after the other until it is told to end."""
        while (order := self._orders.get()) is not None:
            order()

    def _commit(self, raws: list[bytes], bodies: list[BodyPart]) -> None:
        problem: Exception | None = None
        try:
            self.writer.commit(raws, bodies)
        except Exception as error:
            problem = error
        self._tell(self._committed, problem)

    def _tell(self, what: Callable[..., None], *arguments: object) -> None:
        if self._loop is not None:
            with contextlib.suppress(RuntimeError):  # the loop was stopped by force: nobody waits any more
                self._loop.call_soon_threadsafe(what, *arguments)

    def _committed(self, problem: Exception | None) -> None:
        batch, self._batch = self._batch, []
        if problem is None:
            self.commits += 1
            self.observe(len(batch), time.perf_counter() - self._began)
        for _, _, future in batch:
            _settle(future, LogError(str(problem)) if problem else None, None)
        if self._waiting:
            self._hand_over()
        else:
            self._idle.set()


def _settle(future: asyncio.Future[_T], error: BaseException | None, result: _T) -> None:
    if future.done():
        return
    if error is not None:
        future.set_exception(error)
    else:
        future.set_result(result)


def _unobserved(records: int, seconds: float) -> None:
    """Nobody counts."""
