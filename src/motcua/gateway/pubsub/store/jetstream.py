"""The event store in NATS JetStream: every commit is one message whose number must follow the last, so that no two can write at once.

``STREAM`` holds batches (subject ``STREAM.log``), ``STREAM-state`` the newest snapshot in parts, the bucket ``STREAM-lease`` who may write.
The lease keeps two gateways from delivering at once; that nothing is written by one that has lost it is settled by the numbers. A stream
that the operator has made before (replicas, ``sync_interval: always``) is used as it is.
"""

from __future__ import annotations

import asyncio
import contextlib
import zlib
from collections import OrderedDict
from collections.abc import AsyncIterator, Sequence

import msgspec
import nats.js.errors
from nats.aio.client import Client
from nats.js import JetStreamContext, api

from motcua.gateway.pubsub.store import Kept, StoreError, StoreLostError
from motcua.gateway.pubsub.store.batches import batches, entry_at, seal
from motcua.gateway.pubsub.store.connection import AWAY, connected, words
from motcua.gateway.pubsub.store.lease import Lease

_SHIFT = 32
_PART = 512 * 1024
_AT_ONCE = 32
_TIMEOUT_S = 5.0
_WRONG_LAST = 10071
_FOLLOWS = "Nats-Expected-Last-Sequence"
_REMEMBERED = 32


class _Snapshot(msgspec.Struct, array_like=True):
    first: int
    last: int
    upto: int
    batch: int
    checksum: int


class NatsStore:
    """Batches as messages; a location is ``message << 32 | offset``."""

    def __init__(self, url: str, *, stream: str, segment_bytes: int, holder: str) -> None:
        self.url, self.stream, self.segment_bytes = url, stream, segment_bytes
        self._log, self._state = f"{stream}.log", f"{stream}-state"
        self._lease = Lease(stream, holder=holder)
        self._client: Client | None = None
        self._js: JetStreamContext | None = None
        self._first = 1
        self._last = self._upto = self._batch = self._size = self._since = self._state_last = 0
        self._fold_at = segment_bytes
        self._messages: OrderedDict[int, bytes] = OrderedDict()

    async def open(self) -> bytes | None:
        """Connect, take the lease, read the snapshot."""
        try:
            self._client = await connected(self.url)
            self._js = js = self._client.jetstream(timeout=_TIMEOUT_S)
            await self._lease.take(js)
            await _ensure(js, self.stream, [self._log])
            await _ensure(js, self._state, [f"{self._state}.part", f"{self._state}.done"])
            self._state_last = (await js.stream_info(self._state)).state.last_seq
            state = (await js.stream_info(self.stream)).state
            self._first, self._last, self._size = max(state.first_seq, 1), state.last_seq, state.bytes
            return await self._snapshot(js)
        except AWAY as error:
            raise StoreError(words(error)) from error

    async def _snapshot(self, js: JetStreamContext) -> bytes | None:
        try:
            done = await js.get_last_msg(self._state, f"{self._state}.done")
        except nats.js.errors.NotFoundError:
            if self._first > 1:
                msg = "the snapshot of the event store is gone, and so are its first messages: restore it from a backup"
                raise StoreError(msg) from None
            return None
        about = msgspec.msgpack.decode(done.data or b"", type=_Snapshot)
        parts = [(await js.get_msg(self._state, seq=seq)).data or b"" for seq in range(about.first, about.last + 1)]
        body = b"".join(parts)
        if zlib.crc32(body) != about.checksum:
            msg = "the snapshot of the event store is damaged: restore it from a backup"
            raise StoreError(msg)
        self._upto, self._batch = about.upto, about.batch
        return body

    async def entries(self) -> AsyncIterator[list[Kept]]:
        """The messages since the snapshot."""
        at = max(self._upto + 1, self._first)
        while at <= self._last:
            numbers = range(at, min(at + _AT_ONCE, self._last + 1))
            page: list[Kept] = []
            for number, data in zip(numbers, await asyncio.gather(*map(self._message, numbers)), strict=True):
                found = list(batches(data or b"", 0))
                if len(found) != 1 or found[0].number != self._batch:
                    msg = f"message {number} of stream {self.stream} is damaged or missing: restore it from a backup"
                    raise StoreError(msg)
                self._batch += 1
                self._since += len(data or b"")
                page.extend((number << _SHIFT | offset, payload) for offset, payload in found[0].entries)
            at = numbers[-1] + 1
            yield page

    async def append(self, payloads: Sequence[bytes]) -> list[int]:
        """One message; when nobody can say whether it was kept, or somebody else wrote, the store is lost and must be read again."""
        js, data, offsets = self._stream(), *seal(self._batch, payloads)
        if self._client is not None and len(data) + 1024 > self._client.max_payload:
            msg = f"a batch of {len(data)} bytes is more than the NATS server takes ({self._client.max_payload})"
            raise StoreError(msg)
        try:
            kept = await js.publish(self._log, data, stream=self.stream, headers={_FOLLOWS: str(self._last)}, timeout=_TIMEOUT_S)
        except nats.js.errors.APIError as error:
            lost = error.err_code == _WRONG_LAST
            raise (StoreLostError if lost else StoreError)(words(error)) from error
        except AWAY as error:
            raise StoreLostError(words(error)) from error
        self._last, self._batch = kept.seq, self._batch + 1
        self._size += len(data)
        self._since += len(data)
        self._remember(kept.seq, data)
        return [kept.seq << _SHIFT | offset for offset in offsets]

    async def read(self, locations: Sequence[int]) -> list[bytes | None]:
        """Message by message, each fetched once for all entries in it."""
        numbers = sorted({location >> _SHIFT for location in locations})
        found: dict[int, bytes | None] = {}
        for start in range(0, len(numbers), _AT_ONCE):
            chunk = numbers[start : start + _AT_ONCE]
            found.update(zip(chunk, await asyncio.gather(*map(self._message, chunk)), strict=True))
        results: list[bytes | None] = []
        for location in locations:
            data = found[location >> _SHIFT]
            results.append(None if data is None else entry_at(data, location & (1 << _SHIFT) - 1))
        return results

    @property
    def held(self) -> bool:
        """Whether the lease is ours and NATS can be reached."""
        return self._client is not None and self._client.is_connected and self._lease.held

    @property
    def shared(self) -> bool:
        """Always."""
        return True

    @property
    def first(self) -> int:
        """The first message kept."""
        return self._first << _SHIFT

    @property
    def size(self) -> int:
        """Octets in the stream, as far as known."""
        return self._size

    @property
    def full(self) -> bool:
        """Whether enough was written since the snapshot."""
        return self._since >= self._fold_at

    async def fold(self, snapshot: bytes) -> None:
        """The snapshot in parts, then the message that makes it valid; what was there before goes."""
        js, first = self._stream(), self._state_last + 1
        try:
            for start in range(0, max(len(snapshot), 1), _PART):
                await self._add_state(js, "part", snapshot[start : start + _PART])
            about = _Snapshot(first, self._state_last, self._last, self._batch, zlib.crc32(snapshot))
            await self._add_state(js, "done", msgspec.msgpack.encode(about))
            if about.first > 1:  # up to number 1 means everything to a NATS server
                await js.purge_stream(self._state, seq=about.first)
        except nats.js.errors.APIError as error:
            self._fold_at = self._since + self.segment_bytes
            raise (StoreLostError if error.err_code == _WRONG_LAST else StoreError)(words(error)) from error
        except AWAY as error:
            raise StoreLostError(words(error)) from error
        self._upto, self._since, self._fold_at = self._last, 0, self.segment_bytes

    async def _add_state(self, js: JetStreamContext, kind: str, data: bytes) -> None:
        """A snapshot is in one piece because each part must follow the last: one that another gateway comes between is never finished."""
        headers = {_FOLLOWS: str(self._state_last)}
        kept = await js.publish(f"{self._state}.{kind}", data, stream=self._state, headers=headers, timeout=_TIMEOUT_S)
        self._state_last = kept.seq

    async def drop(self, before: int) -> None:
        """Purge messages that the snapshot stands for."""
        bound = min(before >> _SHIFT, self._upto)
        if bound <= self._first:
            return
        js = self._stream()
        try:
            await js.purge_stream(self.stream, seq=bound, subject=self._log)
            self._size = (await js.stream_info(self.stream)).state.bytes
        except AWAY as error:
            raise StoreError(words(error)) from error
        self._first = bound

    async def close(self) -> None:
        """Give the lease back and end the connection."""
        await self._lease.release()
        if self._client is not None:
            with contextlib.suppress(*AWAY):
                await self._client.close()
            self._client = None

    def _stream(self) -> JetStreamContext:
        if self._js is None or not self.held:
            msg = "the connection to NATS or the lease is lost"
            raise StoreLostError(msg)
        return self._js

    async def _message(self, number: int) -> bytes | None:
        if number < self._first:
            return None
        known = self._messages.get(number)
        if known is not None:
            self._messages.move_to_end(number)
            return known
        js = self._stream()
        try:
            data = (await js.get_msg(self.stream, seq=number)).data or b""
        except nats.js.errors.NotFoundError:
            return None
        except AWAY as error:
            raise StoreLostError(words(error)) from error
        self._remember(number, data)
        return data

    def _remember(self, number: int, data: bytes) -> None:
        self._messages[number] = data
        while len(self._messages) > _REMEMBERED:
            self._messages.popitem(last=False)


async def _ensure(js: JetStreamContext, name: str, subjects: list[str]) -> None:
    try:
        await js.stream_info(name)
    except nats.js.errors.NotFoundError:
        await js.add_stream(name=name, subjects=subjects, storage=api.StorageType.FILE, discard=api.DiscardPolicy.NEW)
