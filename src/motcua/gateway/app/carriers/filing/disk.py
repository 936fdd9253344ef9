"""Files that are whole or not there: written beside, synced, renamed."""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

_PIECE = 256 * 1024


def write(path: Path, pieces: Iterable[bytes]) -> tuple[str, int]:
    """Write and sync a file of our own; SHA-256 (hex) and size of what was written. What had the name goes: a link is not followed."""
    digest, size = hashlib.sha256(), 0
    path.unlink(missing_ok=True)
    with path.open("xb") as file:
        for piece in pieces:
            file.write(piece)
            digest.update(piece)
            size += len(piece)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest(), size


def sync_folder(folder: Path) -> None:
    """Make renames in a folder durable."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def replace(path: Path, pieces: Iterable[bytes]) -> None:
    """A file written whole in one step."""
    fresh = path.with_name(f".{path.name}.part")
    write(fresh, pieces)
    fresh.replace(path)
    sync_folder(path.parent)


def move(path: Path, folder: Path) -> Path:
    """A file into another folder, under a name of its own when its name is taken there, also across file systems."""
    goal, number = folder / path.name, 0
    while goal.exists():
        number += 1
        goal = folder / f"{path.name}.{number}"
    try:
        path.rename(goal)
    except OSError:
        replace(goal, pieces(path))
        path.unlink()
        return goal
    sync_folder(folder)
    return goal


def pieces(path: Path) -> Iterator[bytes]:
    """A regular file piece by piece; links are not followed."""
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    with os.fdopen(handle, "rb") as file:
        while piece := file.read(_PIECE):
            yield piece


def load(path: Path) -> dict[str, Any] | None:
    """A JSON object, None when there is no such file."""
    try:
        found: dict[str, Any] = msgspec.json.decode(path.read_bytes())
    except FileNotFoundError:
        return None
    return found


def save(path: Path, value: dict[str, Any]) -> None:
    """A JSON object written whole in one step."""
    replace(path, [msgspec.json.encode(value)])


@contextmanager
def locked(path: Path, *, wait: bool = True) -> Iterator[bool]:
    """Hold a lock among all processes of the machine; False when somebody has it and nobody waits."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            yield False
            return
        yield True
    finally:
        os.close(handle)


