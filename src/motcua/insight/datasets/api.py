"""THE DOOR of the shared warehouse: ask at a snapshot, follow the events, know the tables."""

from motcua.insight.datasets.actions import LIVE_CHANNEL, care, keep, put_reference, refresh, replay
from motcua.insight.datasets.contracts import ColumnView, Health, QueryResult, Refreshed, Snapshot, TableView
from motcua.insight.datasets.queries import columns, health, latest_snapshot, query, snapshot, stream, table, tables
from motcua.insight.datasets.rules import query_hash
from motcua.lakehouse.contracts import LakeBusy, QueryRefused, QueryTimeout, QueryTooLarge, SnapshotUnknown, TableUnknown

__all__ = [
    "LIVE_CHANNEL", "ColumnView", "Health", "LakeBusy", "QueryRefused", "QueryResult", "QueryTimeout", "QueryTooLarge", "Refreshed",
    "Snapshot", "SnapshotUnknown", "TableUnknown", "TableView", "care", "columns", "health", "keep", "latest_snapshot", "put_reference",
    "query", "query_hash", "refresh", "replay", "snapshot", "stream", "table", "tables",
]
