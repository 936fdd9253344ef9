"""Small states in one file that every worker process of the machine maps into memory; each is found by the digest of its name.

What stands there outlives the process (``kill -9`` included). A state is written under the lock of the file. Who reads eight aligned octets
in native order without the lock reads them as they were at one moment.

A file is of one format, named by its first octets, and formats after the first have files of their own (``paces-2.bin``): while workers of
two releases run side by side, during an upgrade or on the way back, each counts in its own. Who opens the file of a format takes into it
what stands in those of earlier ones.
"""

from __future__ import annotations

import fcntl
import hashlib
import mmap
import os
import struct
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

_HEADER = struct.Struct("<8sQ")  # magic, slots in use
_KEY = 16
_GROW = 64


class Format(NamedTuple):
    """How one kind of state is written: ``magic`` (8 octets) stands in the file, ``version`` in its name, a state has ``size`` octets."""

    version: int
    magic: bytes
    size: int

    @property
    def slot(self) -> int:
        """Octets of a state with its key."""
        return _KEY + self.size

    def path(self, path: Path) -> Path:
        """Where the states of this format are kept."""
        return path if self.version == 1 else path.with_name(f"{path.stem}-{self.version}{path.suffix}")

    def holds(self, file: int) -> bool:
        """Whether an open file is whole and of this format."""
        head = os.pread(file, _HEADER.size, 0)
        if len(head) < _HEADER.size or not head.startswith(self.magic):
            return False
        used: int = _HEADER.unpack(head)[1]
        return _HEADER.size + used * self.slot <= os.fstat(file).st_size


Adopt = Callable[[bytes, bytes], bytes]
"""What becomes of a state: as an earlier format has it, as ours has it so far -> ours from now on."""


class SlotFile:
    """The file of one kind of state, one object per process; ``adopt`` says how states of earlier formats are taken over.

    ``map`` are the octets, ``file`` is the descriptor to be locked.
    """

    def __init__(self, path: Path, form: Format, adopt: Mapping[Format, Adopt] | None = None) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._magic, self._slot = form.magic, form.slot
        self._places: dict[tuple[object, ...], int] = {}
        self._keys: dict[bytes, int] = {}
        self._read = 0
        self.file = _opened(form.path(path), form)
        try:
            self.map = mmap.mmap(self.file, 0)
            for earlier, change in (adopt or {}).items():
                for key, state in _states(earlier.path(path), earlier):
                    at = self._place(key)
                    self.map[at : at + form.size] = change(state, self.map[at : at + form.size])
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


def _opened(path: Path, form: Format) -> int:
    """The file, locked. What is none of this format is replaced, never cut off: somebody may have it mapped."""
    while True:
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(file, fcntl.LOCK_EX)
        found, there = os.fstat(file), _look(path)
        if there is None or (found.st_dev, found.st_ino) != (there.st_dev, there.st_ino):
            os.close(file)  # another process has replaced it meanwhile
            continue
        if form.holds(file):
            return file
        if found.st_size == 0:
            _begin(file, form)
            return file
        fresh, name = tempfile.mkstemp(dir=path.parent, prefix=f"{path.name}.")
        fcntl.flock(fresh, fcntl.LOCK_EX)
        _begin(fresh, form)
        Path(name).rename(path)
        os.close(file)
        return fresh


def _look(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except FileNotFoundError:
        return None


def _begin(file: int, form: Format) -> None:
    _allocate(file, _HEADER.size + _GROW * form.slot)
    os.pwrite(file, _HEADER.pack(form.magic, 0), 0)


def _states(path: Path, form: Format) -> Iterator[tuple[bytes, bytes]]:
    """Keys and states of a file of another format, under its lock; none when there is no such file."""
    try:
        file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        if not form.holds(file):
            return
        used = _HEADER.unpack(os.pread(file, _HEADER.size, 0))[1]
        for slot in range(used):
            raw = os.pread(file, form.slot, _HEADER.size + slot * form.slot)
            yield raw[:_KEY], raw[_KEY:]
    finally:
        os.close(file)


def _allocate(file: int, size: int) -> None:
    """Room on the disk for the whole file, so that no write to the map can fail later; OSError when there is none."""
    os.posix_fallocate(file, 0, size)
