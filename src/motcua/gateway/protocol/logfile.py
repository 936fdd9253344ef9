"""Reading the message log: segments of length-prefixed, hash-chained frames, sealed batch by batch.

A segment starts with ``MAGIC`` and a header line of JSON. A frame is ``length (4, big-endian) · kind (1) · payload · chain (32)``
with ``chain = SHA-256(previous chain ‖ kind ‖ payload)``. Kinds: ``R`` record, ``B`` kept bodies of the records that follow, ``S`` seal,
``P`` time stamp, ``T`` repair, ``D`` kept bodies deleted, ``K`` hand-over to a new key (first frame of its segment); the header counts
as ``H``.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from motcua.gateway.protocol.stamps import Waiting

MAGIC = b"MCLOG1\n"
RECORD, SEAL, REPAIR, HEADER = b"R", b"S", b"T", b"H"
BODIES, STAMP, HANDOVER, DELETED = b"B", b"P", b"K", b"D"
HEAD_FILE = "archived.json"
_FRAME = struct.Struct(">Ic")
MAX_FRAME = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentHeader:
    """First line of a segment: its number, the first sequence number to come and the chain that it continues (hex).

    ``key`` is the public key of its seals (base64 of the DER; empty in segments of older versions), ``waiting`` are the seals before it
    that no time stamp covers.
    """

    segment: int
    first_seq: int
    chain: str
    server_id: str
    key: str = ""
    waiting: Waiting | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame with the offset just after it."""

    kind: bytes
    payload: bytes
    chain: bytes
    end: int


def next_chain(previous: bytes, kind: bytes, payload: bytes) -> bytes:
    """The link after a frame."""
    return hashlib.sha256(previous + kind + payload).digest()


def pack(kind: bytes, payload: bytes, chain: bytes) -> bytes:
    """A frame as bytes; ``chain`` is the link after it."""
    return _FRAME.pack(len(payload), kind) + payload + chain


def segment_paths(folder: Path) -> list[Path]:
    """The segments of a log, oldest first."""
    return sorted(folder.glob("log-*.seg"))


def read_header(data: bytes) -> tuple[SegmentHeader, int]:
    """The header of a segment and the offset of its first frame; ValueError when it is not a segment."""
    end = data.find(b"\n", len(MAGIC))
    if not data.startswith(MAGIC) or end < 0:
        msg = "not a segment of the message log"
        raise ValueError(msg)
    try:
        return msgspec.json.decode(data[len(MAGIC) : end], type=SegmentHeader), end + 1
    except msgspec.MsgspecError as error:
        raise ValueError(str(error)) from None


def frames(data: bytes, start: int) -> Iterator[Frame]:
    """Whole frames from an offset on; stops before an incomplete one. The chain is given, not checked."""
    at = start
    while at + _FRAME.size <= len(data):
        length, kind = _FRAME.unpack_from(data, at)
        end = at + _FRAME.size + length + 32
        if length > MAX_FRAME or end > len(data):
            return
        body = at + _FRAME.size
        yield Frame(kind, data[body : body + length], data[body + length : end], end)
        at = end


class ArchivedError(LookupError):
    """What was asked for is not in the live log any more: messages up to ``through`` lie in archives, the last of them in ``archive``."""

    def __init__(self, *, through: int, archive: str) -> None:
        super().__init__(f"messages up to {through} were moved into archives, the last of them {archive}")
        self.through, self.archive = through, archive


def archived(folder: Path) -> tuple[int, str]:
    """Up to which message the log was moved into archives, and the name of the newest; (0, "") when none was."""
    try:
        head = msgspec.json.decode((folder / HEAD_FILE).read_bytes())
    except FileNotFoundError:
        return 0, ""
    return int(head["last"]), str(head["archive"])
