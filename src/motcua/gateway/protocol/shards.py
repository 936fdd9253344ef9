"""The shards of a message log: every worker process writes one of its own, with its own key, chain and lock.

Shard 0 is the data folder itself, so that the log of a gateway of one process is its first shard; shard N is the folder ``shard-NN``.
"""

from __future__ import annotations

from pathlib import Path

from motcua.gateway.protocol.logfile import HEAD_FILE, segment_paths
from motcua.gateway.protocol.record import key_id, load_public_key

MOST = 99


def shard_folder(data: Path, number: int) -> Path:
    """The folder of a shard, whether it is there or not."""
    return data / f"shard-{number:02d}" if number else data


def shard_folders(data: Path) -> dict[int, Path]:
    """Every shard in which there is a log, if only an archived one, by its number, in order."""
    numbers = [0, *sorted(int(path.name[6:]) for path in data.glob("shard-[0-9][0-9]"))]
    found = {number: shard_folder(data, number) for number in numbers}
    return {number: folder for number, folder in found.items() if segment_paths(folder) or (folder / HEAD_FILE).exists()}


def shard_keys(data: Path) -> dict[int, str]:
    """The id of the key with which each shard is signed now."""
    return {n: key_id(load_public_key((folder / "key.pub.pem").read_bytes())) for n, folder in shard_folders(data).items()}
