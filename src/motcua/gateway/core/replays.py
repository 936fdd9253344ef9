"""Which messages of other security servers were seen already, across every process of a gateway and every restart of it.

A message names the instant at which it was sent, and only the last minute is taken, so a message belongs to one minute for ever: each
minute has a file of marks to which all processes append under a lock. Files of minutes that are no longer taken are removed.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from pathlib import Path

SKEW_MS = 60_000  # by how much the clocks of two servers may differ
_MINUTE_MS = 60_000
_MARK = 16  # bytes of a digest


class Replays:
    """The memory of one process; ``folder`` is shared by all of them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._minutes: dict[int, _Minute] = {}

    def first(self, sender: str, request_id: str, *, sent_ms: int, now_ms: int) -> bool:
        """Whether the message is timely and was shown to no process before; from now on it was. OSError when that cannot be kept."""
        if abs(now_ms - sent_ms) > SKEW_MS:
            return False
        number = sent_ms // _MINUTE_MS
        minute = self._minutes.get(number)
        if minute is None:
            self._forget(now_ms)
            minute = self._minutes[number] = _Minute(self._folder / f"{number}.seen")
        return minute.add(hashlib.sha256(f"{sender}\n{request_id}".encode()).digest()[:_MARK])

    def _forget(self, now_ms: int) -> None:
        """Let go of the minutes whose messages are refused by their time."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        oldest = (now_ms - SKEW_MS) // _MINUTE_MS
        for number in [n for n in self._minutes if n < oldest]:
            self._minutes.pop(number).close()
        for path in self._folder.glob("*.seen"):
            if path.stem.isdigit() and int(path.stem) < oldest:
                path.unlink(missing_ok=True)

    def close(self) -> None:
        """Close the files."""
        while self._minutes:
            self._minutes.popitem()[1].close()


class _Minute:
    """The marks of one minute, as far as this process has read them."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        self._read = 0
        self._marks: set[bytes] = set()

    def add(self, mark: bytes) -> bool:
        fcntl.flock(self._file, fcntl.LOCK_EX)
        try:
            while fresh := os.pread(self._file, 1 << 20, self._read):
                whole = len(fresh) - len(fresh) % _MARK
                self._marks.update(fresh[at : at + _MARK] for at in range(0, whole, _MARK))
                self._read += whole
                if whole < len(fresh):  # a write that a full disk cut short
                    os.ftruncate(self._file, self._read)
            if mark in self._marks:
                return False
            if os.write(self._file, mark) != _MARK:
                msg = "the mark of a message could not be kept"
                raise OSError(msg)
            return True
        finally:
            fcntl.flock(self._file, fcntl.LOCK_UN)

    def close(self) -> None:
        os.close(self._file)
