"""Iceberg tables in a SQL catalogue: create, replace files and properties in one commit, and list the files of a snapshot."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import sqlalchemy as sa
from pyiceberg.catalog.sql import IcebergTables, SqlCatalog
from pyiceberg.exceptions import NoSuchTableError
from pyiceberg.io.pyarrow import _dataframe_to_data_files, _pyarrow_to_schema_without_ids
from pyiceberg.manifest import DataFile, ManifestFile
from pyiceberg.partitioning import UNPARTITIONED_PARTITION_SPEC, PartitionField, PartitionSpec
from pyiceberg.schema import Schema, assign_fresh_schema_ids
from pyiceberg.table import Table
from pyiceberg.table.snapshots import Operation, Snapshot
from pyiceberg.table.update import UpdatesAndRequirements
from pyiceberg.table.update.snapshot import _MergeAppendFiles, _OverwriteFiles
from pyiceberg.transforms import IdentityTransform

from motcua.lakehouse.contracts import TableUnknown, TableVersion
from motcua.lakehouse.storage import CURRENT_ROOT, RECORDED_ROOT, MovableFileIO, flush, moved

SHARD = "_shard"
NAME = "motcua"
_MANIFESTS_KEPT = 4096

# One line for every table read, every second, says nothing.
logging.getLogger("pyiceberg.io").setLevel(logging.WARNING)

# No automatic retry: a conflicting commit may hold the very same events, so the caller must look again before it writes.
_PROPERTIES = {
    "commit.retry.num-retries": "0",
    "commit.manifest-merge.enabled": "true",
    "commit.manifest.min-count-to-merge": "8",
    "write.metadata.previous-versions-max": "20",
    "write.metadata.delete-after-commit.enabled": "true",
    "write.parquet.compression-codec": "zstd",
}


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One live Parquet file: where it lies now, its rows, bytes and shard, and Iceberg's own record of it."""

    path: str
    rows: int
    size: int
    shard: int | None
    data_file: DataFile = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Head:
    """A table as it is now."""

    name: str
    table: Table = field(repr=False, compare=False)
    version: TableVersion

    @property
    def properties(self) -> Mapping[str, str]:
        """What the last commit remembered beside its data (``motcua.*``)."""
        snapshot = self.table.metadata.snapshot_by_id(self.version.snapshot_id)
        summary = snapshot.summary if snapshot else None
        return summary.additional_properties if summary else {}

    @property
    def memory(self) -> dict[str, Any]:
        """Everything remembered, to be handed on when files are rewritten without a change of rows."""
        return {k.removeprefix("motcua."): json.loads(v) for k, v in self.properties.items() if k.startswith("motcua.")}

    def remembered(self, key: str, default: Any) -> Any:
        """One remembered value, kept as JSON."""
        text = self.properties.get(f"motcua.{key}")
        return default if text is None else json.loads(text)


class _Append(_MergeAppendFiles):
    """An append whose files are on the disk before the catalogue names them."""

    def _commit(self) -> UpdatesAndRequirements:
        staged = super()._commit()
        _flush_all(self._io, self._added_data_files, self._written_manifests + self._written_manifest_lists)
        return staged


class _Replace(_OverwriteFiles):
    """A replacement of files that also drops manifests without a live file, which would pile up with every refresh."""

    def _existing_manifests(self) -> list[ManifestFile]:
        return [m for m in super()._existing_manifests() if m.has_added_files() or m.has_existing_files()]

    def _commit(self) -> UpdatesAndRequirements:
        staged = super()._commit()
        _flush_all(self._io, self._added_data_files, self._written_manifests + self._written_manifest_lists)
        return staged


def _flush_all(io: Any, data_files: Iterable[DataFile], others: Iterable[str]) -> None:
    if isinstance(io, MovableFileIO):
        flush([io.now_at(p) for p in [*(f.file_path for f in data_files), *others]])


class Catalogue:
    """The engine's tables. Only this class talks to pyiceberg."""

    def __init__(self, *, uri: str, warehouse: Path) -> None:
        """Open or make the catalogue at a SQLAlchemy ``uri`` for the folder ``warehouse``."""
        self.root = warehouse.resolve()
        self.root.mkdir(parents=True, exist_ok=True)
        plain = {"uri": uri, "warehouse": str(self.root), "pool_pre_ping": "true"}
        catalogue = SqlCatalog(NAME, **plain)
        self.engine = catalogue.engine
        self.recorded_root = self._recorded_root()
        self._catalogue = SqlCatalog(
            NAME,
            **plain
            | {
                "warehouse": self.recorded_root,
                "py-io-impl": f"{MovableFileIO.__module__}.{MovableFileIO.__qualname__}",
                RECORDED_ROOT: self.recorded_root,
                CURRENT_ROOT: str(self.root),
            },
        )
        catalogue.close()
        self.engine = self._catalogue.engine
        for layer in ("bronze", "silver", "gold"):
            self._catalogue.create_namespace_if_not_exists(layer)
        self._loaded: dict[str, tuple[str, Table]] = {}
        self._entries: dict[str, tuple[FileEntry, ...]] = {}

    def _recorded_root(self) -> str:
        """The folder at which this warehouse was made; kept in the catalogue from the first opening on."""
        meta = sa.Table(
            "lake_root",
            sa.MetaData(),
            sa.Column("catalog_name", sa.String(255), primary_key=True),
            sa.Column("root", sa.String(1000), nullable=False),
        )
        meta.metadata.create_all(self.engine)
        with self.engine.begin() as connection:
            known = connection.execute(sa.select(meta.c.root).where(meta.c.catalog_name == NAME)).scalar()
            if known is None:
                connection.execute(meta.insert().values(catalog_name=NAME, root=str(self.root)))
                return str(self.root)
            return str(known)

    def locations(self) -> dict[str, str]:
        """Table names with the place of their newest metadata: one small query that tells whether anything changed."""
        columns = (IcebergTables.table_namespace, IcebergTables.table_name, IcebergTables.metadata_location)
        with self.engine.connect() as connection:
            rows = connection.execute(sa.select(*columns).where(IcebergTables.catalog_name == NAME)).all()
        return {f"{namespace}.{name}": location for namespace, name, location in rows if location}

    def heads(self) -> dict[str, Head]:
        """Every table that has a snapshot, as it is now; metadata is read again only where it changed."""
        found: dict[str, Head] = {}
        for name, location in self.locations().items():
            cached = self._loaded.get(name)
            if cached is None or cached[0] != location:
                try:
                    cached = (location, self._catalogue.load_table(name))
                except NoSuchTableError:  # dropped between the two statements
                    continue
                self._loaded[name] = cached
            if (head := head_of(name, cached[1])) is not None:
                found[name] = head
        return found

    def by_version(self, version: TableVersion, *, name: str) -> Head | None:
        """The table that held ``version``, under its own or an archived name; None when the snapshot is no longer kept."""
        heads = self.heads()
        for candidate in (name, _archived(name, version.uuid)):
            head = heads.get(candidate)
            if head and str(head.table.metadata.table_uuid) == version.uuid:
                kept = head.table.metadata.snapshot_by_id(version.snapshot_id)
                return Head(name=candidate, table=head.table, version=version) if kept else None
        return None

    def ensure(self, name: str, *, schema: pa.Schema, sharded: bool) -> Table:
        """The table ``name`` with this schema. A table whose columns cannot grow into it is archived under its uuid, never dropped."""
        cached = self._loaded.get(name)
        table = cached[1] if cached else self._load(name)
        if table is not None and not self._fits(table, schema, sharded=sharded):
            self._catalogue.rename_table(name, _archived(name, str(table.metadata.table_uuid)))
            self._loaded.pop(name, None)
            table = None
        if table is None:
            return self._create(name, schema=schema, sharded=sharded)
        if {f.name for f in table.schema().fields} != set(schema.names):
            with table.update_schema() as update:
                update.union_by_name(schema)
        return table

    def _load(self, name: str) -> Table | None:
        try:
            return self._catalogue.load_table(name)
        except NoSuchTableError:
            return None

    def _fits(self, table: Table, schema: pa.Schema, *, sharded: bool) -> bool:
        wanted = {f.name: f.field_type for f in self._iceberg(schema).fields}
        same_columns = all(wanted.get(f.name) == f.field_type for f in table.schema().fields)
        return same_columns and table.spec().is_unpartitioned() is not sharded

    @staticmethod
    def _iceberg(schema: pa.Schema) -> Schema:
        return _pyarrow_to_schema_without_ids(schema)

    def _create(self, name: str, *, schema: pa.Schema, sharded: bool) -> Table:
        numbered = assign_fresh_schema_ids(self._iceberg(schema))
        spec = UNPARTITIONED_PARTITION_SPEC
        if sharded:
            spec = PartitionSpec(PartitionField(numbered.find_field(SHARD).field_id, 1000, IdentityTransform(), SHARD))
        return self._catalogue.create_table(name, schema=numbered, partition_spec=spec, properties=_PROPERTIES)

    def commit(
        self,
        table: Table,
        *,
        rows: Iterable[pa.Table],
        remove: Iterable[FileEntry] = (),
        replace: bool,
        remember: Mapping[str, Any],
    ) -> Head:
        """Write ``rows`` as new files, drop ``remove``, and remember values, all as one new Iceberg snapshot."""
        properties = {f"motcua.{key}": json.dumps(value, sort_keys=True) for key, value in remember.items()}
        added = [f for part in rows if part.num_rows for f in _dataframe_to_data_files(table.metadata, part, table.io)]
        with table.transaction() as transaction:
            kind, operation = (_Replace, Operation.OVERWRITE) if replace else (_Append, Operation.APPEND)
            update: _Replace | _Append = kind(
                operation=operation, transaction=transaction, io=table.io, snapshot_properties=properties
            )
            for data_file in added:
                update.append_data_file(data_file)
            for entry in remove:
                update.delete_data_file(entry.data_file)
            update.commit()
        name = ".".join(table.name())
        self._loaded[name] = (table.metadata_location, table)
        head = head_of(name, table)
        if head is None:
            raise TableUnknown(table=name)
        return head

    def files(self, head: Head) -> tuple[FileEntry, ...]:
        """The live Parquet files of a table version. Manifests never change, so each is read once a process."""
        snapshot: Snapshot | None = head.table.metadata.snapshot_by_id(head.version.snapshot_id)
        if snapshot is None:
            return ()
        return tuple(entry for manifest in snapshot.manifests(head.table.io) for entry in self._of_manifest(head, manifest))

    def _of_manifest(self, head: Head, manifest: ManifestFile) -> tuple[FileEntry, ...]:
        known = self._entries.get(manifest.manifest_path)
        if known is None:
            sharded = not head.table.specs()[manifest.partition_spec_id].is_unpartitioned()
            known = tuple(
                FileEntry(
                    path=self.path(entry.data_file.file_path),
                    rows=entry.data_file.record_count,
                    size=entry.data_file.file_size_in_bytes,
                    shard=entry.data_file.partition[0] if sharded else None,
                    data_file=entry.data_file,
                )
                for entry in manifest.fetch_manifest_entry(head.table.io, discard_deleted=True)
            )
            if len(self._entries) > _MANIFESTS_KEPT:
                self._entries.clear()
            self._entries[manifest.manifest_path] = known
        return known

    def path(self, location: str) -> str:
        """Where a recorded location lies now."""
        return moved(location, recorded=self.recorded_root, current=str(self.root))

    def clear(self) -> None:
        """Forget every table; files stay until they are swept."""
        with self.engine.begin() as connection:
            connection.execute(sa.delete(IcebergTables).where(IcebergTables.catalog_name == NAME))
        self._loaded.clear()
        self._entries.clear()

    def close(self) -> None:
        """Give the catalogue's connections back."""
        self._catalogue.close()


def head_of(name: str, table: Table) -> Head | None:
    """The table as it is now; None while it has no snapshot."""
    current = table.metadata.current_snapshot_id
    return None if current is None else Head(name, table, TableVersion(str(table.metadata.table_uuid), current))


def _archived(name: str, uuid: str) -> str:
    return f"{name}__{uuid.replace('-', '')[:12]}"


def is_archived(name: str) -> bool:
    """Whether a catalogue name is an archived earlier shape of a table."""
    return "__" in name
