"""The line between worker processes: requests to the owner of the event store over a local socket, many at once."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import os
import struct
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import msgspec

from motcua.gateway.pubsub.service import Answer, Ask

_LENGTH = struct.Struct(">II")  # length of the frame, number of the request
_SOCKET = "socket"
_GRACE_S = 1.0


@contextlib.contextmanager
def _short(folder: Path) -> Iterator[str]:
    """The socket's path over a descriptor of its folder: an address of a local socket has at most 107 octets."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield f"/proc/self/fd/{handle}/{_SOCKET}"
    finally:
        os.close(handle)


class NobodyListens(Exception):
    """Nobody owns the store at this moment: nobody has seen the ask, and it may be asked again."""


class Listener:
    """The owner's end: answers the other workers until it is closed."""

    def __init__(self, answer: Callable[[Ask], Awaitable[Answer]]) -> None:
        self._answer = answer
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    async def open(self, folder: Path) -> None:
        """Listen; only the owner of the store calls this, so a socket that is there is a dead one's."""
        (folder / _SOCKET).unlink(missing_ok=True)
        with _short(folder) as path:
            self._server = await asyncio.start_unix_server(self._serve, path)
        (folder / _SOCKET).chmod(0o600)

    async def close(self) -> None:
        """Answer who has been heard, for a moment, then hang up on everybody: they look for the next owner."""
        if self._server is not None:
            self._server.close()
        if self._tasks:
            await asyncio.wait(tuple(self._tasks), timeout=_GRACE_S)
        for writer in tuple(self._writers):
            writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        try:
            while True:
                number, frame = await _receive(reader)
                ask = msgspec.msgpack.decode(frame, type=Ask)
                task = asyncio.get_running_loop().create_task(self._one(writer, number, ask))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
        except (asyncio.IncompleteReadError, OSError, msgspec.MsgspecError):
            writer.close()
        finally:
            self._writers.discard(writer)

    async def _one(self, writer: asyncio.StreamWriter, number: int, ask: Ask) -> None:
        found = await self._answer(ask)
        if not writer.is_closing():
            _send(writer, number, msgspec.msgpack.encode(found))


class Line:
    """One worker's connection to the owner."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self._numbers = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[Answer | None]] = {}
        self.closed = False
        self._heard = time.monotonic()
        self._task = asyncio.get_running_loop().create_task(self._run())

    @classmethod
    async def open(cls, folder: Path) -> Line:
        """Connect; OSError when no worker owns the store."""
        with _short(folder) as path:
            return cls(*await asyncio.open_unix_connection(path))

    async def ask(self, ask: Ask, *, wait_s: float) -> Answer | None:
        """The owner's answer; None when it goes away before it has answered: then nobody knows whether it has kept anything.

        One of whom nothing at all is heard for so many seconds hangs: it is hung up on, and so is what waits to be read by it.
        """
        number = next(self._numbers) & 0xFFFFFFFF
        future: asyncio.Future[Answer | None] = asyncio.get_running_loop().create_future()
        self._waiting[number] = future
        try:
            _send(self._writer, number, msgspec.msgpack.encode(ask))
            async with asyncio.timeout(wait_s):
                return await future
        except TimeoutError:
            if time.monotonic() >= self._heard + wait_s:
                self.close()
            return None
        except OSError:
            return None
        finally:
            self._waiting.pop(number, None)

    async def _run(self) -> None:
        try:
            while True:
                number, frame = await _receive(self._reader)
                self._heard = time.monotonic()
                future = self._waiting.get(number)
                if future is not None and not future.done():
                    future.set_result(msgspec.msgpack.decode(frame, type=Answer))
        except (asyncio.IncompleteReadError, OSError, msgspec.MsgspecError):
            self.close()

    def close(self) -> None:
        """End the connection; who still waits is told."""
        self.closed = True
        self._task.cancel()
        self._writer.transport.abort()
        for future in self._waiting.values():
            if not future.done():
                future.set_result(None)


def _send(writer: asyncio.StreamWriter, number: int, frame: bytes) -> None:
    writer.write(_LENGTH.pack(len(frame), number) + frame)


async def _receive(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    length, number = _LENGTH.unpack(await reader.readexactly(_LENGTH.size))
    return number, await reader.readexactly(length)
