"""``Lake``: the one door of the engine."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

import pyarrow as pa

from motcua.lakehouse import lineage as lineages
from motcua.lakehouse import maintenance, model
from motcua.lakehouse.bronze import NAME as BRONZE
from motcua.lakehouse.bronze import Bronze
from motcua.lakehouse.catalogue import Catalogue
from motcua.lakehouse.contracts import (
    Appended,
    LakeEvent,
    LakeSnapshot,
    Lineage,
    QueryRows,
    Refresh,
    RefreshReport,
    SnapshotUnknown,
    TableInfo,
    TableUnknown,
)
from motcua.lakehouse.guard import Only
from motcua.lakehouse.maintenance import Swept
from motcua.lakehouse.model import Models
from motcua.lakehouse.reader import Params, Reader, Scope
from motcua.lakehouse.refresh import Refresher
from motcua.lakehouse.snapshots import SnapshotBook
from motcua.lakehouse.storage import single_writer

MODELS = Path(__file__).parent / "models"


class Lake:
    """A warehouse folder and its catalogue. Any number of processes read; one at a time writes."""

    def __init__(
        self,
        *,
        catalogue_uri: str,
        warehouse: Path,
        models: Path | Models = MODELS,
        memory: str = "1GB",
        threads: int = 2,
        lock_timeout_s: float = 30,
    ) -> None:
        """Open or make a lake: a SQLAlchemy URI for the catalogue, a folder for the files, a folder of models."""
        self._catalogue = Catalogue(uri=catalogue_uri, warehouse=warehouse)
        self.root = self._catalogue.root
        self.models = models if isinstance(models, Models) else model.load(models)
        self._book = SnapshotBook(self._catalogue.engine)
        self._bronze = Bronze(catalogue=self._catalogue, root=self.root)
        self._reader = Reader(catalogue=self._catalogue, root=self.root, memory=memory, threads=threads)
        self._memory, self._threads, self._lock_timeout_s = memory, threads, lock_timeout_s
        self._refresher: Refresher | None = None
        self._settled: dict[str, str] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    # -- writing ---------------------------------------------------------------------------------------------------------------

    def position(self) -> int:
        """The outbox position up to which all events are held; 0 for an empty lake."""
        return self._bronze.position(self._catalogue.heads())

    def append(self, *, events: Sequence[LakeEvent], position: int | None = None) -> Appended:
        """Add events exactly once, whatever was sent before. ``LakeBusy`` while another process writes."""
        if not events:
            return Appended(added=0, skipped=0, position=self.position())
        with single_writer(self.root, timeout_s=self._lock_timeout_s):
            return self._bronze.append(events=events, position=position, heads=self._catalogue.heads())

    def refresh(self, *, now: datetime, rebuild: bool = False) -> RefreshReport:
        """Bring all models up to the events and remember the new state. Without new events nothing is written."""
        started = time.perf_counter()
        if not rebuild and self._settled is not None and self._settled == self._catalogue.locations():
            return RefreshReport(snapshot=self._book.latest(), changed=(), failures=(), took_ms=_since(started))
        with single_writer(self.root, timeout_s=self._lock_timeout_s):
            heads = self._catalogue.heads()
            latest = self._book.latest()
            checked = latest.checked if latest else {}
            changed, failures, looked = self._engine().run(heads=heads, checked=checked, only_full=rebuild)
            wanted = {name: heads[name].version for name in self.models.names() if name in heads}
            if wanted and (latest is None or dict(latest.tables) != wanted):
                position = self._bronze.position(heads)
                latest = self._book.record(tables=wanted, checked=looked, position=position, now=now)
            self._settled = None if failures else self._catalogue.locations()
        return RefreshReport(snapshot=latest, changed=changed, failures=failures, took_ms=_since(started))

    def put(self, *, table: str, rows: Sequence[Mapping[str, object]]) -> bool:
        """Set the rows of a ``given`` (reference) table; False, and nothing written, when it already holds exactly these."""
        given = self.models.by_name.get(table)
        if given is None or given.refresh is not Refresh.GIVEN:
            raise TableUnknown(table=table)
        with single_writer(self.root, timeout_s=self._lock_timeout_s):
            return self._engine().put(model=given, rows=rows, heads=self._catalogue.heads())

    def ingest(self, *, events: Sequence[LakeEvent], now: datetime, position: int | None = None) -> RefreshReport:
        """``append`` and ``refresh``."""
        self.append(events=events, position=position)
        return self.refresh(now=now)

    # -- reading ---------------------------------------------------------------------------------------------------------------

    def snapshot(self, snapshot_id: str | None = None) -> LakeSnapshot | None:
        """The current snapshot (None before the first), or the one with this id (``SnapshotUnknown``)."""
        return self._book.latest() if snapshot_id is None else self._book.get(snapshot_id)

    def snapshots(self, *, limit: int = 50) -> tuple[LakeSnapshot, ...]:
        """The newest snapshots, newest first."""
        return self._book.all(limit=limit)

    def keep(self, snapshot_id: str, *, reason: str) -> None:
        """Keep a snapshot for good: something published names it."""
        self._book.keep(snapshot_id, reason=reason)

    def query(
        self,
        sql: str,
        params: Params = None,
        *,
        snapshot: str | None = None,
        tables: Collection[str] | None = None,
        only: Only | None = None,
        max_rows: int = 10_000,
        timeout_s: float = 10,
    ) -> QueryRows:
        """One SELECT over ``tables`` (default: all gold tables) at a snapshot (default: the current one).

        ``only`` narrows the rows of a table wherever it is read: ``{"gold.dossier_fact": ("unit_code", ("11329",))}``.
        """
        scope = Scope(snapshot=self._at(snapshot), tables=self._readable(tables), only=only or {})
        return self._reader.query(sql, params, scope=scope, max_rows=max_rows, timeout_s=timeout_s)

    def stream(
        self,
        sql: str,
        params: Params = None,
        *,
        snapshot: str | None = None,
        tables: Collection[str] | None = None,
        only: Only | None = None,
        batch_rows: int = 8192,
        timeout_s: float = 600,
    ) -> Iterator[pa.RecordBatch]:
        """Like ``query``, in Arrow batches and without a row limit; for downloads."""
        scope = Scope(snapshot=self._at(snapshot), tables=self._readable(tables), only=only or {})
        return self._reader.stream(sql, params, scope=scope, batch_rows=batch_rows, timeout_s=timeout_s)

    def columns(self, sql: str, *, snapshot: str | None = None, tables: Collection[str] | None = None) -> tuple[tuple[str, str], ...]:
        """Names and types of a statement's columns."""
        return self._reader.columns(sql, scope=Scope(snapshot=self._at(snapshot), tables=self._readable(tables), only={}))

    def tables(self) -> tuple[TableInfo, ...]:
        """Every table with its description, bronze first, then in the order of refreshing."""
        return tuple(self.table(name) for name in self.models.names())

    def table(self, name: str) -> TableInfo:
        """One table's description, with column types once it has data; ``TableUnknown``."""
        info = self.models.info(name)
        head = self._catalogue.heads().get(name)
        if head is None:
            return info
        types = {f.name: str(f.field_type) for f in head.table.schema().fields}
        return replace(info, columns=tuple(replace(c, type=types.get(c.name, c.type)) for c in info.columns))

    def lineage(self, table: str) -> Lineage:
        """Where a table and its columns come from and what is made of it."""
        return lineages.of(self.models, table)

    # -- care ------------------------------------------------------------------------------------------------------------------

    def compact(self, *, min_files: int = 24, small_bytes: int = 16_000_000) -> tuple[str, ...]:
        """Merge small files where there are many; gives the tables that were rewritten."""
        done = []
        with single_writer(self.root, timeout_s=self._lock_timeout_s):
            for name, head in self._catalogue.heads().items():
                if maintenance.compact(self._catalogue, head, min_files=min_files, small_bytes=small_bytes):
                    done.append(name)
        return tuple(done)

    def sweep(self, *, now: datetime, keep: timedelta = timedelta(days=7), newest: int = 20, idle_s: float = 3600) -> Swept:
        """Forget snapshots older than ``keep`` unless kept for a reason, and delete the files only they needed.

        Files written within ``idle_s`` seconds of the machine's clock stay, for readers that still hold them open.
        """
        with single_writer(self.root, timeout_s=self._lock_timeout_s):
            kept = self._book.forget(before=now - keep, newest=newest)
            snapshots = maintenance.expire(self._catalogue, kept=kept)
            files = maintenance.sweep(self._catalogue, idle_s=idle_s)
        return Swept(snapshots=snapshots, files=files)

    def clear(self) -> None:
        """Forget all tables and snapshots, so that every event is written anew. For a warehouse whose folder was lost."""
        with single_writer(self.root, timeout_s=self._lock_timeout_s):
            self._book.clear()
            self._catalogue.clear()
            self._settled = None

    def verify(self) -> Mapping[str, int]:
        """Count what must be zero: event ids held twice, files that are missing, gold columns with personal data."""
        heads = self._catalogue.heads()
        entries = [f for head in heads.values() for f in self._catalogue.files(head)]
        twice = 0
        if self._book.latest() is not None:
            sql = f"SELECT count(*) - count(DISTINCT event_id) AS twice FROM {BRONZE}"  # noqa: S608 - a constant
            twice = int(self.query(sql, tables=[BRONZE], timeout_s=120).rows[0][0])
        return {
            "events_twice": twice,
            "files_missing": sum(not Path(f.path).exists() for f in entries),
            "personal_in_gold": len(lineages.personal_in_gold(self.models)),
        }

    def close(self) -> None:
        """Free memory and connections."""
        self._reader.close()
        if self._refresher is not None:
            self._refresher.close()
        self._catalogue.close()

    def _engine(self) -> Refresher:
        if self._refresher is None:
            self._refresher = Refresher(
                catalogue=self._catalogue, models=self.models, root=self.root, memory=self._memory, threads=self._threads
            )
        return self._refresher

    def _at(self, snapshot: str | None) -> LakeSnapshot:
        found = self.snapshot(snapshot)
        if found is None:
            raise SnapshotUnknown(snapshot="–")
        return found

    def _readable(self, tables: Collection[str] | None) -> Collection[str]:
        return [n for n in self.models.names() if n.startswith("gold.")] if tables is None else tables


def _since(started: float) -> int:
    return round((time.perf_counter() - started) * 1000)
