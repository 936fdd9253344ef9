"""Files that are there whole or not at all, whatever happens to the machine."""

from __future__ import annotations

import contextlib
import errno
import os
from pathlib import Path


def write_all(handle: int, data: bytes, offset: int) -> None:
    """All octets at this place of an open file."""
    view = memoryview(data)
    while view:
        written = os.pwrite(handle, view, offset)
        view, offset = view[written:], offset + written


def write_synced(handle: int, data: bytes, offset: int) -> None:
    """All octets at this place of an open file, and on disk when this returns."""
    try:
        written = os.pwritev(handle, (data,), offset, os.RWF_DSYNC)  # one call: a thread waits but once for its turn
    except (AttributeError, NotImplementedError):  # a system without the flag
        written = 0
    except OSError as error:
        if error.errno not in {errno.EOPNOTSUPP, errno.ENOSYS}:
            raise
        written = 0
    if written < len(data):
        write_all(handle, data[written:], offset + written)
        os.fdatasync(handle)


def write_durably(path: Path, data: bytes, *, mode: int) -> None:
    """Write beside, fsync, rename, fsync the folder."""
    fresh = path.with_suffix(".new")
    with contextlib.suppress(FileNotFoundError):
        fresh.unlink()
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
    try:
        write_all(handle, data, 0)
        os.fsync(handle)
    finally:
        os.close(handle)
    fresh.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """What was made, renamed or removed in a folder stays so."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
