"""Writing the message log: one commit is a batch of records, its seal and one fsync; a restart sets an unfinished tail aside."""

from __future__ import annotations

import base64
import contextlib
import fcntl
import hashlib
import os
import time
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from motcua.gateway.protocol.logfile import (
    HEADER,
    MAGIC,
    RECORD,
    REPAIR,
    SEAL,
    SegmentHeader,
    frames,
    next_chain,
    pack,
    read_header,
    segment_paths,
)
from motcua.gateway.protocol.record import ZERO, Repair, Seal, key_id, number
from motcua.kernel.evidence.merkle import merkle_root

SEGMENT_BYTES = 32 * 1024 * 1024
_TAIL_BYTES = 64 * 1024 * 1024


class LogError(RuntimeError):
    """The log cannot be written or is damaged where no unfinished write explains it."""


def load_key(folder: Path) -> ec.EllipticCurvePrivateKey:
    """The signing key of this gateway (P-256), made at the first start; the public half lies beside it as ``key.pub.pem``."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "key.pem"
    if not path.exists():
        fresh = ec.generate_private_key(ec.SECP256R1())
        pem = fresh.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        _write_durably(path, pem, mode=0o600)
    key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        msg = f"{path} is not an elliptic-curve key"
        raise LogError(msg)
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    _write_durably(folder / "key.pub.pem", public, mode=0o644)
    return key


class LogWriter:
    """The one writer of a log folder. Not thread-safe: the caller commits from one thread."""

    def __init__(self, folder: Path, *, server_id: str, segment_bytes: int = SEGMENT_BYTES) -> None:
        self.folder, self.server_id, self.segment_bytes = folder, server_id, segment_bytes
        self.key = load_key(folder)
        self.key_id = key_id(self.key.public_key())
        self.broken = False
        self._lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(self._lock)
            msg = f"another gateway writes the log in {folder}"
            raise LogError(msg) from None
        self._file = -1
        self._segment = self.last = self._size = 0
        self._chain = ZERO
        self._open()

    def commit(self, encoded: list[bytes]) -> int:
        """Number, write, seal and fsync records; returns the last sequence number. LogError leaves nothing of the batch behind."""
        if self.broken:
            msg = "the message log is broken"
            raise LogError(msg)
        try:
            if self._size >= self.segment_bytes:
                self._start_segment()
            self._append([(RECORD, number(raw, self.last + 1 + place)) for place, raw in enumerate(encoded)])
        except OSError as error:
            raise LogError(str(error)) from error
        self.last += len(encoded)
        return self.last

    def close(self) -> None:
        """Let go of the file and of the lock."""
        for handle in (self._file, self._lock):
            if handle >= 0:
                os.close(handle)
        self._file = self._lock = -1

    def _append(self, entries: list[tuple[bytes, bytes]]) -> None:
        chain, parts = self._chain, []
        for kind, payload in entries:
            chain = next_chain(chain, kind, payload)
            parts.append(pack(kind, payload, chain))
        seal = self._seal([payload for kind, payload in entries if kind == RECORD], chain)
        chain = next_chain(chain, SEAL, seal)
        parts.append(pack(SEAL, seal, chain))
        data = b"".join(parts)
        try:
            _write_all(self._file, data, self._size)
            os.fdatasync(self._file)
        except OSError:
            self._roll_back()
            raise
        self._chain, self._size = chain, self._size + len(data)

    def _roll_back(self) -> None:
        """After a failed write the file must end at the last seal; if even that fails, refuse all further work."""
        try:
            os.ftruncate(self._file, self._size)
            os.fdatasync(self._file)
        except OSError:
            self.broken = True

    def _seal(self, raws: list[bytes], chain: bytes) -> bytes:
        bare = Seal(
            first=self.last + 1,
            last=self.last + len(raws),
            root=merkle_root(raws).hex(),
            chain=chain.hex(),
            at_ms=time.time_ns() // 1_000_000,
            key_id=self.key_id,
        )
        signature = self.key.sign(bare.signed_bytes(), ec.ECDSA(hashes.SHA256()))
        return msgspec.json.encode({**msgspec.to_builtins(bare), "signature": base64.b64encode(signature).decode()})

    def _open(self) -> None:
        paths = segment_paths(self.folder)
        for leftover in self.folder.glob("log-*.new"):
            leftover.unlink()
        if not paths:
            self._start_segment()
            return
        path = paths[-1]
        data = path.read_bytes()
        header, at = read_header(data)
        self._segment, self.last = header.segment, header.first_seq - 1
        self._chain = next_chain(bytes.fromhex(header.chain), HEADER, data[:at])
        sealed = at
        chain = self._chain
        for frame in frames(data, at):
            chain = next_chain(chain, frame.kind, frame.payload)
            if chain != frame.chain:
                break
            if frame.kind == SEAL:
                seal = msgspec.json.decode(frame.payload, type=Seal)
                self.last, self._chain, sealed = seal.last, chain, frame.end
        self._file = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        self._size = sealed
        if sealed < len(data):
            self._set_tail_aside(path, data[sealed:])

    def _set_tail_aside(self, path: Path, tail: bytes) -> None:
        """Nobody was answered on the strength of the tail; it is kept in a file of its own and noted in the chain."""
        if len(tail) > _TAIL_BYTES:
            msg = f"{path.name} is damaged: {len(tail)} bytes cannot be read; restore the segment from a backup"
            raise LogError(msg)
        digest = hashlib.sha256(tail).hexdigest()
        kept = f"tail-{self._segment:08d}-{digest[:12]}.bin"
        _write_durably(self.folder / kept, tail, mode=0o600)
        os.ftruncate(self._file, self._size)
        repair = Repair(bytes_dropped=len(tail), sha256=digest, kept_in=kept, at_ms=time.time_ns() // 1_000_000)
        self._append([(REPAIR, msgspec.json.encode(repair))])

    def _start_segment(self) -> None:
        segment = self._segment + 1
        header = SegmentHeader(segment=segment, first_seq=self.last + 1, chain=self._chain.hex(), server_id=self.server_id)
        data = MAGIC + msgspec.json.encode(header) + b"\n"
        path = self.folder / f"log-{segment:08d}.seg"
        _write_durably(path, data, mode=0o640)
        handle = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        if self._file >= 0:
            os.close(self._file)
        self._file, self._segment, self._size = handle, segment, len(data)
        self._chain = next_chain(self._chain, HEADER, data)


def _write_all(handle: int, data: bytes, offset: int) -> None:
    view = memoryview(data)
    while view:
        written = os.pwrite(handle, view, offset)
        view, offset = view[written:], offset + written


def _write_durably(path: Path, data: bytes, *, mode: int) -> None:
    """Write beside, fsync, rename, fsync the folder."""
    fresh = path.with_suffix(".new")
    with contextlib.suppress(FileNotFoundError):
        fresh.unlink()
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
    try:
        _write_all(handle, data, 0)
        os.fsync(handle)
    finally:
        os.close(handle)
    fresh.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
