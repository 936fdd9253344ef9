"""Small states in one file that every worker process of the machine maps into memory; each is found by the digest of its name.

What stands there outlives the process (``kill -9`` included). A state is written under the lock of the file. Who reads eight aligned octets
in native order without the lock reads them as they were at one moment.
"""

from __future__ import annotations

import fcntl
import hashlib
import mmap
import os
import struct
from pathlib import Path

_HEADER = struct.Struct("<8sQ")  # magic, slots in use
_KEY = 16
_GROW = 64


class SlotFile:
    """The file of one kind of state. One object per process; ``magic`` (8 octets) tells the kind, ``size`` octets are a state.

    ``map`` are the octets, ``file`` is the descriptor to be locked.
    """

    def __init__(self, path: Path, *, magic: bytes, size: int) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._magic, self._slot = magic, _KEY + size
        self.file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self._places: dict[tuple[object, ...], int] = {}
        self._keys: dict[bytes, int] = {}
        self._read = 0
        fcntl.flock(self.file, fcntl.LOCK_EX)
        try:
            found = os.fstat(self.file).st_size
            if found < _HEADER.size or os.pread(self.file, len(magic), 0) != magic:
                os.ftruncate(self.file, 0)  # not ours, or cut off while it was made: nothing in it can be trusted
                _allocate(self.file, _HEADER.size + _GROW * self._slot)
                os.pwrite(self.file, _HEADER.pack(magic, 0), 0)
            self.map = mmap.mmap(self.file, 0)
        finally:
            fcntl.flock(self.file, fcntl.LOCK_UN)

    def sync(self) -> None:
        """Hand the states to the disk; slow, so never on the way of a call."""
        self.map.flush()

    def close(self) -> None:
        """Hand over and let go."""
        self.map.flush()
        self.map.close()
        os.close(self.file)

    def _place_of(self, name: tuple[object, ...]) -> int:
        """Offset of the state of a name, whose parts are told apart by their ``str``. Held under the lock."""
        place = self._places.get(name)
        if place is None:
            text = "\n".join(map(str, name)).encode()
            place = self._places[name] = self._place(hashlib.blake2b(text, digest_size=_KEY).digest())
        return place

    def _place(self, key: bytes) -> int:
        """Offset of the key's state; a new slot, all zero, when no process has met the key."""
        size = os.fstat(self.file).st_size
        if size != len(self.map):
            self.map.resize(size)
        used: int = _HEADER.unpack_from(self.map, 0)[1]
        for slot in range(self._read, used):  # what the other processes have added since
            at = _HEADER.size + slot * self._slot
            self._keys[bytes(self.map[at : at + _KEY])] = at + _KEY
        self._read = used
        known = self._keys.get(key)
        if known is not None:
            return known
        at = _HEADER.size + used * self._slot
        if at + self._slot > len(self.map):
            size = len(self.map) + _GROW * self._slot
            _allocate(self.file, size)
            self.map.resize(size)
        self.map[at : at + self._slot] = key + bytes(self._slot - _KEY)
        _HEADER.pack_into(self.map, 0, self._magic, used + 1)
        self._read, self._keys[key] = used + 1, at + _KEY
        return at + _KEY


def _allocate(file: int, size: int) -> None:
    """Room on the disk for the whole file, so that no write to the map can fail later; OSError when there is none."""
    os.posix_fallocate(file, 0, size)
