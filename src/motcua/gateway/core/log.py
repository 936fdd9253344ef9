"""Writing the message log: one commit is a batch of records, its seal and one fsync; a restart sets an unfinished tail aside."""

from __future__ import annotations

import base64
import fcntl
import hashlib
import os
import time
from collections.abc import Sequence
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from motcua.gateway.core.bodyfile import BodyFile, BodyPart
from motcua.gateway.core.durable import write_durably, write_synced
from motcua.gateway.core.keys import NEXT_KEY, LogError, LogInUse, load_key, read_private_key, take_next_key
from motcua.gateway.protocol.bodies import BodiesDeleted, KeptBodies
from motcua.gateway.protocol.handover import HandOver, key_text
from motcua.gateway.protocol.logfile import (
    BODIES,
    DELETED,
    HANDOVER,
    HEAD_FILE,
    HEADER,
    MAGIC,
    RECORD,
    REPAIR,
    SEAL,
    STAMP,
    Frame,
    SegmentHeader,
    frames,
    next_chain,
    pack,
    read_header,
    segment_paths,
)
from motcua.gateway.protocol.record import ZERO, Repair, Seal, key_id, number
from motcua.gateway.protocol.stamps import Replay, Stamp, Unstamped
from motcua.kernel.evidence.merkle import merkle_root

__all__ = ["SEGMENT_BYTES", "LogError", "LogWriter", "load_key"]

SEGMENT_BYTES = 32 * 1024 * 1024
_TAIL_BYTES = 64 * 1024 * 1024
_SIGNED = ec.ECDSA(hashes.SHA256())
_Entries = list[tuple[bytes, bytes]]


class Batch:
    """Frames and the seal over them, made and not yet written. It fits only where the log ended when it was made."""

    __slots__ = ("at_ms", "carries", "chain", "data", "records", "seal", "stamp")

    def __init__(self, entries: _Entries, stamp: Stamp | None) -> None:
        self.records = [payload for kind, payload in entries if kind == RECORD]
        self.carries = any(kind != STAMP for kind, _ in entries)
        self.stamp, self.at_ms = stamp, _now_ms()
        self.chain = self.data = self.seal = b""


class LogWriter:
    """The one writer of a log folder. Not thread-safe: one caller at a time, from whichever thread.

    ``commit`` does everything; ``prepare``, ``write`` and ``settle`` are its three parts for a caller who may not wait for the disk:
    only ``write`` does, and it may be called in another thread while nobody calls anything else.
    ``unstamped`` are the seals that wait for a time stamp; a stamp is asked for with ``cut`` and put in with ``stamp``.
    """

    def __init__(self, folder: Path, *, server_id: str, segment_bytes: int = SEGMENT_BYTES) -> None:
        self.folder, self.server_id, self.segment_bytes = folder, server_id, segment_bytes
        self.broken = False
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(self._lock)
            msg = f"another gateway writes the log in {folder}"
            raise LogInUse(msg) from None
        self._use_key(load_key(folder))
        self._file = -1
        self._segment = self.last = self._size = 0
        self._began_ms = _now_ms()
        self._chain = ZERO
        self.unstamped = Unstamped()
        self._bodies = BodyFile(folder, 0)
        self._open()
        self.turn_key()

    def commit(self, encoded: list[bytes], bodies: Sequence[BodyPart] = ()) -> int:
        """Number, write, seal and fsync records; returns the last sequence number. LogError leaves nothing of the batch behind.

        ``bodies`` of these records are on disk before the records are.
        """
        self._require_whole()
        try:
            if self._is_full:
                self._start_segment()
            kept = self._bodies.store(bodies)
            named = [(BODIES, msgspec.json.encode(KeptBodies(bodies=kept)))] if kept else []
            self._append([*named, *self._numbered(encoded)])
            self._bodies.settle(kept)
        except (OSError, RuntimeError) as error:  # a body that cannot be read back is a RuntimeError of its spool
            self._bodies.roll_back()
            raise LogError(str(error)) from error
        return self.last

    def prepare(self, encoded: list[bytes]) -> Batch | None:
        """Number and seal records without touching the disk; None when a new segment is due first, which ``commit`` begins. LogError."""
        self._require_whole()
        return None if self._is_full else self._sealed(self._numbered(encoded))

    def write(self, batch: Batch) -> None:
        """Write and fsync; LogError leaves nothing of the batch behind."""
        try:
            write_synced(self._file, batch.data, self._size)
        except OSError as error:
            self._roll_back()
            raise LogError(str(error)) from error

    def settle(self, batch: Batch) -> None:
        """Go on after a batch that is written."""
        self._chain, self._size, self.last = batch.chain, self._size + len(batch.data), self.last + len(batch.records)
        if batch.stamp is not None:
            self.unstamped.stamped(seals=batch.stamp.seals, root=batch.stamp.root)
        self.unstamped.add(batch.seal, at_ms=batch.at_ms, carries=batch.carries)

    def stamp(self, stamp: Stamp) -> None:
        """Put in the stamp of what was cut last. LogError when it is of something else or cannot be written."""
        self._require_whole()
        if not self.unstamped.covers(seals=stamp.seals, root=stamp.root):
            msg = "the stamp is not of the seals that were cut"
            raise LogError(msg)
        self._append([(STAMP, msgspec.json.encode(stamp))], stamp)

    def note_deleted(self, deleted: BodiesDeleted) -> None:
        """Say in the chain that a file of kept bodies is no longer there. LogError."""
        self._require_whole()
        self._append([(DELETED, msgspec.json.encode(deleted))])

    def roll(self, *, older_than_s: float = 0.0) -> bool:
        """Close the segment and begin the next, unless it is empty, younger than that, or a stamp is being asked for."""
        self._require_whole()
        empty = self.segment_first > self.last
        if empty or self.unstamped.is_cut or _now_ms() - self._began_ms < older_than_s * 1000:
            return False
        try:
            self._start_segment()
        except OSError as error:
            raise LogError(str(error)) from error
        return True

    def turn_key(self) -> bool:
        """Take over ``key.next.pem`` when it is there: both keys sign the hand-over, with which a new segment begins."""
        if self.unstamped.is_cut or not (self.folder / NEXT_KEY).exists():
            return False
        self._require_whole()
        fresh = read_private_key(self.folder / NEXT_KEY)
        try:
            self._start_segment(fresh)
            self._use_key(take_next_key(self.folder))
        except OSError as error:
            raise LogError(str(error)) from error
        return True

    @property
    def segment(self) -> int:
        """The number of the segment that is written now."""
        return self._segment

    def close(self) -> None:
        """Let go of the files and of the lock."""
        self._bodies.close()
        for handle in (self._file, self._lock):
            if handle >= 0:
                os.close(handle)
        self._file = self._lock = -1

    def _use_key(self, key: ec.EllipticCurvePrivateKey) -> None:
        self.key = key
        self.key_id, self.key_text = key_id(key.public_key()), key_text(key.public_key())

    def _require_whole(self) -> None:
        if self.broken:
            msg = "the message log is broken"
            raise LogError(msg)

    @property
    def _is_full(self) -> bool:
        return self._size >= self.segment_bytes and not self.unstamped.is_cut

    def _numbered(self, encoded: list[bytes]) -> _Entries:
        return [(RECORD, number(raw, place)) for place, raw in enumerate(encoded, self.last + 1)]

    def _append(self, entries: _Entries, stamp: Stamp | None = None) -> None:
        batch = self._sealed(entries, stamp)
        self.write(batch)
        self.settle(batch)

    def _sealed(self, entries: _Entries, stamp: Stamp | None = None) -> Batch:
        batch, chain, parts = Batch(entries, stamp), self._chain, []
        for kind, payload in entries:
            chain = next_chain(chain, kind, payload)
            parts.append(pack(kind, payload, chain))
        batch.seal = self._seal(batch.records, chain, batch.at_ms)
        batch.chain = next_chain(chain, SEAL, batch.seal)
        parts.append(pack(SEAL, batch.seal, batch.chain))
        batch.data = b"".join(parts)
        return batch

    def _roll_back(self) -> None:
        """After a failed write the file must end at the last seal; if even that fails, refuse all further work."""
        try:
            os.ftruncate(self._file, self._size)
            os.fdatasync(self._file)
        except OSError:
            self.broken = True

    def _seal(self, raws: list[bytes], chain: bytes, at_ms: int) -> bytes:
        bare = Seal(
            first=self.last + 1,
            last=self.last + len(raws),
            root=merkle_root(raws).hex(),
            chain=chain.hex(),
            at_ms=at_ms,
            key_id=self.key_id,
        )
        signature = self.key.sign(bare.signed_bytes(), _SIGNED)
        return msgspec.json.encode({**msgspec.to_builtins(bare), "signature": base64.b64encode(signature).decode()})

    def _open(self) -> None:
        paths = segment_paths(self.folder)
        for leftover in self.folder.glob("log-*.new"):
            leftover.unlink()
        if not paths:
            if (self.folder / HEAD_FILE).exists():
                msg = f"{self.folder} has archives but no live segment; restore it from a backup"
                raise LogError(msg)
            self._start_segment()
            return
        path = paths[-1]
        data = path.read_bytes()
        header, at = read_header(data)
        self._segment, self.last, self.segment_first = header.segment, header.first_seq - 1, header.first_seq
        self._require_key(header)
        self._chain = next_chain(bytes.fromhex(header.chain), HEADER, data[:at])
        sealed, kept_to = self._replay(header, list(frames(data, at)), at)
        self._file = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        self._size = sealed
        if sealed < len(data):
            self._set_tail_aside(path, data[sealed:])
        self._bodies = BodyFile(self.folder, self._segment)
        if not self._bodies.resume(kept_to):
            self._start_segment()  # bodies are missing, which a check will tell; further ones get a file of their own

    def _require_key(self, header: SegmentHeader) -> None:
        """The segment says whose seals it has: a hand-over that was cut short is completed, another key is refused."""
        if header.key in {"", self.key_text}:
            return
        following = self.folder / NEXT_KEY
        if not following.exists() or key_text(read_private_key(following).public_key()) != header.key:
            msg = f"key.pem in {self.folder} is not the key of segment {header.segment}; restore it from a backup"
            raise LogError(msg)
        self._use_key(take_next_key(self.folder))

    def _replay(self, header: SegmentHeader, found: list[Frame], start: int) -> tuple[int, int]:
        """Take over what is sealed; where that ends in the segment and in its file of bodies."""
        whole = _whole(self._chain, found)
        kept_to, carries, waiting = 0, False, [msgspec.json.decode(f.payload, type=Stamp) for f in whole if f.kind == STAMP]
        replay = Replay(header.waiting, waiting)
        for frame in whole:
            if frame.kind == STAMP:
                replay.stamp(waiting.pop(0))
            elif frame.kind == BODIES:
                kept_to = max(b.at + b.length for b in msgspec.json.decode(frame.payload, type=KeptBodies).bodies)
            elif frame.kind == SEAL:
                seal = msgspec.json.decode(frame.payload, type=Seal)
                replay.seal(frame.payload, at_ms=seal.at_ms, carries=carries or seal.last >= seal.first)
                self._began_ms = seal.at_ms if self.last < header.first_seq else self._began_ms
                self.last, carries = seal.last, False
            carries = carries or frame.kind in {REPAIR, DELETED}
        self.unstamped = replay.unstamped
        self.unstamped.forget_cut()
        if whole:
            self._chain = whole[-1].chain
        return (whole[-1].end if whole else start), kept_to

    def _set_tail_aside(self, path: Path, tail: bytes) -> None:
        """Nobody was answered on the strength of the tail; it is kept in a file of its own and noted in the chain."""
        if len(tail) > _TAIL_BYTES:
            msg = f"{path.name} is damaged: {len(tail)} bytes cannot be read; restore the segment from a backup"
            raise LogError(msg)
        digest = hashlib.sha256(tail).hexdigest()
        kept = f"tail-{self._segment:08d}-{digest[:12]}.bin"
        write_durably(self.folder / kept, tail, mode=0o600)
        os.ftruncate(self._file, self._size)
        repair = Repair(bytes_dropped=len(tail), sha256=digest, kept_in=kept, at_ms=_now_ms())
        self._append([(REPAIR, msgspec.json.encode(repair))])

    def _start_segment(self, fresh: ec.EllipticCurvePrivateKey | None = None) -> None:
        """Begin the next segment; with ``fresh`` its first frame hands over to that key. Nothing changes when it cannot be written."""
        segment, key = self._segment + 1, key_text(fresh.public_key()) if fresh else self.key_text
        header = SegmentHeader(
            segment=segment,
            first_seq=self.last + 1,
            chain=self._chain.hex(),
            server_id=self.server_id,
            key=key,
            waiting=self.unstamped.state(),
        )
        data = MAGIC + msgspec.json.encode(header) + b"\n"
        chain = next_chain(self._chain, HEADER, data)
        if fresh is not None:
            bare = HandOver(old_key=self.key_text, new_key=key, chain=header.chain, at_ms=_now_ms())
            handed = msgspec.json.encode(bare.signed(old=self.key, new=fresh))
            chain = next_chain(chain, HANDOVER, handed)
            data += pack(HANDOVER, handed, chain)
        path = self.folder / f"log-{segment:08d}.seg"
        try:
            write_durably(path, data, mode=0o640)
        except OSError:
            path.unlink(missing_ok=True)
            raise
        handle = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        if self._file >= 0:
            os.close(self._file)
        self._bodies.close()
        self._bodies = BodyFile(self.folder, segment)
        self._file, self._segment, self._size, self._chain = handle, segment, len(data), chain
        self._began_ms, self.segment_first = _now_ms(), self.last + 1


def _whole(chain: bytes, found: list[Frame]) -> list[Frame]:
    """The frames whose chain holds, up to the last seal."""
    whole = 0
    for place, frame in enumerate(found):
        chain = next_chain(chain, frame.kind, frame.payload)
        if chain != frame.chain:
            break
        if frame.kind in {SEAL, HANDOVER}:
            whole = place + 1
    return found[:whole]


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
