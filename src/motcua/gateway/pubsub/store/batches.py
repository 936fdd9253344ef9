"""How entries lie in a store: one commit is one batch under one checksum, so that a cut-off write is missing as a whole.

A batch is ``MCB1 · number (8) · length (4) · CRC-32 (4) · entries``; an entry is ``length (4) · CRC-32 (4) · payload``, big-endian.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

MAGIC = b"MCB1"
_HEAD = struct.Struct(">4sQII")
_ENTRY = struct.Struct(">II")
_NUMBER = struct.Struct(">Q")


@dataclass(frozen=True, slots=True)
class Batch:
    """One batch that was read whole: its number, its entries with their offsets, the offset after it."""

    number: int
    entries: list[tuple[int, bytes]]
    end: int


def seal(number: int, payloads: Sequence[bytes]) -> tuple[bytes, list[int]]:
    """The octets of a batch, and where in them each entry begins."""
    parts, offsets, at = [b""], [], _HEAD.size
    for payload in payloads:
        offsets.append(at)
        parts.extend((_ENTRY.pack(len(payload), zlib.crc32(payload)), payload))
        at += _ENTRY.size + len(payload)
    body = b"".join(parts)
    return _HEAD.pack(MAGIC, number, len(body), _checksum(number, body)) + body, offsets


def batches(data: bytes, start: int) -> Iterator[Batch]:
    """Whole batches from an offset on; stops before the first that is not whole."""
    at = start
    while (batch := _batch(data, at)) is not None:
        yield batch
        at = batch.end


def holds_batch(data: bytes, start: int) -> bool:
    """Whether a whole batch lies anywhere after ``start``: then what is unreadable there is damage, not a cut-off write."""
    at = data.find(MAGIC, start)
    while at >= 0:
        if _batch(data, at) is not None:
            return True
        at = data.find(MAGIC, at + 1)
    return False


def entry_at(data: bytes, offset: int) -> bytes | None:
    """The entry at an offset, None when it is not whole there."""
    if offset + _ENTRY.size > len(data):
        return None
    length, checksum = _ENTRY.unpack_from(data, offset)
    payload = data[offset + _ENTRY.size : offset + _ENTRY.size + length]
    return payload if len(payload) == length and zlib.crc32(payload) == checksum else None


def entry_size(head: bytes) -> int:
    """Octets of an entry, told by its first eight."""
    return _ENTRY.size + int(_ENTRY.unpack(head)[0])


ENTRY_HEAD = _ENTRY.size


def _batch(data: bytes, at: int) -> Batch | None:
    if at + _HEAD.size > len(data):
        return None
    magic, number, length, checksum = _HEAD.unpack_from(data, at)
    begin, end = at + _HEAD.size, at + _HEAD.size + length
    if magic != MAGIC or end > len(data) or _checksum(number, data[begin:end]) != checksum:
        return None
    entries: list[tuple[int, bytes]] = []
    while begin < end:
        payload = entry_at(data, begin)
        if payload is None:
            return None
        entries.append((begin, payload))
        begin += _ENTRY.size + len(payload)
    return Batch(number, entries, end)


def _checksum(number: int, body: bytes) -> int:
    return zlib.crc32(body, zlib.crc32(_NUMBER.pack(number)))
