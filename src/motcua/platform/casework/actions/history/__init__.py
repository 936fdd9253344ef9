"""Bulk import of dossiers of the past: the same tables, chains and events as the actions, written in batches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from zlib import crc32

from motcua.kit.processes import require_no_transaction, spread
from motcua.platform.casework.actions.history.world import World
from motcua.platform.casework.actions.history.writing import uuid_of, write
from motcua.platform.casework.contracts import HistoryRecord, HistoryReport

_BATCH = 1000


@dataclass(frozen=True, slots=True)
class _Batch:
    """Records on their way to the process that writes them, with the version of each procedure."""

    records: list[HistoryRecord]
    versions: Mapping[str, int]
    now: datetime


_worlds: dict[datetime, World] = {}


def import_history(*, records: Iterable[HistoryRecord], now: datetime, processes: int = 1) -> HistoryReport:
    """Write dossiers of the past. A record whose key was imported before is skipped, so that a broken run is simply run again.

    Each batch is one transaction. ``HistoryOutOfOrder``, ``ActionNotPossible`` (the procedure knows no such step), ``ProcedureUnknown``
    and ``UnitWrong`` stop the run at the batch of the record, of which nothing is written; their notes name the record.
    ``processes`` share the work by unit, so that they never wait for each other's dossier codes; each obeys the same rules.
    """
    if processes > 1:
        require_no_transaction()
    world, source = World(now), iter(records)
    if processes > 1:
        try:
            _worlds[now] = world  # what is looked up here, forked processes have
            return _total(spread(batches=_by_unit(source, world, processes), work=_part, processes=processes))
        finally:
            _worlds.clear()
    batches = iter(lambda: list(islice(source, _BATCH)), [])
    return _total(write(batch, versions=_versions(batch, world), world=world) for batch in batches)


def _total(parts: Iterable[tuple[int, int, int]]) -> HistoryReport:
    dossiers = events = skipped = 0
    for written, told, known in parts:
        dossiers, events, skipped = dossiers + written, events + told, skipped + known
    return HistoryReport(dossiers=dossiers, events=events, skipped=skipped)


def _by_unit(records: Iterable[HistoryRecord], world: World, processes: int) -> Iterator[tuple[int, _Batch]]:
    kept: list[list[HistoryRecord]] = [[] for _ in range(processes)]
    homes: dict[str, int] = {}
    for record in records:
        number = homes.get(record.unit_code)
        if number is None:
            number = homes[record.unit_code] = crc32(record.unit_code.encode()) % processes
        kept[number].append(record)
        if len(kept[number]) == _BATCH:
            yield number, _batch(kept[number], world)
            kept[number] = []
    yield from ((number, _batch(rest, world)) for number, rest in enumerate(kept) if rest)


def _batch(records: list[HistoryRecord], world: World) -> _Batch:
    return _Batch(records, _versions(records, world), world.now)


def _versions(records: list[HistoryRecord], world: World) -> dict[str, int]:
    """Opened by the caller's process alone, in transactions of their own: two must not hold procedures against each other."""
    return world.versions(r.procedure_code for r in records)


def _part(given: _Batch) -> tuple[int, int, int]:
    """A batch in a process of its own, which keeps what it looked up for the next one."""
    world = _worlds.get(given.now)
    if world is None:
        world = _worlds[given.now] = World(given.now)
    return write(given.records, versions=given.versions, world=world)


__all__ = ["import_history", "uuid_of"]
