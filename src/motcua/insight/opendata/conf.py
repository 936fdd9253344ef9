"""Settings of the open data portal."""

from __future__ import annotations

from motcua.kit.conf import setting

SMALLEST_CELL = setting(
    "MOTCUA_OPENDATA_SMALLEST_CELL", default=5, help="Counts of fewer dossiers than this are never published broken down by field"
)
MAX_XLSX_ROWS = setting(
    "MOTCUA_OPENDATA_MAX_XLSX_ROWS", default=200_000, help="Most rows of an XLSX download; CSV and Parquet have no limit"
)
