"""The warehouse folder: one writer at a time, files that can be moved with their folder, and writes that reach the disk."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pyiceberg.io import InputFile, OutputFile
from pyiceberg.io.pyarrow import PyArrowFile, PyArrowFileIO

from motcua.lakehouse.contracts import LakeBusy

RECORDED_ROOT = "motcua.root.recorded"
CURRENT_ROOT = "motcua.root.current"


def moved(location: str, *, recorded: str, current: str) -> str:
    """A location under the recorded root, as a path under the current root."""
    path = location.removeprefix("file://")
    if path == recorded or path.startswith(recorded + "/"):
        return current + path[len(recorded) :]
    return path


class MovableFileIO(PyArrowFileIO):
    """Reads and writes the warehouse where it lies now, while the metadata keeps the root at which it was made.

    Iceberg metadata holds absolute paths. A warehouse restored into another folder would therefore point into the void; this class
    maps the recorded root to the current one. At its first place the tables are plain Iceberg for every other engine.
    """

    def now_at(self, location: str) -> str:
        """Where a recorded location lies now."""
        return moved(
            location,
            recorded=self.properties.get(RECORDED_ROOT, ""),
            current=self.properties.get(CURRENT_ROOT, ""),
        )

    def new_input(self, location: str) -> PyArrowFile:
        """The file to read at a recorded location."""
        return super().new_input(self.now_at(location))

    def new_output(self, location: str) -> PyArrowFile:
        """The file to write at a recorded location; its folder is made."""
        path = self.now_at(location)
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        return super().new_output(path)

    def delete(self, location: str | InputFile | OutputFile) -> None:
        """Remove the file at a recorded location."""
        name = location if isinstance(location, str) else location.location
        super().delete(self.now_at(name))


def flush(paths: list[str]) -> None:
    """Force files and their folders to the disk, so that a catalogue never names a file that a power cut took away."""
    for path in [*paths, *{str(Path(p).parent) for p in paths}]:
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def single_writer(root: Path, *, timeout_s: float) -> Iterator[Any]:
    """Hold the warehouse's writer lock; the kernel frees it when a process dies. ``LakeBusy`` after ``timeout_s``."""
    root.mkdir(parents=True, exist_ok=True)
    with (root / ".writer.lock").open("w") as handle:
        deadline = time.monotonic() + timeout_s
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    raise LakeBusy from None
                time.sleep(0.05)
        yield handle
