"""The figures of several workers as one exposition: each lays its own beside its log, whoever is asked puts them together."""

from __future__ import annotations

import contextlib
from pathlib import Path

from motcua.gateway.protocol.shards import shard_folders

_FILE = "metrics.prom"


def publish(folder: Path, text: bytes) -> None:
    """Lay a worker's figures beside its log."""
    fresh = folder / f"{_FILE}.new"
    with contextlib.suppress(OSError):  # figures may be lost, calls may not wait for them
        fresh.write_bytes(text)
        fresh.replace(folder / _FILE)


def withdraw(folder: Path) -> None:
    """The worker ends, and its figures with it."""
    (folder / _FILE).unlink(missing_ok=True)


def of_all(data: Path, *, own: int, text: bytes) -> bytes:
    """The figures of all workers, each sample with the shard of its worker as a label; those of the others are two seconds old at most."""
    texts = {own: text}
    for number, folder in shard_folders(data).items():
        if number != own:
            with contextlib.suppress(OSError):
                texts[number] = (folder / _FILE).read_bytes()
    return together({number: found.decode() for number, found in texts.items()}).encode()


def together(texts: dict[int, str]) -> str:
    """Expositions by shard made one: families stay whole, as the format wants it, and say what they are once."""
    families: dict[str, tuple[list[str], list[str]]] = {}
    for number in sorted(texts):
        words: list[str] = []
        samples: list[str] = []
        known = False
        for line in texts[number].splitlines():
            if line.startswith("# HELP "):
                name = line.split()[2]
                known = name in families
                words, samples = families.setdefault(name, ([], []))
            if line.startswith("#"):
                words += [] if known else [line]
            else:
                samples.append(_labelled(line, number))
    return "".join(f"{line}\n" for words, samples in families.values() for line in (*words, *samples))


def _labelled(line: str, number: int) -> str:
    name, brace, rest = line.partition("{")
    if brace:
        return f'{name}{{shard="{number}",{rest}'
    name, _, value = line.partition(" ")
    return f'{name}{{shard="{number}"}} {value}'
