"""The place from which one event store is served in one gateway: whoever owns the store answers here, whoever does not asks him.

Of the worker processes of a gateway the one that holds ``lock`` in the folder sits here and listens on ``socket`` there; when it dies the
kernel lets go of the lock and the next worker goes on. A store in files is then its own. A store in NATS belongs to the one gateway that
holds the lease; the others pass on what they are asked, and try to become the owner as soon as nobody is.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import logging
import os
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from motcua.gateway.core.directory import Directory
from motcua.gateway.core.durable import write_durably
from motcua.gateway.protocol.config import PubSub
from motcua.gateway.pubsub.broker import Broker
from motcua.gateway.pubsub.line import Line, Listener, NobodyListens
from motcua.gateway.pubsub.service import Answer, Ask, Fate, answer, away
from motcua.gateway.pubsub.store import EventStore, StoreError, StoreTakenError
from motcua.gateway.pubsub.store.files import FileStore

if TYPE_CHECKING:  # a gateway without NATS does not load its library
    from motcua.gateway.pubsub.relay import Desk, Relay

logger = logging.getLogger("motcua.gateway")
_LOOK_S = 0.1
_OWNER_S = 0.25  # how often a gateway that waits looks whether the store is free
_WAIT_S = 7.0  # how long a call waits for an owner: longer than a lease lives
_MARGIN_S = 1.0
_AGAIN_S = 1.0
_TELL_S = 1.0
_YIELD_S = 0.4  # for each store that a process owns it leaves others so much time to take the next
_SETTLE_S = 3.0
Make = Callable[[EventStore, Callable[[], None]], Broker]


class Load:
    """How many stores of several a process owns; it hands one over when another process that waits for it owns two less."""

    def __init__(self) -> None:
        self.owned = 0
        self._gave = -_SETTLE_S

    def gives(self, least: int | None) -> bool:
        """Whether to hand one over now; then for a while no other."""
        now = time.monotonic()
        if least is None or self.owned < least + 2 or now < self._gave + _SETTLE_S:
            return False
        self._gave = now
        return True


class Seat:
    """One event store as this process reaches it: that of a ``stream`` in NATS, or with an empty name the one of all other rooms.

    ``make`` builds the broker of a store that this process owns.
    """

    def __init__(self, *, folder: Path, make: Make, directory: Callable[[], Directory], load: Load, stream: str = "") -> None:
        self.folder, self.stream, self._make, self._directory, self._load = folder, stream, make, directory, load
        self.broker: Broker | None = None
        self._task: asyncio.Task[None] | None = None
        self._changed = asyncio.Event()
        self._line: Line | None = None
        self._relay: Relay | None = None
        self._seated = self._closing = False

    def start(self) -> None:
        """Sit down as soon as no other process of the gateway does."""
        self._task = asyncio.get_running_loop().create_task(self._run())

    async def close(self) -> None:
        """Let go of the store, in order."""
        self._closing = True
        self._changed.set()
        if self._task is not None:
            await self._task
        if self._line is not None:
            self._line.close()

    async def ask(self, ask: Ask) -> Answer:
        """The answer of whoever owns the store; it may take some seconds when the owner has just died.

        What reads, and a publication, whose number the next owner knows again, is asked until somebody answers.
        """
        until, fate = ask.until or time.monotonic() + _WAIT_S, Fate.UNSEEN
        while (left := until - time.monotonic()) > 0 and not self._closing:
            broker = self.broker
            if broker is not None and broker.store.held:
                found = await answer(broker, ask)
            else:
                found = await self._ask_elsewhere(ask, left)
            if found.fate is Fate.ANSWERED:
                return found
            if found.fate is Fate.UNKNOWN:
                if ask.method != "GET" and not ask.number:
                    return found
                fate = Fate.UNKNOWN
                ask = msgspec.structs.replace(ask, again=True)
            await asyncio.sleep(_LOOK_S / 2)
        return away(fate)

    async def _ask_elsewhere(self, ask: Ask, left: float) -> Answer:
        """The answer of another process, or what is known of the ask when there is none."""
        asked, found = await self._pass_on(ask, left)
        return found or away(Fate.UNKNOWN if asked else Fate.UNSEEN)

    async def _pass_on(self, ask: Ask, left: float) -> tuple[bool, Answer | None]:
        relay = self._relay
        if relay is not None:
            try:
                return True, await relay.ask(msgspec.structs.replace(ask, until=0.0), wait_s=left)
            except NobodyListens:
                return False, None
        if self._seated:
            return False, None
        if self._line is None or self._line.closed:
            with contextlib.suppress(OSError):
                self._line = await Line.open(self.folder)
        if self._line is None or self._line.closed:
            return False, None
        late = time.monotonic() + left - _MARGIN_S  # when it is too late to begin what is not to be done after we have given up
        return True, await self._line.ask(msgspec.structs.replace(ask, until=late), wait_s=left)

    # sitting
    async def _run(self) -> None:
        while not self._closing:
            lock = self._lock() if self._directory().config.pubsub is not None else None
            if lock is None:
                await self._pause(_LOOK_S)
                continue
            listener = Listener(self.ask)
            try:
                await listener.open(self.folder)
                self._seated = True
                while not self._closing:
                    await self._serve()
            except OSError as error:
                logger.error("publish/subscribe: %s", error)  # noqa: TRY400
                await self._pause(_AGAIN_S)
            finally:
                self._seated = False
                await listener.close()
                os.close(lock)

    async def _serve(self) -> None:
        """Own the store until it is lost, or wait beside its owner until nobody is; faults are told and left to the next attempt."""
        settings = self._directory().config.pubsub
        if settings is None or (self.stream and settings.store != "nats"):
            await self._pause(_LOOK_S)
            return
        try:
            if settings.store == "nats":
                await self._stand_by(settings)
            if self._goes_on(settings):
                await self._own(settings)
        except StoreTakenError:
            return
        except StoreError as error:
            logger.error("the event store cannot be used: %s", error)  # noqa: TRY400
            await self._pause(_AGAIN_S)
        except Exception:  # whatever it was, the next attempt begins from the store
            logger.exception("publish/subscribe")
            await self._pause(_AGAIN_S)

    async def _own(self, settings: PubSub) -> None:
        self._changed.clear()
        store = self._store(settings)
        broker = self._make(store, self._changed.set)
        desk: Desk | None = None
        try:
            await broker.start()
            if settings.store == "nats":
                desk = await self._desk(settings, broker)
        except BaseException:
            await broker.stop()
            raise
        self.broker = broker
        self._load.owned += 1
        await self._hang_up()
        logger.info("this process owns the event store (%s %s)", settings.store, self._name_of(settings))
        try:
            while store.held and self._goes_on(settings) and not self._changed.is_set():
                if desk is not None and (not desk.lives or self._load.gives(desk.least)):
                    break
                await self._pause(_LOOK_S)
        finally:
            self.broker = None
            self._load.owned -= 1
            if desk is not None:
                await desk.close()
            await broker.stop()

    async def _desk(self, settings: PubSub, broker: Broker) -> Desk:
        from motcua.gateway.pubsub.relay import Desk

        desk = Desk(lambda ask: answer(broker, ask), lambda: broker.store.held)
        await desk.open(settings.url, self._name_of(settings))
        return desk

    async def _stand_by(self, settings: PubSub) -> None:
        """Pass on what is asked until nobody owns the store, then leave it for a moment to who owns less. StoreError when NATS is away."""
        from motcua.gateway.pubsub.relay import Relay

        self._changed.clear()
        told = 0.0
        try:
            if self._relay is None:
                self._relay = await Relay.open(settings.url, self._name_of(settings))
            while self._goes_on(settings):
                if await self._taken(self._relay):
                    if time.monotonic() > told + _TELL_S:
                        told = time.monotonic()
                        await self._relay.tell(self._load.owned)
                    await self._pause(_OWNER_S)
                    continue
                await self._pause(_YIELD_S * self._load.owned)
                if not await self._taken(self._relay):
                    return
        except BaseException:
            await self._hang_up()
            raise
        await self._hang_up()

    async def _taken(self, relay: Relay) -> bool:
        """Whether another gateway owns the store; our own lease of an earlier life is as good as none."""
        owner = await relay.owner()
        return bool(owner) and not owner.startswith(f"{self._name()} ")

    async def _hang_up(self) -> None:
        relay, self._relay = self._relay, None
        if relay is not None:
            await relay.close()

    def _name_of(self, settings: PubSub) -> str:
        """The stream in NATS."""
        return self.stream or settings.stream

    def _goes_on(self, settings: PubSub) -> bool:
        """Whether the process stays and the configuration still wants the same store."""
        now = self._directory().config.pubsub
        wanted = (settings.store, settings.url, settings.stream, settings.segment_bytes)
        return not self._closing and now is not None and (now.store, now.url, now.stream, now.segment_bytes) == wanted

    def _store(self, settings: PubSub) -> EventStore:
        if settings.store == "nats":
            from motcua.gateway.pubsub.store.jetstream import NatsStore

            return NatsStore(settings.url, stream=self._name_of(settings), segment_bytes=settings.segment_bytes, holder=self._name())
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
