"""The event store in files of our own: numbered segments of batches, one fdatasync a commit, snapshots beside them.

``events-NNNNNNNN.seg`` begins with ``MCEVT1`` and the number of its first batch; ``state-NNNNNNNN.snap`` is the state before that segment.
"""

from __future__ import annotations

import asyncio
import os
import struct
import zlib
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from motcua.gateway.core.durable import write_all, write_durably
from motcua.gateway.pubsub.store import Kept, StoreError
from motcua.gateway.pubsub.store.batches import ENTRY_HEAD, batches, entry_at, entry_size, holds_batch, seal

_MAGIC = b"MCEVT1\n"
_NUMBER = struct.Struct(">Q")
_SNAPSHOT = struct.Struct(">4sQI")
_START = len(_MAGIC) + _NUMBER.size
_GUESS = 4096  # one read fetches most entries whole
_RETRY_BYTES = 1024 * 1024
_SHIFT = 32
T = TypeVar("T")


class FileStore:
    """Segments in one folder; a location is ``segment << 32 | offset``. One process at a time (the caller holds the lock)."""

    def __init__(self, folder: Path, *, segment_bytes: int) -> None:
        self.folder, self.segment_bytes = folder, segment_bytes
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="event-store")
        self._files: dict[int, int] = {}
        self._sizes: dict[int, int] = {}
        self._segment = self._batch = 0
        self._snapshots: list[int] = []
        self._since = 1
        self._fold_at = segment_bytes
        self._broken = ""

    async def open(self) -> bytes | None:
        """The newest snapshot that is whole."""
        return await self._do(self._open)

    async def entries(self) -> AsyncIterator[list[Kept]]:
        """Segment by segment; the torn end of the last one is cut off, it was promised to nobody."""
        for number in sorted(self._files):
            if number >= self._since:
                yield await self._do(lambda number=number: self._scan(number))  # type: ignore[misc]
        if not self._files:
            await self._do(self._start_segment)

    async def append(self, payloads: Sequence[bytes]) -> list[int]:
        """One batch, one fdatasync."""
        return await self._do(lambda: self._append(payloads))

    async def read(self, locations: Sequence[int]) -> list[bytes | None]:
        """From the page cache or the disk, in another thread."""
        return await asyncio.to_thread(lambda: [self._entry(location) for location in locations])

    @property
    def held(self) -> bool:
        """Always: the lock of the folder ends with its process."""
        return True

    @property
    def shared(self) -> bool:
        """Never: the folder is that of one gateway."""
        return False

    @property
    def first(self) -> int:
        """The beginning of the oldest segment."""
        return min(self._files, default=0) << _SHIFT

    @property
    def size(self) -> int:
        """Octets of all segments."""
        return sum(self._sizes.values())

    @property
    def full(self) -> bool:
        """Whether the last segment has reached its size."""
        return self._sizes.get(self._segment, 0) >= self._fold_at

    async def fold(self, snapshot: bytes) -> None:
        """A new segment, and the state before it."""
        await self._do(lambda: self._fold(snapshot))

    async def drop(self, before: int) -> None:
        """Delete whole segments that end before the location and before the older of the two newest snapshots."""
        await self._do(lambda: self._drop(before))

    async def close(self) -> None:
        """Close the files."""
        await self._do(self._close)
        self._thread.shutdown()

    async def _do(self, work: Callable[[], T]) -> T:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, work)
        except OSError as error:
            raise StoreError(str(error)) from error

    def _path(self, segment: int) -> Path:
        return self.folder / f"events-{segment:08d}.seg"

    def _open(self) -> bytes | None:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for leftover in self.folder.glob("*.new"):
            leftover.unlink()
        numbers = sorted(int(path.stem[7:]) for path in self.folder.glob("events-*.seg"))
        if numbers != list(range(numbers[0], numbers[0] + len(numbers)) if numbers else []):
            msg = "a segment of the event store is missing"
            raise StoreError(msg)
        found: bytes | None = None
        for number in sorted((int(path.stem[6:]) for path in self.folder.glob("state-*.snap")), reverse=True):
            state = _read_snapshot((self.folder / f"state-{number:08d}.snap").read_bytes())
            if state is not None and numbers and number <= numbers[-1]:
                self._snapshots.insert(0, number)
                if found is None:
                    self._since, (self._batch, found) = number, state
        if found is None and (numbers[:1] not in ([], [1]) or (not numbers and any(self.folder.glob("state-*.snap")))):
            msg = "no snapshot of the event store fits its segments: restore it from a backup"
            raise StoreError(msg)
        for number in numbers:
            self._files[number] = os.open(self._path(number), os.O_RDWR | os.O_CLOEXEC)
            self._sizes[number] = os.fstat(self._files[number]).st_size
            self._segment = number
        return found

    def _scan(self, segment: int) -> list[Kept]:
        data = self._path(segment).read_bytes()
        if not data.startswith(_MAGIC) or len(data) < _START:
            msg = f"{self._path(segment).name} is not a segment of the event store"
            raise StoreError(msg)
        kept: list[Kept] = []
        self._batch, end = _NUMBER.unpack_from(data, len(_MAGIC))[0], _START
        for batch in batches(data, _START):
            if batch.number != self._batch:
                msg = f"{self._path(segment).name}: batch {self._batch} is missing"
                raise StoreError(msg)
            kept.extend((segment << _SHIFT | offset, payload) for offset, payload in batch.entries)
            self._batch, end = batch.number + 1, batch.end
        if end < len(data):
            if segment != self._segment or holds_batch(data, end):
                msg = f"{self._path(segment).name} is damaged at {end}: restore it from a backup"
                raise StoreError(msg)
            os.ftruncate(self._files[segment], end)
            os.fdatasync(self._files[segment])
        self._sizes[segment] = end
        return kept

    def _append(self, payloads: Sequence[bytes]) -> list[int]:
        if self._broken:
            raise StoreError(self._broken)
        data, offsets = seal(self._batch, payloads)
        file, size = self._files[self._segment], self._sizes[self._segment]
        try:
            write_all(file, data, size)
            os.fdatasync(file)
        except OSError as error:
            try:
                os.ftruncate(file, size)
                os.fdatasync(file)
            except OSError:
                self._broken = str(error)
            raise
        self._sizes[self._segment] = size + len(data)
        self._batch += 1
        base = self._segment << _SHIFT | size
        return [base + offset for offset in offsets]

    def _entry(self, location: int) -> bytes | None:
        file = self._files.get(location >> _SHIFT)
        if file is None:
            return None
        offset = location & (1 << _SHIFT) - 1
        try:
            data = os.pread(file, _GUESS, offset)
            size = entry_size(data[:ENTRY_HEAD]) if len(data) >= ENTRY_HEAD else 0
            if size > len(data) == _GUESS:
                data += os.pread(file, size - _GUESS, offset + _GUESS)
        except OSError:  # the segment was dropped meanwhile
            return None
        return entry_at(data, 0)

    def _start_segment(self) -> None:
        number = self._segment + 1
        write_durably(self._path(number), _MAGIC + _NUMBER.pack(self._batch), mode=0o600)
        self._files[number] = os.open(self._path(number), os.O_RDWR | os.O_CLOEXEC)
        self._segment, self._sizes[number] = number, _START

    def _fold(self, snapshot: bytes) -> None:
        try:
            if self._sizes[self._segment] > _START:
                self._start_segment()
            head = _SNAPSHOT.pack(b"MCS1", self._batch, zlib.crc32(snapshot))
            write_durably(self.folder / f"state-{self._segment:08d}.snap", head + snapshot, mode=0o600)
        except OSError:
            self._fold_at = self._sizes[self._segment] + _RETRY_BYTES
            raise
        self._fold_at = self.segment_bytes
        self._snapshots = [*(n for n in self._snapshots if n != self._segment), self._segment]
        for old in self._snapshots[:-2]:
            (self.folder / f"state-{old:08d}.snap").unlink(missing_ok=True)
        self._snapshots = self._snapshots[-2:]

    def _drop(self, before: int) -> None:
        bound = min(before >> _SHIFT, *self._snapshots[-2:], self._segment) if self._snapshots else 0
        for number in sorted(n for n in self._files if n < bound):
            self._path(number).unlink(missing_ok=True)
            os.close(self._files.pop(number))
            del self._sizes[number]

    def _close(self) -> None:
        for file in self._files.values():
            os.close(file)
        self._files.clear()


def _read_snapshot(data: bytes) -> tuple[int, bytes] | None:
    if len(data) < _SNAPSHOT.size:
        return None
    magic, batch, checksum = _SNAPSHOT.unpack_from(data)
    body = data[_SNAPSHOT.size :]
    return (batch, body) if magic == b"MCS1" and zlib.crc32(body) == checksum else None
