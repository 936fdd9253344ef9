"""``bronze.events``: every event once, in the order in which it came, never changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import pyarrow as pa

from motcua.lakehouse import duck
from motcua.lakehouse.catalogue import Catalogue, Head
from motcua.lakehouse.contracts import Appended, Column, LakeEvent, Layer, TableInfo

NAME = "bronze.events"
BATCH = "_batch"

SCHEMA = pa.schema(
    [
        ("event_id", pa.string()),
        ("seq", pa.int64()),
        ("name", pa.string()),
        ("stream", pa.string()),
        ("occurred_at", pa.timestamp("us", tz="UTC")),
        ("recorded_at", pa.timestamp("us", tz="UTC")),
        ("payload", pa.string()),
        (BATCH, pa.int64()),
    ]
)

INFO = TableInfo(
    name=NAME,
    layer=Layer.BRONZE,
    owner="insight/datasets",
    grain="one row per event",
    vi="Mọi sự kiện do các phòng ghi nhận, giữ nguyên như khi được báo.",
    en="Every event that a room recorded, exactly as it was told.",
    columns=(
        Column("event_id", "Mã sự kiện", "Event id", type="string", unique=True, not_null=True),
        Column("seq", "Số thứ tự trong hộp gửi", "Ordinal in the outbox", type="long", not_null=True),
        Column("name", "Tên sự kiện", "Event name", type="string", not_null=True),
        Column("stream", "Dòng sự kiện", "Stream", type="string", not_null=True),
        Column("occurred_at", "Thời điểm xảy ra", "When it happened", type="timestamptz", not_null=True),
        Column("recorded_at", "Thời điểm ghi nhận", "When it was recorded", type="timestamptz", not_null=True),
        Column("payload", "Nội dung (JSON)", "Content (JSON)", pii=True, type="string", not_null=True),
    ),
    sql="",
)


class Bronze:
    """Appends events exactly once.

    The position, the highest seq and the batch number are remembered in the same Iceberg snapshot as the rows, so they commit
    together. A batch that comes again adds nothing: rows at or below the highest seq are looked up by event id first.
    """

    def __init__(self, *, catalogue: Catalogue, root: Path) -> None:
        self._catalogue = catalogue
        self._root = root

    def position(self, heads: dict[str, Head]) -> int:
        """The outbox position up to which everything is here; 0 for an empty lake."""
        head = heads.get(NAME)
        return int(head.remembered("position", 0)) if head else 0

    def append(self, *, events: Sequence[LakeEvent], position: int | None, heads: dict[str, Head]) -> Appended:
        """Add what is not here yet. ``position`` is where the reader of the outbox stood; default the highest seq of the batch."""
        head = heads.get(NAME)
        max_seq = int(head.remembered("max_seq", 0)) if head else 0
        held = self._held(head, [e for e in events if e.seq <= max_seq]) if head else frozenset()
        fresh: dict[str, LakeEvent] = {}
        for event in events:
            key = str(event.event_id)
            if key not in held:
                fresh.setdefault(key, event)
        before = self.position(heads)
        if not fresh:
            return Appended(added=0, skipped=len(events), position=before)
        ordered = sorted(fresh.values(), key=lambda e: e.seq)
        after = max(before, ordered[-1].seq if position is None else position)
        batch = (int(head.remembered("batch", 0)) if head else 0) + 1
        self._catalogue.commit(
            self._catalogue.ensure(NAME, schema=SCHEMA, sharded=False),
            rows=[_arrow(ordered, batch)],
            replace=False,
            remember={"position": after, "max_seq": max(max_seq, ordered[-1].seq), "batch": batch},
        )
        return Appended(added=len(ordered), skipped=len(events) - len(ordered), position=after)

    def _held(self, head: Head, suspects: Sequence[LakeEvent]) -> frozenset[str]:
        """Which of these event ids the table already has; only files whose seq range can hold them are read."""
        if not suspects:
            return frozenset()
        low, high = min(e.seq for e in suspects), max(e.seq for e in suspects)
        connection = duck.connect(root=self._root, memory="512MB", threads=1, locked=True)
        try:
            paths = [f.path for f in self._catalogue.files(head)]
            duck.view(connection, NAME, schema=head.table.schema(), paths=paths, hidden=False)
            sql = f"SELECT event_id FROM {NAME} WHERE seq BETWEEN $low AND $high"  # noqa: S608 - a constant
            return frozenset(row[0] for row in connection.execute(sql, {"low": low, "high": high}).fetchall())
        finally:
            connection.close()


def _arrow(events: Iterable[LakeEvent], batch: int) -> pa.Table:
    rows = [
        (str(e.event_id), e.seq, e.name, e.stream, e.occurred_at, e.recorded_at, e.payload, batch) for e in events
    ]
    columns = list(zip(*rows, strict=True))
    return pa.Table.from_arrays(
        [pa.array(values, type=field.type) for values, field in zip(columns, SCHEMA, strict=True)], schema=SCHEMA
    )
