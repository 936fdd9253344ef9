# ruff: noqa: S608 - SQL here is made of models in this package and quoted identifiers
"""Brings every model up to its sources: only what changed is computed, checked first, and published as one Iceberg snapshot."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from motcua.lakehouse import duck
from motcua.lakehouse.bronze import BATCH
from motcua.lakehouse.bronze import NAME as BRONZE
from motcua.lakehouse.catalogue import SHARD, Catalogue, FileEntry, Head, head_of
from motcua.lakehouse.contracts import ModelFailure, Refresh, TableVersion
from motcua.lakehouse.model import Model, Models

# Rows computed at once; keeps a first load of millions of events within memory.
SLICE_ROWS = 400_000


class _CheckFailed(Exception):
    """A test of the model does not hold on the rows about to be published."""


@dataclass(frozen=True, slots=True)
class _Work:
    """What one model has to do: everything, or some shards, or the batches after one."""

    full: bool
    shards: frozenset[int] = frozenset()
    after_batch: int = 0


class Refresher:
    """Runs the models of one lake."""

    def __init__(self, *, catalogue: Catalogue, models: Models, root: Path, memory: str, threads: int) -> None:
        self._catalogue = catalogue
        self._models = models
        self._duck = duck.connect(root=root, memory=memory, threads=threads, locked=False)

    def run(
        self, *, heads: dict[str, Head], checked: Mapping[str, int], only_full: bool = False
    ) -> tuple[tuple[str, ...], tuple[ModelFailure, ...], dict[str, int]]:
        """Refresh all models in order; ``heads`` is updated. Gives the changed tables, the failed models, the batches looked at."""
        changed, failures, looked = [], [], dict(checked)
        for model in self._models.ordered:
            if model.refresh is Refresh.GIVEN and model.name in heads:
                continue
            if any(parent not in heads for parent in model.parents):
                continue
            try:
                work = _Work(full=True) if only_full else self._work(model, heads, looked)
                if work is not None and self._publish(model, work, heads):
                    changed.append(model.name)
            except (_CheckFailed, duckdb.Error, pa.ArrowInvalid, KeyError) as error:
                failures.append(ModelFailure(model.name, f"{type(error).__name__}: {error}"[:500]))
                continue
            if model.refresh is Refresh.APPEND:
                looked[model.name] = int(heads[BRONZE].remembered("batch", 0))
        return tuple(changed), tuple(failures), looked

    def _work(self, model: Model, heads: Mapping[str, Head], looked: Mapping[str, int]) -> _Work | None:
        head = heads.get(model.name)
        if head is None or head.remembered("model", "") != model.fingerprint:
            return _Work(full=True)
        sources = {name: TableVersion(*v) for name, v in head.remembered("sources", {}).items()}
        stale = [name for name in model.parents if sources.get(name) != heads[name].version]
        if not stale:
            return None
        if model.refresh is Refresh.APPEND:
            after = max(int(head.remembered("batch", 0)), looked.get(model.name, 0))
            now = int(heads[BRONZE].remembered("batch", 0))
            return _Work(full=False, after_batch=after) if now > after else None
        if model.refresh is Refresh.REBUILD:
            return _Work(full=True)
        touched: set[int] = set()
        for name in stale:
            shards = self._touched(model, heads[name], sources.get(name))
            if shards is None:
                return _Work(full=True)
            touched |= shards
        return _Work(full=False, shards=frozenset(touched)) if touched else None

    def put(self, *, model: Model, rows: Sequence[Mapping[str, object]], heads: dict[str, Head]) -> bool:
        """Replace the rows of a given table; False when they are what it already holds."""
        schema = self._compute(model).schema
        digest = hashlib.sha256(json.dumps(rows, sort_keys=True, default=str).encode()).hexdigest()[:16]
        head = heads.get(model.name)
        if head and (head.remembered("given", ""), head.remembered("model", "")) == (digest, model.fingerprint):
            return False
        answer = pa.Table.from_pylist([dict(row) for row in rows], schema=schema)
        self._test(model, answer)
        table = self._catalogue.ensure(model.name, schema=schema, sharded=False)
        heads[model.name] = self._catalogue.commit(
            table,
            rows=[answer],
            remove=self._replaced(model, _Work(full=True), head_of(model.name, table)),
            replace=True,
            remember={"model": model.fingerprint, "given": digest, "sources": {}, "batch": 0},
        )
        return True

    def _touched(self, model: Model, source: Head, before: TableVersion | None) -> set[int] | None:
        """The shards of a source whose files differ from those last used; None when that cannot be told."""
        if before is None or not self._alike(model, source.name):
            return None
        earlier = self._catalogue.by_version(before, name=source.name)
        if earlier is None or earlier.version.uuid != source.version.uuid:
            return None
        now = {(f.shard, f.path) for f in self._catalogue.files(source)}
        then = {(f.shard, f.path) for f in self._catalogue.files(earlier)}
        return {shard for shard, _ in now ^ then if shard is not None}

    def _publish(self, model: Model, work: _Work, heads: dict[str, Head]) -> bool:
        parts = self._parts(model, work, heads)
        first = next(parts)
        while not first.num_rows and (following := next(parts, None)) is not None:
            first = following
        if model.refresh is Refresh.APPEND and not work.full and not first.num_rows:
            return False
        table = self._catalogue.ensure(model.name, schema=first.schema, sharded=bool(model.key))
        heads[model.name] = self._catalogue.commit(
            table,
            rows=_chain(first, parts),
            remove=self._replaced(model, work, head_of(model.name, table)),
            replace=work.full or model.refresh is not Refresh.APPEND,
            remember={
                "model": model.fingerprint,
                "sources": {p: [heads[p].version.uuid, heads[p].version.snapshot_id] for p in model.parents},
                "batch": int(heads[BRONZE].remembered("batch", 0)) if BRONZE in model.parents else 0,
            },
        )
        return True

    def _replaced(self, model: Model, work: _Work, head: Head | None) -> tuple[FileEntry, ...]:
        if head is None or (model.refresh is Refresh.APPEND and not work.full):
            return ()
        return tuple(f for f in self._catalogue.files(head) if work.full or f.shard in work.shards)

    def _parts(self, model: Model, work: _Work, heads: Mapping[str, Head]) -> Iterator[pa.Table]:
        """The rows to publish, in parts that fit in memory; each part has passed the model's tests."""
        if model.refresh is Refresh.APPEND:
            for low, high in self._slices(heads[BRONZE], work.after_batch):
                self._source(heads[BRONZE], where=f"{BATCH} > {low} AND {BATCH} <= {high}")
                yield self._compute(model)
            return
        groups: list[frozenset[int] | None] = [None if work.full else work.shards]
        alike = {name for name in model.parents if self._alike(model, name)}
        if work.full and alike == set(model.parents) and self._rows(model, heads) > SLICE_ROWS:
            groups = [frozenset({shard}) for shard in range(model.shards)]
        for group in groups:
            for parent in model.parents:
                self._source(heads[parent], shards=group if parent in alike else None)
            yield self._compute(model)

    def _alike(self, model: Model, parent: str) -> bool:
        """Whether a source keeps the rows of a key in the same shard as the model does."""
        source = self._models.by_name.get(parent)
        return bool(model.key) and source is not None and (source.key, source.shards) == (model.key, model.shards)

    def _rows(self, model: Model, heads: Mapping[str, Head]) -> int:
        return sum(f.rows for parent in model.parents for f in self._catalogue.files(heads[parent]))

    def _slices(self, bronze: Head, after: int) -> list[tuple[int, int]]:
        """Ranges of batches, (low, high], of about ``SLICE_ROWS`` events each."""
        self._source(bronze)
        counted = self._duck.execute(
            f"SELECT {BATCH}, count(*) FROM {BRONZE} WHERE {BATCH} > $after GROUP BY {BATCH} ORDER BY {BATCH}", {"after": after}
        ).fetchall()
        slices: list[tuple[int, int]] = []
        low = previous = after
        rows = 0
        for batch, count in counted:
            if rows and rows + count > SLICE_ROWS:
                slices.append((low, previous))
                low, rows = previous, 0
            rows, previous = rows + count, batch
        return [*slices, (low, counted[-1][0] if counted else after)]

    def _source(self, head: Head, *, shards: frozenset[int] | None = None, where: str = "") -> None:
        files = self._catalogue.files(head)
        paths = [f.path for f in files if shards is None or f.shard in shards]
        duck.view(self._duck, head.name, schema=head.table.schema(), paths=paths, hidden=True, where=where)

    def _compute(self, model: Model) -> pa.Table:
        shard = f", CAST(md5_number_lower(CAST({duck.identifier(model.key)} AS VARCHAR)) % {model.shards} AS INTEGER) AS {SHARD}"
        rows = duck.arrow(self._duck, f"SELECT answer.*{shard if model.key else ''} FROM ({model.sql}) AS answer")
        self._test(model, rows)
        return rows

    def _test(self, model: Model, rows: pa.Table) -> None:
        """The model's own tests; nothing is published when one fails."""
        self._duck.register("candidate", rows)
        try:
            for label, sql in _tests(model):
                answer = self._duck.execute(f"SELECT count(*) FROM ({sql}) AS bad").fetchone()
                if answer and answer[0]:
                    msg = f"{label}: {answer[0]}"
                    raise _CheckFailed(msg)
        finally:
            self._duck.unregister("candidate")

    def close(self) -> None:
        """Free the engine's memory."""
        self._duck.close()


def _tests(model: Model) -> Iterator[tuple[str, str]]:
    """Each test as a query for offending rows."""
    for column in model.info.columns:
        name = duck.identifier(column.name)
        if column.not_null:
            yield f"{column.name} not_null", f"SELECT 1 FROM candidate WHERE {name} IS NULL"
        if column.unique:
            yield f"{column.name} unique", f"SELECT {name} FROM candidate WHERE {name} IS NOT NULL GROUP BY {name} HAVING count(*) > 1"
        if column.accepted:
            values = ", ".join(duck.quote(v) for v in column.accepted)
            yield f"{column.name} accepted", f"SELECT 1 FROM candidate WHERE CAST({name} AS VARCHAR) NOT IN ({values})"
    if model.grain_key:
        names = ", ".join(duck.identifier(n) for n in model.grain_key)
        yield f"unique {names}", f"SELECT {names} FROM candidate GROUP BY {names} HAVING count(*) > 1"


def _chain(first: pa.Table, rest: Iterator[pa.Table]) -> Iterator[pa.Table]:
    yield first
    yield from rest
