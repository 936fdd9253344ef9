"""Health of services and circuits as several workers see them: each lays its own beside its log, whoever is asked joins them.

What another worker has seen is two seconds old at most; what one that lives no more has left behind is not counted.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from motcua.gateway.core.meters import Health, Meters
from motcua.gateway.protocol.shards import shard_folders

_FILE = "watch.json"
_FRESH_S = 10.0
_GRAVITY = ("closed", "half_open", "open")
Circuits = list[dict[str, str | None]]


@dataclass(slots=True)
class Watch:
    """What one process, or all together, have seen since ``started_ms``."""

    started_ms: int
    services: dict[str, Health] = field(default_factory=dict)
    circuits: Circuits = field(default_factory=list)


def of_process(meters: Meters, *, now_ms: int, circuits: Circuits | None = None) -> Watch:
    """What this process has seen."""
    return Watch(meters.started_ms, {service: meter.health(now_ms) for service, meter in meters.services.items()}, circuits or [])


def publish(folder: Path, seen: Watch) -> None:
    """Lay a worker's view beside its log."""
    fresh = folder / f"{_FILE}.new"
    with contextlib.suppress(OSError):  # a view may be lost, calls may not wait for it
        fresh.write_bytes(msgspec.json.encode(seen))
        fresh.replace(folder / _FILE)


def of_others(data: Path, *, own: int) -> list[Watch]:
    """The views of the other workers that live."""
    found: list[Watch] = []
    for number, folder in shard_folders(data).items():
        path = folder / _FILE
        with contextlib.suppress(OSError, msgspec.MsgspecError):
            if number != own and time.time() - path.stat().st_mtime < _FRESH_S:
                found.append(msgspec.json.decode(path.read_bytes(), type=Watch))
    return found


def joined(views: Sequence[Watch]) -> Watch:
    """All views as one; of a circuit the gravest state."""
    whole = Watch(min(view.started_ms for view in views))
    for view in views:
        for service, health in view.services.items():
            whole.services.setdefault(service, Health()).join(health)
    whole.circuits = _gravest(circuit for view in views for circuit in view.circuits)
    return whole


def _gravest(circuits: Iterable[dict[str, str | None]]) -> Circuits:
    found: dict[tuple[str | None, str | None], dict[str, str | None]] = {}
    for circuit in circuits:
        key = (circuit["service"], circuit["variant"])
        known = found.get(key)
        if known is None or _GRAVITY.index(str(circuit["state"])) > _GRAVITY.index(str(known["state"])):
            found[key] = circuit
    return list(found.values())
