"""A witness that is a file in a second place: a mounted share, a write-once volume, a disk that somebody else carries away."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from motcua.foundation.audit.contracts.witnesses import WitnessAway, WitnessDisagrees

_LONGEST = 64_000  # bytes of one root: certificate and time stamp are some thousands


class FileWitness:
    """See ``Witness``. Only ever appended to; each batch is on the disk before it counts as given."""

    answers, hours = True, 0

    def __init__(self, path: str) -> None:
        self.address = path
        self._path = Path(path)

    def last(self) -> Mapping[str, Any] | None:
        """Read from the file's end, however long it is."""
        try:
            with self._path.open("rb") as file:
                size = file.seek(0, os.SEEK_END)
                file.seek(max(0, size - _LONGEST))
                lines = file.read().splitlines()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise WitnessAway(reason=str(error)) from error
        return _read(lines[-1]) if lines else None

    def append(self, *, rows: Sequence[Mapping[str, Any]]) -> None:
        """One write for the batch, refused when it does not follow what stands there."""
        held = self.last()
        number = int(held["number"]) if held else 0
        if any(int(row["number"]) <= number for row in rows):
            raise WitnessDisagrees(reason=f"{self.address}: {number}")
        try:
            file = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
            try:
                os.write(file, "".join(f"{json.dumps(dict(row))}\n" for row in rows).encode())
                os.fsync(file)
            finally:
                os.close(file)
        except OSError as error:
            raise WitnessAway(reason=str(error)) from error

    def lines(self) -> Iterable[str]:
        """The lines of the file."""
        try:
            return self._path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise WitnessAway(reason=str(error)) from error

    def check_config(self) -> str:
        """The folder must be there; the file is made with the first root."""
        return "" if self._path.is_absolute() and self._path.parent.is_dir() else f"no folder {self._path.parent}"


def _read(line: bytes) -> Mapping[str, Any]:
    """A root as it was written; half a line, as a full disk leaves it, is nothing to go on from."""
    try:
        row = json.loads(line)
        int(row["number"])
    except (ValueError, KeyError, TypeError) as error:
        raise WitnessDisagrees(reason=f"unreadable line: {line[:60]!r}") from error
    return dict(row)
