"""Group commit: whoever wants a record kept waits for the batch that carries it; one thread writes, one fsync serves many."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from queue import SimpleQueue
from typing import TypeVar

from motcua.gateway.core.bodyfile import BodyPart
from motcua.gateway.core.log import LogError, LogWriter
from motcua.gateway.protocol.record import Record, encode_record

_BATCH = 1024
_Entry = tuple[bytes, Sequence[BodyPart], "asyncio.Future[None]"]
_T = TypeVar("_T")


class Journal:
    """The asynchronous side of the message log.

    One thread takes whatever waits as one batch, and when that is durable whatever came meanwhile, without asking the loop in between:
    a busy loop would answer late, and the disk would rest. It is told of work by a bare queue and tells the loop by a call into it;
    an executor's futures would cost more than sealing a record does.
    """

    def __init__(self, writer: LogWriter) -> None:
        self.writer = writer
        self.commits = 0
        self.observe: Callable[[int, float], None] = _unobserved  # told of each batch: records, seconds until it was durable
        self._waiting: deque[_Entry] = deque()
        self._woken = False  # an order to look at ``_waiting`` is under way that the thread has not begun to carry out
        self._orders: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._obey, name="message-log", daemon=True)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._closing = False

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
        self._wake()

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
        future: asyncio.Future[None] = (self._loop or asyncio.get_running_loop()).create_future()
        self._waiting.append((encode_record(record), bodies, future))
        if not self._woken:
            self._wake()
        await future

    async def close(self) -> None:
        """Commit what waits, then stop."""
        self._closing = True
        if self._loop is not None:
            self._orders.put(None)
            await asyncio.to_thread(self._thread.join)
            await asyncio.sleep(0)  # what the thread said last is told before this returns
        self.writer.close()

    def _wake(self) -> None:
        self._woken = True
        self._orders.put(self._commit)

    def _obey(self) -> None:
        """The thread: one order after the other until it is told to end, and then what still waits."""
        while (order := self._orders.get()) is not None:
            order()
        while self._waiting:
            self._commit_batch()

    def _commit(self) -> None:
        """Everything that waits, batch after batch; when another order waits it goes first, and the next batch stands behind it."""
        self._woken = False  # before anything is taken: whoever comes later finds this and wakes again
        while self._waiting:
            self._commit_batch()
            if not self._orders.empty():
                if self._waiting and not self._woken:
                    self._wake()
                return

    def _commit_batch(self) -> None:
        batch = [self._waiting.popleft() for _ in range(min(len(self._waiting), _BATCH))]
        began, problem = time.perf_counter(), None
        try:
            self.writer.commit([raw for raw, _, _ in batch], [part for _, parts, _ in batch for part in parts])
        except Exception as error:
            problem = error
        self._tell(self._committed, [future for _, _, future in batch], time.perf_counter() - began, problem)

    def _tell(self, what: Callable[..., None], *arguments: object) -> None:
        if self._loop is not None:
            with contextlib.suppress(RuntimeError):  # the loop was stopped by force: nobody waits any more
                self._loop.call_soon_threadsafe(what, *arguments)

    def _committed(self, futures: list[asyncio.Future[None]], seconds: float, problem: Exception | None) -> None:
        if problem is None:
            self.commits += 1
            self.observe(len(futures), seconds)
        for future in futures:
            _settle(future, LogError(str(problem)) if problem else None, None)


def _settle(future: asyncio.Future[_T], error: BaseException | None, result: _T) -> None:
    if future.done():
        return
    if error is not None:
        future.set_exception(error)
    else:
        future.set_result(result)


def _unobserved(records: int, seconds: float) -> None:
    """Nobody counts."""
