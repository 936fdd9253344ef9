"""The analytical engine: DuckDB over immutable Parquet files published as Iceberg tables. No Django, no business rule.

``Lake`` is its one door. Facts arrive as events (``append``), models turn them into tables (``refresh``), and every state of all
tables together is a snapshot with a short id, at which any question can be asked again (``query(..., snapshot=id)``).
"""

from motcua.lakehouse.contracts import LakeEvent, LakeSnapshot, QueryRows, RefreshReport
from motcua.lakehouse.lake import Lake

__all__ = ["Lake", "LakeEvent", "LakeSnapshot", "QueryRows", "RefreshReport"]
