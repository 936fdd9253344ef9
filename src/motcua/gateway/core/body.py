"""Bodies of messages: in memory while they are short, in a file without a name when they are not.

An answer may not leave before its record is durable, so a body must wait somewhere whole. It waits in memory up to
``Limits.body_memory``; what is longer is written in pieces of that size to the spool folder and read back in pieces. The process
holds at most ``Limits.buffered_bytes`` of bodies in memory (beyond that even short ones go to the disk) and ``Limits.spool_bytes`` on disk.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from motcua.gateway.protocol.config import Limits

CHUNK = 256 * 1024
_TEMPORARY = "spooled-"


class SpoolError(RuntimeError):
    """A body could be kept neither in memory nor on disk, or could not be read back."""


class Spool:
    """Where the bodies of one process wait; ``held`` are their bytes in memory, ``stored`` those on disk."""

    def __init__(self, folder: Path, limits: Limits) -> None:
        self.folder, self.limits = folder, limits
        self.held = self.stored = 0
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for left in folder.glob(f"{_TEMPORARY}*"):
            left.unlink(missing_ok=True)

    def has_room(self, length: int) -> bool:
        """Whether a body of this announced length could be kept now."""
        return length <= self.limits.body_memory or self.stored + length <= self.limits.spool_bytes

    def open(self) -> int:
        """A file that nobody else can open and that vanishes with the process. SpoolError."""
        try:
            with contextlib.suppress(OSError):  # a file system without nameless files
                return os.open(self.folder, os.O_TMPFILE | os.O_RDWR | os.O_CLOEXEC, 0o600)
            handle, name = tempfile.mkstemp(dir=self.folder, prefix=_TEMPORARY)
            Path(name).unlink()
        except OSError as error:
            raise SpoolError(str(error)) from error
        return handle

    def write(self, handle: int, data: bytes, offset: int) -> None:
        """Append to a body's file. SpoolError when the disk, or what of it may be used, is full."""
        if self.stored + len(data) > self.limits.spool_bytes:
            msg = "the spool is full"
            raise SpoolError(msg)
        view = memoryview(data)
        try:
            while view:
                written = os.pwrite(handle, view, offset)
                view, offset = view[written:], offset + written
        except OSError as error:
            raise SpoolError(str(error)) from error
        self.stored += len(data)


class Body:
    """Octets that are added once and read as often as needed, ``size`` of them; without a spool they stay in memory.

    ``close`` gives file and memory back at once; a body that nobody refers to any more does so by itself.
    """

    __slots__ = ("_digest", "_file", "_hash", "_parts", "_spool", "_stored", "size")

    def __init__(self, spool: Spool | None = None) -> None:
        self._spool = spool
        self._parts: list[bytes] = []
        self.size = self._stored = 0
        self._file = -1
        self._digest: bytes | None = None
        self._hash: hashlib._Hash | None = None

    @classmethod
    def of(cls, data: bytes | Body) -> Body:
        """A body in memory with these octets; a body stays the one it is."""
        if isinstance(data, Body):
            return data
        body = cls()
        if data:
            body.add(data)
        return body

    def add(self, data: bytes) -> None:
        """More octets at the end. SpoolError when there is no place for them; the body is then to be closed."""
        self._parts.append(data)
        self.size += len(data)
        self._digest = None
        spool = self._spool
        if spool is not None:
            spool.held += len(data)
            if self.size - self._stored > spool.limits.body_memory or spool.held > spool.limits.buffered_bytes:
                self._set_down(spool)

    def _set_down(self, spool: Spool) -> None:
        if self._file < 0 or self._hash is None:
            self._file, self._hash = spool.open(), hashlib.sha512()
        data = b"".join(self._parts)
        spool.write(self._file, data, self._stored)
        self._hash.update(data)
        self._stored += len(data)
        self._parts.clear()
        spool.held -= len(data)

    def digest(self) -> bytes | None:
        """SHA-512, None when there is no octet."""
        if self._digest is None and self.size:
            if self._hash is None:
                self._digest = hashlib.sha512(bytes(self)).digest()
            else:
                state = self._hash.copy()
                for part in self._parts:
                    state.update(part)
                self._digest = state.digest()
        return self._digest

    @property
    def in_memory(self) -> bool:
        """Whether no part of it lies on disk."""
        return not self._stored

    def chunks(self) -> Iterator[bytes]:
        """The octets from the beginning, in pieces of at most ``CHUNK`` from disk. SpoolError when they cannot be read back."""
        offset = 0
        while offset < self._stored:
            try:
                data = os.pread(self._file, min(CHUNK, self._stored - offset), offset)
            except OSError as error:
                raise SpoolError(str(error)) from error
            if not data:
                msg = "the spooled body ends too soon"
                raise SpoolError(msg)
            offset += len(data)
            yield data
        yield from self._parts

    def close(self) -> None:
        """Forget the octets and give back where they were."""
        spool = self._spool
        if spool is not None:
            spool.held -= self.size - self._stored
            spool.stored -= self._stored
            self._spool = None
        if self._file >= 0:
            os.close(self._file)
            self._file = -1
        self._parts, self.size, self._stored, self._digest = [], 0, 0, None

    def __len__(self) -> int:
        return self.size

    def __bool__(self) -> bool:
        return self.size > 0

    def __bytes__(self) -> bytes:
        """All octets at once: only for bodies that are known to be short."""
        return self._parts[0] if len(self._parts) == 1 and not self._stored else b"".join(self.chunks())

    def __del__(self) -> None:
        if self._file >= 0 or self._spool is not None:
            self.close()


NOTHING = Body()  # of messages without a body: it is never added to
