"""Writing kept bodies: they are on disk before the frame that names them, and what no frame names is cut off at the next start."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from motcua.gateway.core.durable import sync_folder, write_all
from motcua.gateway.protocol.bodies import KeptBody, bodies_name


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyPart:
    """A body to keep: ``chunks`` yields the octets to store (already encrypted where ``mode`` says so), once."""

    request_id: str
    part: str
    mode: str
    chunks: Callable[[], Iterator[bytes]]


class BodyFile:
    """The bodies of one segment. ``size`` is where the next goes; ``stored`` bodies count once ``settle`` was called for them."""

    def __init__(self, folder: Path, segment: int) -> None:
        self.path = folder / bodies_name(segment)
        self.size = 0
        self._handle = -1

    def resume(self, size: int) -> bool:
        """Go on after ``size`` octets, cutting off what lies behind; False when there are fewer than that."""
        there = self.path.stat().st_size if self.path.exists() else 0
        if there < size:
            return False
        self.size = size
        if there > size:
            self._open()
            os.ftruncate(self._handle, size)
            os.fsync(self._handle)
        return True

    def store(self, parts: Sequence[BodyPart]) -> tuple[KeptBody, ...]:
        """Write and fsync; nothing is taken over until ``settle``. Raises OSError, and whatever reading a body raises."""
        if not parts:
            return ()
        self._open()
        at, kept = self.size, []
        for part in parts:
            length, digest = self._write(part.chunks(), at)
            made = KeptBody(request_id=part.request_id, part=part.part, mode=part.mode, at=at, length=length, sha256=digest)
            kept.append(made)
            at += length
        os.fdatasync(self._handle)
        return tuple(kept)

    def settle(self, kept: Sequence[KeptBody]) -> None:
        """The frame that names these bodies is durable."""
        self.size += sum(body.length for body in kept)

    def roll_back(self) -> None:
        """Cut off what was written since the last ``settle``; what cannot be cut off is overwritten or cut at the next start."""
        if self._handle >= 0:
            with contextlib.suppress(OSError):
                os.ftruncate(self._handle, self.size)

    def close(self) -> None:
        """Let go of the file."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1

    def _open(self) -> None:
        if self._handle < 0:
            made = not self.path.exists()
            self._handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            if made:
                sync_folder(self.path.parent)

    def _write(self, chunks: Iterable[bytes], at: int) -> tuple[int, str]:
        digest, length = hashlib.sha256(), 0
        for chunk in chunks:
            write_all(self._handle, chunk, at + length)
            digest.update(chunk)
            length += len(chunk)
        return length, digest.hexdigest()
