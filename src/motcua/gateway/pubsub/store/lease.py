"""Which gateway may write to a JetStream that several could reach: a key that goes out unless its holder renews it."""

from __future__ import annotations

import asyncio
import contextlib

import nats.errors
import nats.js.errors
from nats.js import JetStreamContext
from nats.js.kv import KeyValue

from motcua.gateway.pubsub.store import StoreError

LEASE_S = 6
_KEY = "owner"


class Lease:
    """The holder's name in a bucket whose entries live ``LEASE_S`` seconds; ``lost`` is set when it is somebody else's."""

    def __init__(self, bucket: str, *, holder: str) -> None:
        self._bucket, self._holder = bucket, holder.encode()
        self.lost = asyncio.Event()
        self._kv: KeyValue | None = None
        self._revision = 0
        self._task: asyncio.Task[None] | None = None

    async def take(self, js: JetStreamContext) -> None:
        """Take the lease and keep it; StoreError while another gateway holds it."""
        self._kv = await js.create_key_value(bucket=self._bucket, ttl=LEASE_S, history=1)
        try:
            self._revision = await self._kv.create(_KEY, self._holder)
        except nats.js.errors.KeyWrongLastSequenceError:
            await self._take_over(self._kv)
        self._task = asyncio.get_running_loop().create_task(self._renew(self._kv))

    async def _take_over(self, kv: KeyValue) -> None:
        """Our own of an earlier life may be gone on with."""
        try:
            entry = await kv.get(_KEY)
        except nats.js.errors.KeyNotFoundError:
            entry = None
        if entry is None or entry.value != self._holder or entry.revision is None:
            msg = "another gateway owns the event store"
            raise StoreError(msg)
        self._revision = await kv.update(_KEY, self._holder, last=entry.revision)

    async def _renew(self, kv: KeyValue) -> None:
        try:
            while True:
                await asyncio.sleep(LEASE_S / 3)
                self._revision = await kv.update(_KEY, self._holder, last=self._revision)
        except (nats.errors.Error, TimeoutError, OSError):
            self.lost.set()

    async def release(self) -> None:
        """Give the lease back."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None
        if self._kv is not None and self._revision and not self.lost.is_set():
            with contextlib.suppress(nats.errors.Error, TimeoutError, OSError):
                await self._kv.delete(_KEY, last=self._revision)
        self._revision = 0
