"""Writes of the shared warehouse: follow the outbox, keep a snapshot, take care of files."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from django.db import connection

from motcua.foundation.outbox import api as outbox
from motcua.foundation.units import api as units
from motcua.insight.datasets import conf
from motcua.insight.datasets.adapters.lake import engine
from motcua.insight.datasets.contracts import Refreshed
from motcua.kernel.clock import local_date
from motcua.lakehouse import Lake, LakeEvent

LIVE_CHANNEL = "motcua_live"
log = logging.getLogger("motcua.datasets")
_units_of: dict[str, date] = {}


def refresh(*, now: datetime, rebuild: bool = False) -> Refreshed:
    """Write every settled event that is not here yet, derive the tables, and tell listeners of a new snapshot.

    Where it stopped is remembered inside the warehouse with the events themselves, so a killed worker neither loses nor repeats one.
    Nothing new costs two small queries. Failed models are logged and reported; the others go on.
    """
    started = time.perf_counter()
    lake = engine()
    _put_units(lake, now=now)
    added = _follow(lake)
    report = lake.refresh(now=now, rebuild=rebuild)
    for failure in report.failures:
        log.error("model %s was not published: %s", failure.table, failure.reason)
    current = report.snapshot.id if report.snapshot else ""
    if report.changed:
        _tell(current)
    return Refreshed(
        events=added,
        changed=report.changed,
        failures=tuple((f.table, f.reason) for f in report.failures),
        snapshot=current,
        took_ms=round((time.perf_counter() - started) * 1000),
    )


def replay(*, now: datetime) -> Refreshed:
    """Make the warehouse anew from every event of the outbox, after its folder was lost. Earlier snapshots can no longer be asked."""
    lake = engine()
    lake.clear()
    _units_of.pop(str(lake.root), None)
    return refresh(now=now)


def keep(*, snapshot_id: str, reason: str) -> None:
    """Keep a snapshot for good, because something published names it; ``SnapshotUnknown``."""
    engine().keep(snapshot_id, reason=reason)


def put_reference(*, table: str, rows: Sequence[Mapping[str, object]]) -> bool:
    """Set the rows of a reference table that a room above gives (``refresh: given``); False when it held exactly these; ``TableUnknown``.

    The next refresh makes them part of a snapshot, so that a figure counted with them can be counted again.
    """
    return engine().put(table=table, rows=rows)


def care(*, now: datetime) -> tuple[int, int]:
    """Merge small files and forget snapshots that nobody refers to; gives tables merged and files removed."""
    lake = engine()
    merged = lake.compact()
    lake.refresh(now=now)
    return len(merged), lake.sweep(now=now, keep=timedelta(days=conf.KEEP_DAYS), newest=50).files


def _follow(lake: Lake) -> int:
    added, position = 0, lake.position()
    while batch := outbox.read(after_seq=position, limit=conf.BATCH):
        added += lake.append(events=[_event(record) for record in batch], position=batch[-1].seq).added
        position = batch[-1].seq
        if len(batch) < conf.BATCH:
            break
    return added


def _event(record: outbox.EventRecord) -> LakeEvent:
    return LakeEvent(
        event_id=record.event_id,
        seq=record.seq,
        name=record.name,
        stream=record.stream,
        occurred_at=record.occurred_at,
        recorded_at=record.recorded_at,
        payload=json.dumps(record.payload, ensure_ascii=False, separators=(",", ":")),
    )


def _put_units(lake: Lake, *, now: datetime) -> None:
    """The names of units, once a day and process: reference data changes by decree, not by the second."""
    today = local_date(now)
    place = str(lake.root)
    if _units_of.get(place) == today:
        return
    now_valid = list(_flat(units.tree(on=today)))
    # Dossiers of earlier years name units that the reform of 2025 ended; codes were reused, so each period is a row.
    starts = {unit.valid_from for unit in now_valid if unit.is_commune}
    earlier = [unit for start in starts for unit in _flat(units.tree(on=start - timedelta(days=1)))]
    known = {(u.code, u.valid_from): u for u in [*earlier, *now_valid]}
    rows = [
        {"code": u.code, "name": u.full_name, "kind": str(u.kind), "valid_from": u.valid_from, "valid_to": u.valid_to}
        for _, u in sorted(known.items())
    ]
    if rows:
        lake.put(table="gold.unit", rows=rows)
        _units_of[place] = today


def _flat(nodes: tuple[units.UnitNode, ...]) -> Iterator[units.Unit]:
    for node in nodes:
        yield node.unit
        yield from _flat(node.children)


def _tell(snapshot: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [LIVE_CHANNEL, json.dumps({"snapshot": snapshot})])
