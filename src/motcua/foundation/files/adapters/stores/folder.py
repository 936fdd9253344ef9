"""Contents in a folder: ``ab/cd/<sha256>``, written whole or not at all."""

from __future__ import annotations

import contextlib
import os
import shutil
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import BinaryIO

from motcua.foundation.files.contracts import FileMissing


class FolderStore:
    """A folder of immutable contents, safe with several processes: the name is the content's digest."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, *, sha256: str, source: Path) -> None:
        """Copy, flush to disk, then rename: a kill leaves either nothing or the whole content."""
        target = self._path(sha256)
        if target.exists():
            # The sweeper spares what was touched lately, so a content put again is not taken away under the new row.
            os.utime(target)
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=target.parent, prefix=".new-", delete=False) as file, source.open("rb") as content:
            shutil.copyfileobj(content, file)
            file.flush()
            os.fsync(file.fileno())
        Path(file.name).chmod(0o440)
        Path(file.name).replace(target)
        _flush_folder(target.parent)

    def open(self, *, sha256: str) -> BinaryIO:
        """The content; ``FileMissing`` when it is gone."""
        try:
            return self._path(sha256).open("rb")
        except FileNotFoundError as error:
            raise FileMissing from error

    def has(self, *, sha256: str) -> bool:
        """Whether the content is there."""
        return self._path(sha256).exists()

    def delete(self, *, sha256: str, age: timedelta) -> None:
        """Remove the content, unless somebody put it again meanwhile."""
        path = self._path(sha256)
        with contextlib.suppress(FileNotFoundError):
            if time.time() - path.stat().st_mtime >= age.total_seconds():
                path.unlink()

    def older_than(self, *, age: timedelta) -> Iterator[str]:
        """Contents last put longer ago than ``age``; half-written ones from a kill are removed here."""
        for path in self._folder.glob("??/??/*"):
            with contextlib.suppress(FileNotFoundError):
                if time.time() - path.stat().st_mtime < age.total_seconds():
                    continue
                if not path.name.startswith("."):
                    yield path.name
                else:
                    path.unlink()

    def check(self) -> None:
        """Write and remove a file; OSError when the folder cannot be used."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=self._folder, prefix=".check-"):
            pass

    def _path(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / sha256[2:4] / sha256


def _flush_folder(path: Path) -> None:
    # Without this a power cut can lose the rename, though the content is on disk.
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
