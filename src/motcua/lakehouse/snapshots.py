"""Remembered states of all tables together, in a table beside the Iceberg catalogue."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime

import sqlalchemy as sa

from motcua.lakehouse.contracts import LakeSnapshot, SnapshotUnknown, TableVersion

_META = sa.MetaData()
_TABLE = sa.Table(
    "lake_snapshot",
    _META,
    sa.Column("ordinal", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("id", sa.String(16), nullable=False, unique=True),
    sa.Column("taken_at", sa.String(40), nullable=False),
    sa.Column("position", sa.BigInteger, nullable=False),
    sa.Column("tables", sa.Text, nullable=False),
    sa.Column("checked", sa.Text, nullable=False),
    sa.Column("kept_for", sa.Text, nullable=True),
)


def identity(tables: Mapping[str, TableVersion]) -> str:
    """The short id: the same tables at the same Iceberg snapshots always have the same one."""
    text = json.dumps(sorted((name, v.uuid, v.snapshot_id) for name, v in tables.items()))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


class SnapshotBook:
    """The list of snapshots, newest last."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        _META.create_all(engine)

    def latest(self) -> LakeSnapshot | None:
        """The current snapshot; None before the first refresh."""
        rows = self._read(sa.select(_TABLE).order_by(_TABLE.c.ordinal.desc()).limit(1))
        return rows[0] if rows else None

    def get(self, snapshot_id: str) -> LakeSnapshot:
        """One snapshot; ``SnapshotUnknown`` if it never was or was forgotten."""
        rows = self._read(sa.select(_TABLE).where(_TABLE.c.id == snapshot_id))
        if not rows:
            raise SnapshotUnknown(snapshot=snapshot_id)
        return rows[0]

    def all(self, *, limit: int) -> tuple[LakeSnapshot, ...]:
        """The newest snapshots, newest first."""
        return self._read(sa.select(_TABLE).order_by(_TABLE.c.ordinal.desc()).limit(limit))

    def record(
        self, *, tables: Mapping[str, TableVersion], checked: Mapping[str, int], position: int, now: datetime
    ) -> LakeSnapshot:
        """Remember the tables as the current state; the same state again only updates what was checked."""
        snapshot_id = identity(tables)
        values = {
            "id": snapshot_id,
            "taken_at": now.astimezone(UTC).isoformat(timespec="microseconds"),
            "position": position,
            "tables": json.dumps({name: [v.uuid, v.snapshot_id] for name, v in sorted(tables.items())}),
            "checked": json.dumps(dict(checked), sort_keys=True),
        }
        with self._engine.begin() as connection:
            again = sa.update(_TABLE).where(_TABLE.c.id == snapshot_id).values(position=position, checked=values["checked"])
            if connection.execute(again).rowcount == 0:
                connection.execute(sa.insert(_TABLE).values(**values))
        return self.get(snapshot_id)

    def keep(self, snapshot_id: str, *, reason: str) -> None:
        """Keep a snapshot's files for good because something published refers to it."""
        with self._engine.begin() as connection:
            done = connection.execute(sa.update(_TABLE).where(_TABLE.c.id == snapshot_id).values(kept_for=reason))
        if done.rowcount == 0:
            raise SnapshotUnknown(snapshot=snapshot_id)

    def forget(self, *, before: datetime, newest: int) -> tuple[LakeSnapshot, ...]:
        """Drop snapshots taken before ``before`` that nobody keeps and that are not among the ``newest``; return the rest."""
        order = _TABLE.c.ordinal.desc()
        recent = sa.select(_TABLE.c.ordinal).order_by(order).limit(newest).scalar_subquery()
        old = _TABLE.c.taken_at < before.astimezone(UTC).isoformat(timespec="microseconds")
        with self._engine.begin() as connection:
            connection.execute(sa.delete(_TABLE).where(old, _TABLE.c.kept_for.is_(None), _TABLE.c.ordinal.not_in(recent)))
        return self._read(sa.select(_TABLE).order_by(order))

    def clear(self) -> None:
        """Forget every snapshot."""
        with self._engine.begin() as connection:
            connection.execute(sa.delete(_TABLE))

    def _read(self, statement: sa.Select[tuple[object, ...]]) -> tuple[LakeSnapshot, ...]:
        with self._engine.connect() as connection:
            rows = connection.execute(statement).mappings().all()
        return tuple(
            LakeSnapshot(
                id=row["id"],
                taken_at=datetime.fromisoformat(row["taken_at"]),
                position=row["position"],
                tables={name: TableVersion(uuid, snapshot) for name, (uuid, snapshot) in json.loads(row["tables"]).items()},
                checked=json.loads(row["checked"]),
                ordinal=row["ordinal"],
            )
            for row in rows
        )
