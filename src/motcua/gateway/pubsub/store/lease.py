"""Which gateway may write to a JetStream that several could reach: a key that goes out unless its holder renews it.

Whoever holds the lease believes so only until ``LEASE_S`` seconds (less a margin) after the last renewal *was asked for*: a process that
was stopped, or cut off from NATS, knows by its own clock that another may have taken over, before the key is gone at the server.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
import uuid

import nats.js.errors
from nats.js import JetStreamContext
from nats.js.kv import KeyValue

from motcua.gateway.pubsub.store import StoreTakenError
from motcua.gateway.pubsub.store.connection import AWAY

LEASE_S = 3.0
_MARGIN_S = 0.5
_RENEW_S = 0.7
_KEY = "owner"


async def _bucket(js: JetStreamContext, stream: str) -> KeyValue:
    return await js.create_key_value(bucket=f"{stream}-lease", ttl=LEASE_S, history=1)


async def holder_of(js: JetStreamContext, stream: str) -> str:
    """The holder now, with the number of its life; empty when there is none."""
    try:
        return ((await (await js.key_value(f"{stream}-lease")).get(_KEY)).value or b"").decode()
    except (nats.js.errors.KeyNotFoundError, nats.js.errors.BucketNotFoundError):
        return ""


class Lease:
    """The holder's name in a bucket whose entries live ``LEASE_S`` seconds."""

    def __init__(self, stream: str, *, holder: str) -> None:
        self._stream, self._prefix = stream, f"{holder} ".encode()
        self._value = self._prefix + uuid.uuid4().hex.encode()
        self._kv: KeyValue | None = None
        self._revision = 0
        self._until = 0.0
        self._task: asyncio.Task[None] | None = None

    @property
    def held(self) -> bool:
        """Whether nobody else can hold it at this moment."""
        return time.monotonic() < self._until

    async def take(self, js: JetStreamContext) -> None:
        """Take the lease and keep it; StoreTakenError while another gateway holds it."""
        asked = time.monotonic()
        kv = self._kv = await _bucket(js, self._stream)
        try:
            self._revision = await kv.create(_KEY, self._value)
        except (nats.js.errors.KeyWrongLastSequenceError, nats.js.errors.KeyNotFoundError):  # not found: it went out meanwhile
            await self._take_over(kv)
        self._until = asked + LEASE_S - _MARGIN_S
        self._task = asyncio.get_running_loop().create_task(self._renew(kv))

    async def _take_over(self, kv: KeyValue) -> None:
        """Our own of an earlier life may be gone on with: one process of a gateway asks at a time."""
        try:
            entry = await kv.get(_KEY)
        except nats.js.errors.KeyNotFoundError:
            entry = None
        if entry is None or not (entry.value or b"").startswith(self._prefix) or entry.revision is None:
            msg = "another gateway owns the event store"
            raise StoreTakenError(msg)
        self._revision = await kv.update(_KEY, self._value, last=entry.revision)

    async def _renew(self, kv: KeyValue) -> None:
        """Renew while the lease is held; an answer that did not come is asked for again, as long as there is time."""
        while self.held:
            await asyncio.sleep(_RENEW_S)
            asked = time.monotonic()
            try:
                async with asyncio.timeout(LEASE_S / 2):
                    try:
                        self._revision = await kv.update(_KEY, self._value, last=self._revision)
                    except nats.js.errors.KeyWrongLastSequenceError:
                        if ((await kv.get(_KEY)).value or b"") != self._value:
                            raise
                        await self._take_over(kv)
            except (nats.js.errors.KeyWrongLastSequenceError, nats.js.errors.KeyNotFoundError, StoreTakenError):
                self._until = 0.0
            except AWAY:
                continue
            else:
                self._until = asked + LEASE_S - _MARGIN_S

    async def release(self) -> None:
        """Give the lease back, so that the next need not wait for it to go out."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None
        if self._kv is not None and self.held:
            with contextlib.suppress(*AWAY):
                await self._kv.delete(_KEY, last=self._revision)
        self._until = 0.0
