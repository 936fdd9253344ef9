"""Answers questions at a snapshot: checked statement, read-only database, limits on rows, memory and time."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from motcua.lakehouse import duck, guard
from motcua.lakehouse.catalogue import Catalogue
from motcua.lakehouse.contracts import LakeSnapshot, QueryRefused, QueryRows, QueryTimeout, QueryTooLarge, SnapshotUnknown, TableUnknown
from motcua.lakehouse.guard import Only

Params = Mapping[str, object] | Sequence[object] | None
_OPEN_SNAPSHOTS = 4


@dataclass(frozen=True, slots=True)
class Scope:
    """What a statement may see: a snapshot, some tables, and of some tables only the rows with certain values."""

    snapshot: LakeSnapshot
    tables: Collection[str]
    only: Only


class Reader:
    """Keeps one in-memory database a snapshot, with a view for each table that was asked for."""

    def __init__(self, *, catalogue: Catalogue, root: Path, memory: str, threads: int) -> None:
        self._catalogue = catalogue
        self._root, self._memory, self._threads = root, memory, threads
        self._open: OrderedDict[str, tuple[duckdb.DuckDBPyConnection, set[str]]] = OrderedDict()
        self._lock = threading.Lock()

    def query(
        self,
        sql: str,
        params: Params,
        *,
        scope: Scope,
        max_rows: int,
        timeout_s: float,
    ) -> QueryRows:
        """The answer, at most ``max_rows`` rows. Named errors for a refused, too slow or too large statement."""
        checked = guard.check(sql, known=scope.tables, only=scope.only, max_rows=max_rows + 1)
        started = time.perf_counter()
        with self._cursor(scope.snapshot, checked.tables) as cursor, _limited(cursor, timeout_s):
            cursor.execute(checked.sql, _params(params))
            described = cursor.description or []
            rows = cursor.fetchall()
        return QueryRows(
            columns=tuple(d[0] for d in described),
            types=tuple(str(d[1]) for d in described),
            rows=tuple(rows[:max_rows]),
            truncated=len(rows) > max_rows,
            sql=sql,
            snapshot=scope.snapshot.id,
            took_ms=round((time.perf_counter() - started) * 1000),
        )

    def stream(
        self, sql: str, params: Params, *, scope: Scope, batch_rows: int, timeout_s: float
    ) -> Iterator[pa.RecordBatch]:
        """The answer in batches, without holding it in memory; for downloads."""
        checked = guard.check(sql, known=scope.tables, only=scope.only)
        with self._cursor(scope.snapshot, checked.tables) as cursor, _limited(cursor, timeout_s):
            yield from cursor.execute(checked.sql, _params(params)).to_arrow_reader(batch_rows)

    def columns(self, sql: str, *, scope: Scope) -> tuple[tuple[str, str], ...]:
        """Names and DuckDB types of a statement's columns, without running it over data."""
        checked = guard.check(sql, known=scope.tables, only=scope.only)
        with self._cursor(scope.snapshot, checked.tables) as cursor, _limited(cursor, 10):
            rows = cursor.execute(f"DESCRIBE {checked.sql}").fetchall()
        return tuple((row[0], row[1]) for row in rows)

    @contextmanager
    def _cursor(self, snapshot: LakeSnapshot, tables: Collection[str]) -> Iterator[duckdb.DuckDBPyConnection]:
        with self._lock:
            connection, present = self._database(snapshot)
            for name in tables:
                if name not in present:
                    self._view(connection, snapshot, name)
                    present.add(name)
            cursor = connection.cursor()
        try:
            yield cursor
        finally:
            cursor.close()

    def _database(self, snapshot: LakeSnapshot) -> tuple[duckdb.DuckDBPyConnection, set[str]]:
        if snapshot.id in self._open:
            self._open.move_to_end(snapshot.id)
            return self._open[snapshot.id]
        connection = duck.connect(root=self._root, memory=self._memory, threads=self._threads, locked=True)
        self._open[snapshot.id] = (connection, set())
        if len(self._open) > _OPEN_SNAPSHOTS:  # its cursors keep it alive until they are closed
            self._open.popitem(last=False)
        return self._open[snapshot.id]

    def _view(self, connection: duckdb.DuckDBPyConnection, snapshot: LakeSnapshot, name: str) -> None:
        if name not in snapshot.tables:
            raise TableUnknown(table=name)
        head = self._catalogue.by_version(snapshot.tables[name], name=name)
        if head is None:
            raise SnapshotUnknown(snapshot=snapshot.id)
        kept = head.table.metadata.snapshot_by_id(head.version.snapshot_id)
        schema = next(s for s in head.table.metadata.schemas if kept and s.schema_id == kept.schema_id)
        duck.view(connection, name, schema=schema, paths=[f.path for f in self._catalogue.files(head)], hidden=False)

    def close(self) -> None:
        """Free all databases."""
        with self._lock:
            for connection, _ in self._open.values():
                connection.close()
            self._open.clear()


def _params(params: Params) -> Any:
    if params is None:
        return []
    return dict(params) if isinstance(params, Mapping) else list(params)


@contextmanager
def _limited(cursor: duckdb.DuckDBPyConnection, timeout_s: float) -> Iterator[None]:
    """Stop the statement after ``timeout_s`` and give DuckDB's refusals their names."""
    timer = threading.Timer(timeout_s, cursor.interrupt)
    timer.daemon = True
    timer.start()
    try:
        yield
    except duckdb.InterruptException:
        raise QueryTimeout(seconds=timeout_s) from None
    except duckdb.OutOfMemoryException:
        raise QueryTooLarge from None
    except duckdb.Error as error:
        raise QueryRefused(reason=str(error).splitlines()[0][:300].replace("{", "(").replace("}", ")")) from None
    finally:
        timer.cancel()
