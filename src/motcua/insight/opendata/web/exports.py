"""A dataset as a file, written batch by batch: CSV and JSON as a stream, Parquet and XLSX through a temporary file."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq
from openpyxl import Workbook

from motcua.insight.opendata.contracts import TooManyRows
from motcua.kernel.formulas import inert


def as_csv(batches: Iterable[pa.RecordBatch], *, names: Sequence[str], bom: bool) -> Iterator[bytes]:
    """RFC 4180 in UTF-8; ``bom`` puts the mark that Excel needs to see Vietnamese letters."""
    yield (b"\xef\xbb\xbf" if bom else b"") + _lines([names])
    for batch in batches:
        yield _lines(_rows(batch))


def as_json(batches: Iterable[pa.RecordBatch], *, names: Sequence[str], about: dict[str, Any]) -> Iterator[bytes]:
    """``{…about…, "records": [ {…}, … ]}``, one record a line."""
    head = json.dumps(about, ensure_ascii=False, default=str)
    yield f'{head[:-1]}, "records": ['.encode()
    first = True
    for batch in batches:
        lines = [json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False, default=_plain) for row in _rows(batch)]
        if lines:
            yield (("\n" if first else ",\n") + ",\n".join(lines)).encode()
            first = False
    yield b"\n]}\n"


def as_parquet(batches: Iterator[pa.RecordBatch], *, about: dict[str, str]) -> BinaryIO:
    """One Parquet file, zstd, with what it is in its metadata. The caller closes it; its name is gone already."""
    target = tempfile.TemporaryFile()  # noqa: SIM115 - handed to the response
    first = next(batches, None)
    schema = (first.schema if first is not None else pa.schema([])).with_metadata(about)
    with pq.ParquetWriter(target, schema, compression="zstd") as writer:
        if first is not None:
            writer.write_batch(first.replace_schema_metadata(about))
        for batch in batches:
            writer.write_batch(batch.replace_schema_metadata(about))
    target.seek(0)
    return target


def as_xlsx(batches: Iterable[pa.RecordBatch], *, heads: Sequence[str], title: str, limit: int) -> BinaryIO:
    """One sheet with a head row. Texts that a spreadsheet would run as a formula are marked as text."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.append(list(heads))
    written = 0
    for batch in batches:
        written += batch.num_rows
        if written > limit:
            raise TooManyRows(limit=limit)
        for row in _rows(batch):
            sheet.append([inert(value) for value in row])
    target = tempfile.TemporaryFile()  # noqa: SIM115 - handed to the response
    book.save(target)
    target.seek(0)
    return target


def _rows(batch: pa.RecordBatch) -> Iterator[tuple[Any, ...]]:
    return zip(*(column.to_pylist() for column in batch.columns), strict=True)


def _lines(rows: Iterable[Sequence[Any]]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([["" if v is None else _plain(v) for v in row] for row in rows])
    return out.getvalue().encode()


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
