"""Reading sealed messages out of a living log, step by step: whoever comes back goes on where he stopped."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from motcua.gateway.protocol.logfile import MAX_FRAME, RECORD, SEAL, ArchivedError, Frame, archived, frames, read_header, segment_paths
from motcua.gateway.protocol.record import Record, Seal, decode_record

_HEADER_BYTES = 4096
_WINDOW = 1024 * 1024
_Batch = tuple[list[bytes], Seal]


class LogReader:
    """The sealed batches of one log folder.

    It remembers behind which seal it stopped, so that a caller who asks for page after page reads every segment once and not once a page.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._stopped: tuple[int, Path, int] | None = None  # the last record given out, and the offset behind its seal

    def batches(self, *, after: int = 0) -> Iterator[_Batch]:
        """Batches that reach beyond record ``after``: the records' raw bytes and their seal.

        ArchivedError when the first of them was moved into an archive.
        """
        through, archive = archived(self.folder)
        if after < through:
            raise ArchivedError(through=through, archive=archive)
        for path, start in self._from(after):
            pending: list[bytes] = []
            for frame in _frames_of(path, start):
                if frame.kind == RECORD:
                    pending.append(frame.payload)
                elif frame.kind == SEAL:
                    seal = msgspec.json.decode(frame.payload, type=Seal)
                    if seal.last > after and pending:
                        self._stopped = (seal.last, path, frame.end)
                        yield pending, seal
                    pending = []

    def _from(self, after: int) -> Iterator[tuple[Path, int]]:
        """Segments from the one that holds the next record, and where in each to begin."""
        paths, stopped = segment_paths(self.folder), self._stopped
        if stopped is not None and stopped[0] == after and stopped[1] in paths:
            _, path, offset = stopped
            yield path, offset
            paths = paths[paths.index(path) + 1 :]
            yield from ((path, _header(path)[1]) for path in paths)
            return
        headers = [_header(path) for path in paths]
        first = max((place for place, (seq, _) in enumerate(headers) if seq <= after + 1), default=0)
        yield from ((path, start) for path, (_, start) in zip(paths[first:], headers[first:], strict=True))


def read_batches(folder: Path, *, after: int = 0) -> Iterator[_Batch]:
    """As ``LogReader.batches``, for who comes once."""
    return LogReader(folder).batches(after=after)


def read_records(folder: Path, *, after: int = 0, limit: int | None = None) -> Iterator[Record]:
    """Sealed records with a sequence number above ``after``, in order; ArchivedError as ``LogReader.batches``."""
    count = 0
    for raw, _ in read_batches(folder, after=after):
        for line in raw:
            record = decode_record(line)
            if record.seq > after:
                yield record
                count += 1
                if limit is not None and count >= limit:
                    return


def _header(path: Path) -> tuple[int, int]:
    """The first sequence number to come in a segment, and the offset of its first frame."""
    with path.open("rb") as file:
        header, start = read_header(file.read(_HEADER_BYTES))
    return header.first_seq, start


def _frames_of(path: Path, start: int) -> Iterator[Frame]:
    """Whole frames from an offset on, read in windows; ``end`` is counted from the beginning of the file."""
    window = _WINDOW
    with path.open("rb") as file:
        while True:
            file.seek(start)
            data, done = file.read(window), 0
            for frame in frames(data, 0):
                done = frame.end
                yield Frame(frame.kind, frame.payload, frame.chain, start + done)
            start += done
            if len(data) < window or window > 2 * MAX_FRAME:
                return
            window = _WINDOW if done else window * 2
