"""THE DOOR of the open data portal."""

from motcua.insight.opendata.actions import load_reference, publish
from motcua.insight.opendata.contracts import (
    Dataset,
    DatasetColumn,
    DatasetsLoaded,
    DatasetUnknown,
    DefinitionFaulty,
    FormatUnknown,
    NoDataYet,
    Page,
    SearchInvalid,
    TooManyRows,
)
from motcua.insight.opendata.queries import batches, catalogue, dataset, rows, snapshot_of
from motcua.insight.opendata.rules import MAX_LIMIT, ROW_ID, Search

__all__ = [
    "MAX_LIMIT", "ROW_ID", "Dataset", "DatasetColumn", "DatasetUnknown", "DatasetsLoaded", "DefinitionFaulty", "FormatUnknown", "NoDataYet",
    "Page", "Search", "SearchInvalid", "TooManyRows", "batches", "catalogue", "dataset", "load_reference", "publish", "rows", "snapshot_of",
]
