"""Keeps the warehouse small: merges little files, forgets snapshots that nobody keeps, removes files that nothing names."""

from __future__ import annotations

import os
import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq

from motcua.lakehouse.catalogue import Catalogue, FileEntry, Head
from motcua.lakehouse.contracts import LakeSnapshot


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep removed: Iceberg snapshots and files."""

    snapshots: int
    files: int


def compact(catalogue: Catalogue, head: Head, *, min_files: int, small_bytes: int) -> Head | None:
    """Merge the small files of each shard that has at least ``min_files`` of them; None when there was nothing to do.

    Rows and everything remembered stay the same, so a reader or a kill at any moment sees the table before or after, never between.
    """
    groups: dict[int | None, list[FileEntry]] = defaultdict(list)
    for entry in catalogue.files(head):
        if entry.size < small_bytes:
            groups[entry.shard].append(entry)
    due = [group for group in groups.values() if len(group) >= min_files]
    if not due:
        return None
    names = [f.name for f in head.table.schema().fields]
    return catalogue.commit(
        head.table,
        # File by file in their order of arrival: an open handle for each of thousands of files would not do.
        rows=(pq.ParquetDataset([e.path for e in group], partitioning=None).read(columns=names) for group in due),
        remove=[entry for group in due for entry in group],
        replace=True,
        remember=head.memory,
    )


def expire(catalogue: Catalogue, *, kept: tuple[LakeSnapshot, ...]) -> int:
    """Remove Iceberg snapshots that no remembered lake snapshot names; a table's newest one always stays."""
    wanted = {(v.uuid, v.snapshot_id) for snapshot in kept for v in snapshot.tables.values()}
    removed = 0
    for head in catalogue.heads().values():
        uuid = str(head.table.metadata.table_uuid)
        old = [
            s.snapshot_id
            for s in head.table.metadata.snapshots
            if (uuid, s.snapshot_id) not in wanted and s.snapshot_id != head.table.metadata.current_snapshot_id
        ]
        if old:
            head.table.maintenance.expire_snapshots().by_ids(old).commit()
            removed += len(old)
    return removed


def sweep(catalogue: Catalogue, *, idle_s: float) -> int:
    """Delete files under the tables' folders that no kept snapshot names and that nobody wrote for ``idle_s`` seconds."""
    named = _named(catalogue)
    before = time.time() - idle_s  # of the machine: file times know no demo clock
    removed = 0
    for folder in ("bronze", "silver", "gold"):
        for path in (catalogue.root / folder).rglob("*"):
            if path.is_file() and str(path) not in named and path.stat().st_mtime < before:
                path.unlink()
                removed += 1
    return removed


def _named(catalogue: Catalogue) -> set[str]:
    named: set[str] = set()
    for head in catalogue.heads().values():
        metadata = head.table.metadata
        named.add(catalogue.path(head.table.metadata_location))
        named.update(catalogue.path(log.metadata_file) for log in metadata.metadata_log)
        for snapshot in metadata.snapshots:
            named.add(catalogue.path(snapshot.manifest_list))
            for manifest in snapshot.manifests(head.table.io):
                named.add(catalogue.path(manifest.manifest_path))
                entries = manifest.fetch_manifest_entry(head.table.io, discard_deleted=True)
                named.update(catalogue.path(e.data_file.file_path) for e in entries)
    return named


def size(root: Path) -> Mapping[str, int]:
    """Files and bytes of the warehouse, for the operator's page."""
    files = [Path(folder) / name for folder, _, names in os.walk(root) for name in names]
    return {"files": len(files), "bytes": sum(f.stat().st_size for f in files)}
