"""Moving closed, time-stamped segments into archives: built beside, linked, signed, and only then taken out of the live log.

The order makes a kill at any point harmless: archive, its bodies and its head are made durable under their names, then
``archived.json`` says that the log goes on after them (the one step that counts), then the segments go. ``plan.json`` says beforehand which
files come: after a kill those that did not count are removed and made again. Segments that are told of and still there go at the next turn.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import secrets
import time
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from motcua.gateway.core.durable import sync_folder, write_durably
from motcua.gateway.core.keys import read_private_key
from motcua.gateway.evidence.heads import SUFFIX, Beside, Head, encode_head, newest_head
from motcua.gateway.evidence.linking import LINKING, link
from motcua.gateway.protocol import logfile
from motcua.gateway.protocol.bodies import BODIES_PATTERN, bodies_name
from motcua.gateway.protocol.config import MEBIBYTE
from motcua.gateway.protocol.handover import handovers_of
from motcua.gateway.protocol.logfile import HEAD_FILE, SEAL, STAMP
from motcua.gateway.protocol.stamps import Stamp
from motcua.gateway.protocol.walk import Walk
from motcua.kernel.evidence.merkle import leaf_hash
from motcua.kernel.evidence.ranges import outside

ARCHIVE = "archive"
CLOSING = "closing.json"
PLAN = "plan.json"
_DAY_MS = 86_400_000


class ArchiveError(RuntimeError):
    """The log could not be archived; what was not moved lies where it was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """The time stamp that covers the seals at the end of an archive and lies after it; ``suffix`` (hex) leads from them to its root."""

    stamp: Stamp | None = None
    suffix: tuple[str, ...] = ()


def archive_log(folder: Path, *, megabytes: int = 32, bodies_days: int = 0) -> list[Head]:
    """Move what is closed and time-stamped into archives of about that size; the heads of those made. ArchiveError.

    Any process may do it while a gateway writes the log: the segment that is written now is not touched.
    """
    with _alone(folder):
        try:
            made = []
            _tidy(folder)
            while chosen := _next(folder, megabytes * MEBIBYTE):
                made.append(_archive(folder, chosen, bodies_days))
                _tidy(folder)
        except (OSError, ValueError) as error:
            raise ArchiveError(str(error)) from error
        return made


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    (folder / ARCHIVE).mkdir(exist_ok=True, mode=0o750)
    handle = os.open(folder / ARCHIVE / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        msg = f"another process archives the log in {folder}"
        raise ArchiveError(msg) from None
    try:
        yield
    finally:
        os.close(handle)


def _tidy(folder: Path) -> None:
    """Remove the segments that the newest archive holds, and what an archiving that was cut short left behind."""
    head, place = newest_head(folder), folder / ARCHIVE
    if head is not None:
        for path in (*folder.glob(BODIES_PATTERN), *logfile.segment_paths(folder)):
            if int(path.stem.partition("-")[2]) <= head.last_segment:
                path.unlink()
        sync_folder(folder)
    plan = place / PLAN
    if plan.exists():
        planned = msgspec.json.decode(plan.read_bytes(), type=Head)
        if head is None or head.archive != planned.archive:
            for name in (planned.archive, planned.archive + SUFFIX, *(beside.file for beside in planned.bodies)):
                (place / name).unlink(missing_ok=True)
        plan.unlink()
    for left in (*place.glob("*.new"), *place.glob("building*")):
        left.unlink(missing_ok=True)
    sync_folder(place)


def _next(folder: Path, limit: int) -> list[Path]:
    """The oldest closed segments that a stamp covers, together about ``limit`` octets."""
    paths = logfile.segment_paths(folder)
    stamped = _stamped_before(paths)
    chosen: list[Path] = []
    size = 0
    for path in paths[:stamped]:
        if chosen and size + path.stat().st_size > limit:
            break
        chosen.append(path)
        size += path.stat().st_size
    return chosen


def _stamped_before(paths: list[Path]) -> int:
    """How many of the segments, from the oldest, are covered by stamps in the log."""
    for place in range(len(paths) - 1, 0, -1):
        data = paths[place].read_bytes()
        header, start = logfile.read_header(data)
        nothing_waits = header.waiting is None or header.waiting.seals == 0
        if nothing_waits or any(frame.kind == STAMP for frame in logfile.frames(data, start)):
            return place
    return 0


def _closing(paths: list[Path], walk: Walk) -> Closing:
    """The first stamp after the archive, and the way from what waits at the archive's end to its root."""
    waiting, later = walk.unstamped.tree.size, []
    if walk.unstamped.seals == 0:
        return Closing()
    for path in paths:
        data = path.read_bytes()
        _, start = logfile.read_header(data)
        for frame in logfile.frames(data, start):
            if frame.kind == SEAL:
                later.append(leaf_hash(frame.payload))
            elif frame.kind == STAMP:
                stamp = msgspec.json.decode(frame.payload, type=Stamp)
                rest = outside(size=stamp.seals, first=0, last=waiting, hashes=lambda i: later[i - waiting])
                return Closing(stamp=stamp, suffix=tuple(h.hex() for h in rest))
    msg = "no time stamp covers the last seals"
    raise ValueError(msg)


def _archive(folder: Path, chosen: list[Path], bodies_days: int) -> Head:
    before, walk, place = newest_head(folder), Walk(), folder / ARCHIVE
    walk.go_on_after_archives(folder)
    for path in chosen:
        walk.segment(path.name, path.read_bytes())
    rest = [path for path in logfile.segment_paths(folder) if path not in chosen]
    header, _ = logfile.read_header(chosen[0].read_bytes())
    name = _name(header.server_id, folder, walk)
    files = {path.name: path.read_bytes() for path in chosen} | {CLOSING: msgspec.json.encode(_closing(rest, walk))}
    digests = [(file, hashlib.sha512(content).digest()) for file, content in files.items()]
    linking = link(before.linking if before else "", before.archive if before else "", digests)
    size, digest = _zip(place / "building.zip", {**files, LINKING: linking.text()})
    until_ms = walk.last_ms + bodies_days * _DAY_MS if bodies_days else 0
    head = Head(
        archive=f"{name}.zip",
        size=size,
        sha512=digest,
        linking=linking.last,
        previous=before.archive if before else "",
        previous_sha512=before.sha512 if before else "",
        server_id=header.server_id,
        log=shard_of(folder),
        first_segment=header.segment,
        last_segment=walk.number,
        first=header.first_seq,
        last=walk.last,
        chain=walk.chain.hex(),
        at_ms=time.time_ns() // 1_000_000,
        bodies=_bodies(folder, place, f"{name}.bodies.zip", chosen, until_ms),
        handovers=tuple(handovers_of(rest)),
    ).signed(read_private_key(folder / "key.pem"))
    _put_in_place(folder, head)
    return head


def _put_in_place(folder: Path, head: Head) -> None:
    place, text = folder / ARCHIVE, encode_head(head)
    write_durably(place / PLAN, text, mode=0o640)
    (place / "building.zip").replace(place / head.archive)
    for beside in head.bodies:
        (place / "building.bodies.zip").replace(place / beside.file)
    write_durably(place / f"{head.archive}{SUFFIX}", text, mode=0o640)
    write_durably(folder / HEAD_FILE, text, mode=0o640)


def shard_of(folder: Path) -> str:
    """The name of a folder when it is one of several that make up a log, else empty."""
    return folder.name if folder.name.startswith("shard-") else ""


def _name(server_id: str, folder: Path, walk: Walk) -> str:
    """``mlog-<server>-X-Y-Z``: first and last seal (UTC) and a random part."""
    server = server_id.rsplit("/", 1)[-1] + (f"-{shard_of(folder)}" if shard_of(folder) else "")
    kept = "".join(c if c.isalnum() or c in "._" else "-" for c in server)
    times = [datetime.fromtimestamp(ms / 1000, tz=UTC).strftime("%Y%m%d%H%M%S") for ms in (walk.first_ms, walk.last_ms)]
    return f"mlog-{kept}-{times[0]}-{times[1]}-{secrets.token_hex(5)}"


def _bodies(folder: Path, place: Path, name: str, chosen: list[Path], until_ms: int) -> tuple[Beside, ...]:
    names = [bodies_name(int(segment.stem[4:])) for segment in chosen]
    there = {file: folder / file for file in names if (folder / file).exists()}
    if not there:
        return ()
    size, digest = _zip(place / "building.bodies.zip", there)
    return (Beside(file=name, size=size, sha512=digest, until_ms=until_ms),)


def _zip(path: Path, members: Mapping[str, bytes | Path]) -> tuple[int, str]:
    """Write a zip file and fsync it; its size and SHA-512 (hex)."""
    now = datetime.now(tz=UTC)
    with path.open("w+b") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
            for name, content in members.items():
                info = zipfile.ZipInfo(name, (now.year, now.month, now.day, now.hour, now.minute, now.second))
                info.compress_type = zipfile.ZIP_DEFLATED
                with made.open(info, "w", force_zip64=True) as target:
                    for piece in [content] if isinstance(content, bytes) else _pieces(content):
                        target.write(piece)
        file.flush()
        os.fsync(file.fileno())
        size = file.seek(0, os.SEEK_END)
    digest = hashlib.sha512()
    for piece in _pieces(path):
        digest.update(piece)
    return size, digest.hexdigest()


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(1024 * 1024):
            yield piece
