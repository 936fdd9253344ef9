"""The end of kept bodies: whole files go when the youngest body in them is older than the city keeps bodies; records stay and hold."""

from __future__ import annotations

import time
from pathlib import Path

from motcua.gateway.core.durable import sync_folder
from motcua.gateway.evidence.archiving import ARCHIVE
from motcua.gateway.evidence.heads import SUFFIX, BrokenHead, read_head
from motcua.gateway.protocol.bodies import BODIES_PATTERN, bodies_name

_DAY_S = 86_400


def old_bodies(folder: Path, segment: int, *, days: int) -> list[Path]:
    """The files of closed segments (before ``segment``) to which nothing was added for that many days."""
    before = time.time() - days * _DAY_S
    closed = [path for path in sorted(folder.glob(BODIES_PATTERN)) if path.name < bodies_name(segment)]
    return [path for path in closed if path.stat().st_mtime < before]


def drop_archived_bodies(folder: Path) -> list[str]:
    """Delete the kept bodies beside archives whose head says that their time is over; their names."""
    gone, now = [], time.time() * 1000
    for path in (folder / ARCHIVE).glob(f"mlog-*.zip{SUFFIX}"):
        try:
            head = read_head(path.read_bytes())
        except BrokenHead:
            continue
        for beside in head.bodies:
            if beside.until_ms and now >= beside.until_ms and (path.parent / beside.file).exists():
                (path.parent / beside.file).unlink()
                gone.append(beside.file)
    if gone:
        sync_folder(folder / ARCHIVE)
    return gone
