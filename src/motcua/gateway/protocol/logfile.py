"""Reading and verifying the message log: segments of length-prefixed, hash-chained frames, sealed batch by batch.

A segment starts with ``MAGIC`` and a header line of JSON. A frame is ``length (4, big-endian) · kind (1) · payload · chain (32)``
with ``chain = SHA-256(previous chain ‖ kind ‖ payload)``. Kinds: ``R`` record, ``S`` seal, ``T`` repair; the header counts as ``H``.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric import ec

from motcua.gateway.protocol.record import ZERO, Record, Repair, Seal, decode_record, key_id, load_public_key, verify_seal

MAGIC = b"MCLOG1\n"
RECORD, SEAL, REPAIR, HEADER = b"R", b"S", b"T", b"H"
_FRAME = struct.Struct(">Ic")
MAX_FRAME = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentHeader:
    """First line of a segment: its number, the first sequence number to come and the chain that it continues (hex)."""

    segment: int
    first_seq: int
    chain: str
    server_id: str


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame with the offset just after it."""

    kind: bytes
    payload: bytes
    chain: bytes
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """Outcome of reading a whole log: ``problem`` is None when every chain link and seal holds.

    ``tail_bytes`` after the last seal belong to a write in progress or to one that was cut off.
    """

    records: int
    seals: int
    repairs: int
    tail_bytes: int
    problem: str | None


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


def read_records(folder: Path, *, after: int = 0, limit: int | None = None) -> Iterator[Record]:
    """Sealed records with a sequence number above ``after``, in order."""
    count = 0
    for raw, _ in read_batches(folder, after=after):
        for line in raw:
            record = decode_record(line)
            if record.seq > after:
                yield record
                count += 1
                if limit is not None and count >= limit:
                    return


def read_batches(folder: Path, *, after: int = 0) -> Iterator[tuple[list[bytes], Seal]]:
    """Sealed batches that reach beyond ``after``: the records' raw bytes and their seal."""
    for path in _from_segment(folder, after):
        data = path.read_bytes()
        _, start = read_header(data)
        pending: list[bytes] = []
        for frame in frames(data, start):
            if frame.kind == RECORD:
                pending.append(frame.payload)
            elif frame.kind == SEAL:
                seal = msgspec.json.decode(frame.payload, type=Seal)
                if seal.last > after:
                    yield pending, seal
                pending = []


def _from_segment(folder: Path, after: int) -> list[Path]:
    paths = segment_paths(folder)
    start = 0
    for place, path in enumerate(paths):
        with path.open("rb") as file:
            header, _ = read_header(file.read(4096))
        if header.first_seq <= after + 1:
            start = place
    return paths[start:]


def verify_log(folder: Path, *, public_key: bytes | None = None) -> Verification:
    """Read the whole log and check links, numbering and seals; the key is ``key.pub.pem`` of the folder unless given (PEM).

    A tail without a seal at the very end is not a problem: nobody was answered on its strength.
    """
    public = load_public_key(public_key or (folder / "key.pub.pem").read_bytes())
    walk = _Walk(public=public, key=key_id(public))
    for path in segment_paths(folder):
        problem = walk.segment(path)
        if problem:
            return walk.outcome(f"{path.name}: {problem}")
    return walk.outcome(None)


class _Walk:
    """What must hold from one frame to the next."""

    def __init__(self, *, public: ec.EllipticCurvePublicKey, key: str) -> None:
        self.public, self.key, self.chain = public, key, ZERO
        self.pending: list[bytes] = []
        self.records = self.seals = self.repairs = self.number = self.tail = 0

    def outcome(self, problem: str | None) -> Verification:
        return Verification(records=self.records, seals=self.seals, repairs=self.repairs, tail_bytes=self.tail, problem=problem)

    def segment(self, path: Path) -> str | None:
        data = path.read_bytes()
        try:
            header, start = read_header(data)
        except ValueError as error:
            return str(error)
        self.number += 1
        if self.tail:
            return "the segment before does not end with a seal"
        if header.segment != self.number:
            return f"segment {self.number} is missing"
        if header.chain != self.chain.hex() or header.first_seq != self.records + 1:
            return "does not continue the segment before"
        self.chain = next_chain(self.chain, HEADER, data[:start])
        sealed = start
        for frame in frames(data, start):
            problem = self.frame(frame)
            if problem:
                return problem
            sealed = frame.end if frame.kind == SEAL else sealed
        self.tail = len(data) - sealed
        return None

    def frame(self, frame: Frame) -> str | None:
        before = self.chain
        self.chain = next_chain(before, frame.kind, frame.payload)
        if self.chain != frame.chain:
            return "the hash chain breaks"
        if frame.kind == RECORD:
            self.pending.append(frame.payload)
            return None
        if frame.kind == REPAIR:
            msgspec.json.decode(frame.payload, type=Repair)
            self.repairs += 1
            return None
        seal = msgspec.json.decode(frame.payload, type=Seal)
        if seal.key_id != self.key:
            return f"seal {seal.first}-{seal.last} is of another key"
        if seal.first != self.records + 1 or seal.chain != before.hex() or not verify_seal(self.public, seal, self.pending):
            return f"seal {seal.first}-{seal.last} does not hold"
        self.records, self.seals, self.pending = seal.last, self.seals + 1, []
        return None
