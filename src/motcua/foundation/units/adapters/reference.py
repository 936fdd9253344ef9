"""Reads the CSV and GeoJSON files of ``data/``."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from motcua.foundation.units.contracts import Overlap, UnitKind

DATA = Path(__file__).resolve().parents[1] / "data"


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One line of ``units.csv``."""

    code: str
    kind: UnitKind
    name: str
    full_name: str
    full_name_en: str
    parent_code: str
    valid_from: date
    valid_to: date | None
    agency_code: str
    area_km2: str
    lon: float | None
    lat: float | None


@dataclass(frozen=True, slots=True)
class SuccessionRow:
    """One line of ``succession.csv``: on that day the new unit took over the old one."""

    old_code: str
    new_code: str
    on: date
    overlap: Overlap


def read_units(folder: Path = DATA) -> tuple[UnitRow, ...]:
    """The units, parents before children."""
    return tuple(
        UnitRow(
            code=row["code"],
            kind=UnitKind(row["kind"]),
            name=row["name"],
            full_name=row["full_name"],
            full_name_en=row["full_name_en"],
            parent_code=row["parent_code"],
            valid_from=date.fromisoformat(row["valid_from"]),
            valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
            agency_code=row["agency_code"],
            area_km2=row["area_km2"],
            lon=float(row["lon"]) if row["lon"] else None,
            lat=float(row["lat"]) if row["lat"] else None,
        )
        for row in _rows(folder / "units.csv")
    )


def read_succession(folder: Path = DATA) -> tuple[SuccessionRow, ...]:
    """Which unit took over which."""
    return tuple(
        SuccessionRow(
            old_code=row["old_code"],
            new_code=row["new_code"],
            on=date.fromisoformat(row["on"]),
            overlap=Overlap(row["overlap"]),
        )
        for row in _rows(folder / "succession.csv")
    )


@lru_cache(maxsize=1)
def read_boundaries() -> dict[str, Any]:
    """The communes of today as GeoJSON; a map for orientation, not the legal boundary."""
    loaded: dict[str, Any] = json.loads((DATA / "communes_200m.geojson").read_text(encoding="utf-8"))
    return loaded


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
