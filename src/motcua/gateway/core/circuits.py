"""Circuits that all worker processes of a machine share: what one learns of a provider, all know with their next call."""

from __future__ import annotations

import fcntl
import hashlib
import struct
from functools import partial
from mmap import mmap
from pathlib import Path

from motcua.gateway.core.breaker import Circuit
from motcua.gateway.core.slots import Format, SlotFile

_BOOT = Path("/proc/sys/kernel/random/boot_id")
_WORD, _WORDS = struct.Struct("@Q"), struct.Struct("@QQ")  # native and aligned: each word is read in one piece


class Circuits(SlotFile):
    """The circuits of a machine. Their instants are of its monotonic clock, so a file of an earlier boot is begun anew."""

    def __init__(self, path: Path) -> None:
        boot = hashlib.blake2b(_BOOT.read_bytes(), digest_size=4).digest()
        super().__init__(path, Format(1, b"MCC1" + boot, _WORDS.size))

    def circuit(self, name: tuple[object, ...]) -> Circuit:
        """The circuit of a name."""
        fcntl.flock(self.file, fcntl.LOCK_EX)
        try:
            return Circuit(_SharedCell(self.map, self.file, self._place_of(name)))
        finally:
            fcntl.flock(self.file, fcntl.LOCK_UN)


class _SharedCell:
    """A circuit's two words in the file; entered, they are this process's alone."""

    __slots__ = ("_at", "_file", "_map", "peek")

    def __init__(self, mapped: mmap, file: int, at: int) -> None:
        self._map, self._file, self._at = mapped, file, at
        self.peek = partial(_WORD.unpack_from, mapped, at)

    def read(self) -> tuple[int, int]:
        return _WORDS.unpack_from(self._map, self._at)

    def write(self, word: int, until: int) -> None:
        """The instant first: who reads the new word without the lock finds it."""
        _WORD.pack_into(self._map, self._at + _WORD.size, until)
        _WORD.pack_into(self._map, self._at, word)

    def __enter__(self) -> None:
        fcntl.flock(self._file, fcntl.LOCK_EX)

    def __exit__(self, *exc: object) -> None:
        fcntl.flock(self._file, fcntl.LOCK_UN)
