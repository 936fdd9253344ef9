"""Which shard of the log a worker process writes: the first that no other process holds."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from motcua.gateway.core.keys import LogError, LogInUse
from motcua.gateway.core.log import LogWriter
from motcua.gateway.protocol.shards import MOST, shard_folder


def claim_shard(data: Path, *, server_id: str) -> tuple[int, LogWriter]:
    """Number and writer of the first free shard; LogError when one is damaged or all are held.

    Workers choose one after the other, so that two that start together do not make two new shards where one would do.
    """
    data.mkdir(parents=True, exist_ok=True)
    turn = os.open(data / "claim.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(turn, fcntl.LOCK_EX)
        for number in range(MOST + 1):
            try:
                return number, LogWriter(shard_folder(data, number), server_id=server_id)
            except LogInUse:
                continue
    finally:
        os.close(turn)
    msg = f"all {MOST + 1} shards of the log in {data} are in use"
    raise LogError(msg)
