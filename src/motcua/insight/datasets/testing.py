"""For tests of the rooms above: a warehouse of their own and dossiers in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from motcua.insight.datasets.adapters.lake import engine
from motcua.lakehouse import LakeEvent
from motcua.lakehouse.testing import MONDAY, dossier, dossiers, event

__all__ = ["MONDAY", "LakeEvent", "dossier", "dossiers", "event", "fill", "own_warehouse", "unit_rows"]


def own_warehouse(monkeypatch: Any) -> None:
    """Keep the catalogue beside the test's own data folder instead of in the shared test database."""
    monkeypatch.setenv("MOTCUA_LAKE_CATALOGUE", "sqlite")


def unit_rows(**names: str) -> list[dict[str, object]]:
    """Rows of ``gold.unit``: ``unit_rows(u11329="Phường Ngô Quyền")``."""
    period = {"kind": "commune", "valid_from": date(2000, 1, 1), "valid_to": None}
    return [{"code": key.lstrip("u"), "name": name, **period} for key, name in names.items()]


def fill(
    events: Sequence[LakeEvent],
    *,
    now: datetime = MONDAY,
    units: Sequence[dict[str, object]] = (),
    references: Mapping[str, Sequence[dict[str, object]]] | None = None,
) -> str:
    """Put events straight into the warehouse, past the outbox; gives the id of the snapshot that holds them.

    ``references``: rows of further given tables by their names.
    """
    lake = engine()
    lake.put(table="gold.unit", rows=units)
    for table, rows in (references or {}).items():
        lake.put(table=table, rows=rows)
    report = lake.ingest(events=events, now=now)
    assert report.snapshot is not None
    assert not report.failures
    return report.snapshot.id
