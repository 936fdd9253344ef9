"""Files that people open with a spreadsheet; texts never become formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font

from motcua.kernel.formulas import inert, runs


def csv_bytes(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """CSV in UTF-8 with a byte order mark, so that spreadsheets read Vietnamese; empty for what is not known (None)."""
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out)
    writer.writerow(heads)
    writer.writerows([inert(value) for value in row] for row in rows)
    return out.getvalue().encode()


def text_cell(sheet: Any, value: str, *, bold: bool = False) -> Any:
    """A cell of a sheet that is written row by row: a text in the type of official papers, wrapped, from the top."""
    cell = WriteOnlyCell(sheet, value=value)
    if runs(value):
        cell.data_type = "s"
        cell.quotePrefix = True
    cell.font = Font(name="Times New Roman", size=12, bold=bold)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell
