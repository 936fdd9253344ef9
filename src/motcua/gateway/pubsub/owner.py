"""Publish/subscribe in a gateway of one or several worker processes: one of them owns the event store, the others ask it.

Whoever holds ``lock`` in the folder owns the store and listens on ``socket`` there; when it dies the kernel lets go of the lock and the
next worker reads the store and goes on.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import logging
import os
import uuid
from collections.abc import Awaitable, Callable
from pathlib import Path
from urllib.parse import unquote

from motcua.gateway.app.http import Response, phrase
from motcua.gateway.core.directory import Directory
from motcua.gateway.core.durable import write_durably
from motcua.gateway.core.message import Message
from motcua.gateway.protocol import faults
from motcua.gateway.protocol.config import RESERVED_IN_ROOMS, PubSub
from motcua.gateway.protocol.faults import Fault
from motcua.gateway.protocol.record import Record
from motcua.gateway.pubsub.access import Access
from motcua.gateway.pubsub.broker import Broker
from motcua.gateway.pubsub.line import Line, Listener
from motcua.gateway.pubsub.notes import Notes
from motcua.gateway.pubsub.service import Answer, Ask, answer
from motcua.gateway.pubsub.store import EventStore, StoreError
from motcua.gateway.pubsub.store.files import FileStore
from motcua.gateway.pubsub.wire import Signer

logger = logging.getLogger("motcua.gateway")
_LOOK_S = 0.1
_WAIT_S = 5.0
_AGAIN_S = 1.0
_BODY_BYTES = 1024 * 1024


class PubSubService:
    """What the exchange knows of publish/subscribe: whether a message is for it, and its answer."""

    def __init__(
        self, *, folder: Path, signer: Signer, keep: Callable[[Record], Awaitable[None]], directory: Callable[[], Directory]
    ) -> None:
        self.folder, self._signer, self._keep, self._directory = folder, signer, keep, directory
        self.broker: Broker | None = None
        self._access: Access | None = None
        self._task: asyncio.Task[None] | None = None
        self._changed = asyncio.Event()
        self._line: Line | None = None
        self._closing = False

    @property
    def counts(self) -> dict[str, int]:
        """Events published, delivered, failed and given up by this process since it owns the store."""
        return dict(self.broker.counts) if self.broker is not None else {}

    def start(self) -> None:
        """Own the store as soon as nobody else does."""
        self._task = asyncio.get_running_loop().create_task(self._run())

    async def close(self) -> None:
        """Let go of the store, in order."""
        self._closing = True
        self._changed.set()
        if self._task is not None:
            await self._task
        if self._line is not None:
            self._line.close()

    def takes(self, directory: Directory, message: Message) -> bool:
        """Whether the message is for a room; the service codes ``api``, ``pub``, ``pull`` are reserved there and nowhere else."""
        if directory.config.pubsub is None or message.service.service_code not in RESERVED_IN_ROOMS:
            return False
        if self._access is None or self._access.directory is not directory:
            self._access = Access(directory)
        return str(message.service.provider) in self._access.rooms

    async def answer(self, message: Message) -> Response:
        """The answer of a room to an authenticated client; Fault as for any call."""
        settings = self._directory().config.pubsub
        most = max(_BODY_BYTES, 4 * settings.event_bytes) if settings else 0
        if len(message.body) > most:
            raise Fault(faults.BAD_REQUEST, f"Nội dung dài hơn {most} byte. The body is longer than {most} bytes.")
        ask = Ask(
            client=str(message.client),
            room=str(message.service.provider),
            area=message.service.service_code,
            method=message.method,
            steps=tuple(unquote(step) for step in message.path.split("/")[1:]),
            query=message.query or "",
            body=bytes(message.body),
        )
        found = await self._ask(ask)
        if found.fault:
            raise Fault(found.fault, found.message)
        headers = [("Content-Type", "application/json; charset=utf-8")] if found.body else []
        return Response(found.status, headers, found.body, phrase(found.status))

    async def _ask(self, ask: Ask) -> Answer:
        until = asyncio.get_running_loop().time() + _WAIT_S
        while asyncio.get_running_loop().time() < until and not self._closing:
            if self.broker is not None:
                return await answer(self.broker, ask)
            if self._line is None or self._line.closed:
                with contextlib.suppress(OSError):
                    self._line = await Line.open(self.folder)
            if self._line is not None and not self._line.closed:
                found = await self._line.ask(ask)
                if found is not None:
                    return found
                if ask.method != "GET":
                    raise Fault(faults.INTERNAL, "The event store went away; whether the request was kept is not known")
            await asyncio.sleep(_LOOK_S / 2)
        raise Fault(faults.INTERNAL, "The event store is not available at present")

    # owning
    async def _run(self) -> None:
        while not self._closing:
            settings = self._directory().config.pubsub
            if settings is None:
                await self._pause(_LOOK_S)
                continue
            lock = self._lock()
            if lock is None:
                await self._pause(_LOOK_S)
                continue
            try:
                await self._own(settings)
            except StoreError as error:
                logger.error("the event store cannot be used: %s", error)  # noqa: TRY400
                await self._pause(_AGAIN_S)
            except Exception:  # whatever it was, the next attempt begins from the store
                logger.exception("publish/subscribe")
                await self._pause(_AGAIN_S)
            finally:
                os.close(lock)

    async def _own(self, settings: PubSub) -> None:
        self._changed.clear()
        store = self._store(settings)
        broker = Broker(store=store, signer=self._signer, notes=Notes(self._keep), directory=self._directory, lost=self._changed.set)
        try:
            await broker.start()
            listener = Listener(lambda ask: answer(broker, ask))
            await listener.open(self.folder)
        except BaseException:
            await broker.stop()
            raise
        self.broker = broker
        logger.info("this process owns the event store (%s)", settings.store)
        try:
            while not self._closing and not self._changed.is_set() and self._same(settings):
                await self._pause(_LOOK_S)
        finally:
            self.broker = None
            listener.close()
            await broker.stop()

    def _same(self, settings: PubSub) -> bool:
        """Whether the configuration still wants the same store."""
        now = self._directory().config.pubsub
        wanted = (settings.store, settings.url, settings.stream, settings.segment_bytes)
        return now is not None and (now.store, now.url, now.stream, now.segment_bytes) == wanted

    def _store(self, settings: PubSub) -> EventStore:
        if settings.store == "nats":
            from motcua.gateway.pubsub.store.jetstream import NatsStore

            return NatsStore(settings.url, stream=settings.stream, segment_bytes=settings.segment_bytes, holder=self._name())
        return FileStore(self.folder, segment_bytes=settings.segment_bytes)

    def _name(self) -> str:
        """The gateway's name as the holder of a lease, the same after a restart."""
        path = self.folder / "holder"
        if not path.exists():
            write_durably(path, uuid.uuid4().hex.encode(), mode=0o600)
        return path.read_text(encoding="ascii")

    def _lock(self) -> int | None:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(lock)
            return None
        return lock

    async def _pause(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._changed.wait(), timeout=seconds)
