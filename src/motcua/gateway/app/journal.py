"""Group commit: whoever wants a record kept waits for the batch that carries it; one thread writes, one fsync serves many."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from motcua.gateway.core.bodyfile import BodyPart
from motcua.gateway.core.log import LogError, LogWriter
from motcua.gateway.protocol.record import Record, encode_record

_BATCH = 1024
_T = TypeVar("_T")


class Journal:
    """The asynchronous side of the message log."""

    def __init__(self, writer: LogWriter) -> None:
        self.writer = writer
        self.commits = 0
        self._waiting: list[tuple[bytes, Sequence[BodyPart], asyncio.Future[None]]] = []
        self._wake = asyncio.Event()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="message-log")
        self._task: asyncio.Task[None] | None = None
        self._closing = False

    @property
    def usable(self) -> bool:
        """Whether records can be kept."""
        return not self.writer.broken and not self._closing

    def start(self) -> None:
        """Begin to commit."""
        self._task = asyncio.create_task(self._run())

    async def work(self, do: Callable[[], _T]) -> _T:
        """Something else that the writer shall do, between two batches."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, do)

    async def keep(self, record: Record, bodies: Sequence[BodyPart] = ()) -> None:
        """Return when the record and the bodies kept of it are durable; LogError when they could not be kept."""
        if not self.usable:
            msg = "the message log is closed"
            raise LogError(msg)
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((encode_record(record), bodies, future))
        self._wake.set()
        await future

    async def close(self) -> None:
        """Commit what waits, then stop."""
        self._closing = True
        self._wake.set()
        if self._task is not None:
            await self._task
        self._thread.shutdown()
        self.writer.close()

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        while self._waiting or not self._closing:
            await self._wake.wait()
            batch, self._waiting = self._waiting[:_BATCH], self._waiting[_BATCH:]
            if not self._waiting and not self._closing:
                self._wake.clear()
            if not batch:
                continue
            problem: Exception | None = None
            try:
                bodies = [part for _, parts, _ in batch for part in parts]
                await loop.run_in_executor(self._thread, self.writer.commit, [raw for raw, _, _ in batch], bodies)
                self.commits += 1
            except Exception as error:
                problem = error
            for _, _, future in batch:
                if not future.done():
                    future.set_exception(LogError(str(problem))) if problem else future.set_result(None)
