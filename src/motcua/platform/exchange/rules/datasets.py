"""Rows of ours made ready for the national platform: in the words of its dictionary, and judged before anything is sent."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from motcua.gateway.protocol import quality
from motcua.kernel.clock import VIETNAM
from motcua.platform.exchange.contracts.national import Batch, Dataset, SharedRecord


def batch(
    dataset: Dataset, rows: Sequence[Mapping[str, Any]], *, today: date, references: Mapping[str, Container[str]] | None = None
) -> Batch:
    """The rows as records, with their quality report (CV 4856/BCA-TTDLQG, the internal test before anything is sent).

    Nothing goes along that is not mapped. Raises ``gateway.protocol.mapping.Untranslatable`` with the place of a cell that is no value.
    """
    mapped = [dataset.mapping.out(row, place=f"rows[{number}]") for number, row in enumerate(rows)]
    report = quality.assess(dataset.dictionary, mapped, today=today, references=references)
    return Batch(dataset=dataset.code, records=tuple(_record(dataset, row) for row in mapped), report=report)


def _record(dataset: Dataset, row: Mapping[str, Any]) -> SharedRecord:
    key = "/".join(str(row.get(name, "")) for name in dataset.dictionary.key)
    return SharedRecord(key, _with_zone(str(row.get(dataset.changed_at, ""))), dict(row))


def _with_zone(text: str) -> str:
    """An instant with its offset; what is none stays as it is, and stands in the report."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return text
    return at.isoformat() if at.tzinfo else at.replace(tzinfo=VIETNAM).isoformat()
