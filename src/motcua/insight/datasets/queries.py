"""Reads of the shared warehouse."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

import pyarrow as pa

from motcua.foundation.outbox import api as outbox
from motcua.insight.datasets import conf
from motcua.insight.datasets.adapters.lake import engine
from motcua.insight.datasets.contracts import ColumnView, Health, QueryResult, Snapshot, TableView
from motcua.insight.datasets.policies import Readable, readable
from motcua.insight.datasets.rules import query_hash
from motcua.kernel.actors import Actor
from motcua.lakehouse import LakeSnapshot

Params = Mapping[str, object] | Sequence[object] | None


def query(
    *,
    sql: str,
    params: Params = None,
    snapshot: str | None = None,
    actor: Actor,
    now: datetime,
    max_rows: int | None = None,
    timeout_s: float | None = None,
) -> QueryResult:
    """One SELECT over the tables that ``actor`` may read, at a snapshot (default: the current one).

    Values go in ``params`` (``$name`` or ``?``). Raises ``QueryRefused``, ``QueryTimeout``, ``QueryTooLarge``, ``SnapshotUnknown``.
    """
    may = _may(actor)
    found = engine().query(
        sql,
        params,
        snapshot=snapshot,
        tables=may.tables,
        only=may.only,
        max_rows=conf.MAX_ROWS if max_rows is None else max_rows,
        timeout_s=conf.TIMEOUT_S if timeout_s is None else timeout_s,
    )
    return QueryResult(
        columns=found.columns,
        types=found.types,
        rows=found.rows,
        truncated=found.truncated,
        sql=sql,
        snapshot=found.snapshot,
        query_hash=query_hash(sql=sql, params=params),
        took_ms=found.took_ms,
    )


def stream(
    *, sql: str, params: Params = None, snapshot: str | None = None, actor: Actor, now: datetime, batch_rows: int = 8192
) -> Iterator[pa.RecordBatch]:
    """Like ``query``, as Arrow batches and without a limit on rows; for downloads."""
    may = _may(actor)
    return engine().stream(sql, params, snapshot=snapshot, tables=may.tables, only=may.only, batch_rows=batch_rows)


def columns(*, sql: str, snapshot: str | None = None, actor: Actor) -> tuple[tuple[str, str], ...]:
    """Names and DuckDB types of the columns of a statement."""
    return engine().columns(sql, snapshot=snapshot, tables=_may(actor).tables)


def latest_snapshot() -> Snapshot | None:
    """The current snapshot; None before the first refresh."""
    found = engine().snapshot()
    return _snapshot(found) if found else None


def snapshot(*, snapshot_id: str) -> Snapshot:
    """One snapshot by its id; ``SnapshotUnknown``."""
    found = engine().snapshot(snapshot_id)
    assert found is not None  # an unknown id has been refused
    return _snapshot(found)


def tables() -> tuple[TableView, ...]:
    """All tables from the raw events to gold, without column lineage."""
    lake = engine()
    return tuple(_view(info.name, detailed=False) for info in lake.tables())


def table(*, name: str) -> TableView:
    """One table with the sources of each column; ``TableUnknown``."""
    return _view(name, detailed=True)


def health() -> Health:
    """Checks of the whole warehouse; reads every event id, so for operators only."""
    lake = engine()
    found = lake.verify()
    return Health(
        events_twice=found["events_twice"],
        files_missing=found["files_missing"],
        personal_in_gold=found["personal_in_gold"],
        behind=max(outbox.horizon() - lake.position(), 0),
    )


def _may(actor: Actor) -> Readable:
    return readable(actor=actor, gold=[n for n in engine().models.names() if n.startswith("gold.")])


def _snapshot(found: LakeSnapshot) -> Snapshot:
    seen = {name: version.snapshot_id for name, version in found.tables.items()}
    return Snapshot(id=found.id, taken_at=found.taken_at, seq=found.position, tables=seen)


def _view(name: str, *, detailed: bool) -> TableView:
    lake = engine()
    info = lake.table(name)
    lineage = lake.lineage(name) if detailed else None
    sources = lineage.columns if lineage else {}
    made = tuple(
        ColumnView(name=c.name, type=c.type, vi=c.vi, en=c.en, pii=c.pii, sources=tuple(sources.get(c.name, ()))) for c in info.columns
    )
    return TableView(
        name=info.name,
        layer=str(info.layer),
        owner=info.owner,
        grain=info.grain,
        vi=info.vi,
        en=info.en,
        sql=info.sql,
        columns=made,
        parents=lineage.parents if lineage else (),
        ancestors=lineage.ancestors if lineage else (),
        descendants=lineage.descendants if lineage else (),
    )
