"""The line between gateways: requests to the one that owns an event store, over the NATS server in which the store lies.

Asks go to the subject ``STREAM-ask``, on which the owner alone listens; answers come back to a subject of the one ask. On ``STREAM-waits``
it hears how many stores each of the others owns, so that one who owns many can let go of some. Asks and answers are cut into
parts that the server takes: ``number of the part (2) · parts (2) · octets``, big-endian, behind the ask's number (16) where asks are put
together.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import struct
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterator

import msgspec
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.aio.subscription import Subscription
from nats.js import JetStreamContext

from motcua.gateway.pubsub.line import NobodyListens
from motcua.gateway.pubsub.service import Answer, Ask
from motcua.gateway.pubsub.store import StoreError
from motcua.gateway.pubsub.store.connection import AWAY, connected, words
from motcua.gateway.pubsub.store.lease import holder_of

_PART = struct.Struct(">16sHH")
_ROOM = 1024  # octets of a message that are not payload
_HALF_READ = 256
_TIMEOUT_S = 5
_HEARD_S = 3.0
_GRACE_S = 1.0
_STATUS, _NOBODY = "Status", "503"


def parts(number: bytes, data: bytes, *, most: int) -> Iterator[bytes]:
    """The messages that carry ``data``, none longer than ``most`` octets."""
    room = most - _PART.size
    count = max(1, -(-len(data) // room))
    for index in range(count):
        yield _PART.pack(number, index, count) + data[index * room : (index + 1) * room]


class Gathering:
    """Puts parts together; of what never becomes whole only the newest is remembered."""

    def __init__(self) -> None:
        self._open: OrderedDict[bytes, dict[int, bytes]] = OrderedDict()

    def add(self, message: bytes) -> tuple[bytes, bytes] | None:
        """Number and octets of what has become whole with this part."""
        if len(message) < _PART.size:
            return None
        number, index, count = _PART.unpack_from(message)
        if count == 1:
            return number, message[_PART.size :]
        found = self._open.setdefault(number, {})
        found[index] = message[_PART.size :]
        if len(found) < count:
            while len(self._open) > _HALF_READ:
                self._open.popitem(last=False)
            return None
        del self._open[number]
        return number, b"".join(found[n] for n in sorted(found))


class Desk:
    """The owner's end: answers what other gateways ask, as long as ``held``."""

    def __init__(self, answer: Callable[[Ask], Awaitable[Answer]], held: Callable[[], bool]) -> None:
        self._answer, self._held = answer, held
        self._client: Client | None = None
        self._heard: list[Subscription] = []
        self._gathering = Gathering()
        self._others: dict[bytes, tuple[int, float]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def open(self, url: str, stream: str) -> None:
        """Listen; StoreError when NATS is away."""
        self._client = await connected(url)
        try:
            self._heard = [
                await self._client.subscribe(f"{stream}-ask", cb=self._take),
                await self._client.subscribe(f"{stream}-waits", cb=self._hear),
            ]
            await self._client.flush(_TIMEOUT_S)
        except AWAY as error:
            await self.close()
            raise StoreError(words(error)) from error

    @property
    def least(self) -> int | None:
        """How many stores the one owns who has the fewest of those that wait for this one; None when nobody waits."""
        now = time.monotonic()
        return min((owned for owned, at in self._others.values() if now < at + _HEARD_S), default=None)

    @property
    def lives(self) -> bool:
        """Whether others can still reach it."""
        return self._client is not None and self._client.is_connected

    async def close(self) -> None:
        """Listen no more; who has been heard is still answered, for a moment."""
        client = self._client
        if client is None:
            return
        with contextlib.suppress(*AWAY):
            for subscription in self._heard:
                await subscription.unsubscribe()
            if self._tasks:
                await asyncio.wait(tuple(self._tasks), timeout=_GRACE_S)
            await client.flush(_TIMEOUT_S)
            await client.close()
        self._client = None

    async def _take(self, message: Msg) -> None:
        whole = self._gathering.add(message.data)
        if whole is None or not self._held():
            return
        task = asyncio.get_running_loop().create_task(self._one(message.reply, *whole))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _hear(self, message: Msg) -> None:
        name, _, owned = message.data.partition(b" ")
        if owned.isdigit():
            self._others[name] = (int(owned), time.monotonic())

    async def _one(self, reply: str, number: bytes, data: bytes) -> None:
        with contextlib.suppress(msgspec.MsgspecError, *AWAY):
            found = msgspec.msgpack.encode(await self._answer(msgspec.msgpack.decode(data, type=Ask)))
            client = self._client
            if client is not None:
                for part in parts(number, found, most=client.max_payload - _ROOM):
                    await client.publish(reply, part)


class Relay:
    """The end of a gateway that does not own the store."""

    def __init__(self, client: Client, stream: str) -> None:
        self._client, self._stream = client, stream
        self._js: JetStreamContext = client.jetstream(timeout=_TIMEOUT_S)
        self._inbox = client.new_inbox()
        self._waiting: dict[bytes, asyncio.Future[bytes | None]] = {}
        self._gathering = Gathering()
        self._owner = ""

    @classmethod
    async def open(cls, url: str, stream: str) -> Relay:
        """Connect; StoreError when NATS is away."""
        relay = cls(await connected(url), stream)
        try:
            await relay._client.subscribe(f"{relay._inbox}.*", cb=relay._take)
            await relay._client.flush(_TIMEOUT_S)
        except AWAY as error:
            await relay.close()
            raise StoreError(words(error)) from error
        return relay

    async def owner(self) -> str:
        """Who owns the store, empty when nobody does; asks to one who does no more are given up. StoreError when NATS is away."""
        try:
            now = await holder_of(self._js, self._stream)
        except AWAY as error:
            raise StoreError(words(error)) from error
        if now != self._owner:
            self._owner = now
            self._give_up()
        return now

    async def tell(self, owned: int) -> None:
        """Say to the owner how many stores this process owns. StoreError when NATS is away."""
        try:
            await self._client.publish(f"{self._stream}-waits", f"{self._inbox} {owned}".encode())
        except AWAY as error:
            raise StoreError(words(error)) from error

    async def ask(self, ask: Ask, *, wait_s: float) -> Answer | None:
        """The owner's answer; None when it goes away before it has answered: then nobody knows what became of the ask."""
        number = os.urandom(16)
        future: asyncio.Future[bytes | None] = asyncio.get_running_loop().create_future()
        self._waiting[number] = future
        try:
            async with asyncio.timeout(wait_s):
                for part in parts(number, msgspec.msgpack.encode(ask), most=self._client.max_payload - _ROOM):
                    await self._client.publish(f"{self._stream}-ask", part, reply=f"{self._inbox}.{number.hex()}")
                found = await future
            return None if found is None else msgspec.msgpack.decode(found, type=Answer)
        except (msgspec.MsgspecError, *AWAY):
            return None
        finally:
            self._waiting.pop(number, None)

    async def close(self) -> None:
        """Hang up; who still waits is told."""
        self._give_up()
        with contextlib.suppress(*AWAY):
            await self._client.close()

    def _give_up(self) -> None:
        for future in self._waiting.values():
            if not future.done():
                future.set_result(None)

    async def _take(self, message: Msg) -> None:
        if message.headers and message.headers.get(_STATUS) == _NOBODY:
            number = bytes.fromhex(message.subject.rpartition(".")[2])
            future = self._waiting.get(number)
            if future is not None and not future.done():
                future.set_exception(NobodyListens())
            return
        whole = self._gathering.add(message.data)
        future = self._waiting.get(whole[0]) if whole is not None else None
        if whole is not None and future is not None and not future.done():
            future.set_result(whole[1])
