"""Identifiers made in Python: time-ordered UUIDs and short public codes."""

from __future__ import annotations

import os
import threading
import time
from uuid import UUID

# No 0/O, 1/I/L: read aloud over a hotline and typed back without error.
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def uuid7(*, unix_ms: int | None = None) -> UUID:
    """A version 7 UUID (RFC 9562 §5.7): 48 bits of Unix milliseconds, then random."""
    ms = time.time_ns() // 1_000_000 if unix_ms is None else unix_ms
    rand = int.from_bytes(_random(), "big")
    value = (ms & (2**48 - 1)) << 80 | 0x7 << 76 | (rand >> 68) << 64 | 0b10 << 62 | (rand & (2**62 - 1))
    return UUID(int=value)


class _Pool(threading.local):
    """Random bytes of this thread, fetched from the system many at a time; a forked process fetches its own."""

    kept, at = b"", 0


def _forget() -> None:
    _pool.kept, _pool.at = b"", 0


_pool = _Pool()
os.register_at_fork(after_in_child=_forget)
_NEED, _FETCH = 10, 2560


def _random() -> bytes:
    if _pool.at >= len(_pool.kept):
        _pool.kept, _pool.at = os.urandom(_FETCH), 0
    _pool.at += _NEED
    return _pool.kept[_pool.at - _NEED : _pool.at]


def public_code(*, length: int = 8) -> str:
    """A random code without look-alike letters, about 4.9 bits a letter."""
    letters: list[str] = []
    while len(letters) < length:
        # Five bits a letter; the one value of 32 that names none is drawn again, so that all letters are equally likely.
        letters += [_ALPHABET[n] for n in (byte & 31 for byte in _random()) if n < len(_ALPHABET)]
    return "".join(letters[:length])
