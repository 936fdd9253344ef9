"""Files that people open with a spreadsheet; texts never become formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from tempfile import SpooledTemporaryFile
from typing import IO, Any, cast

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from motcua.kernel.formulas import inert, runs

_IN_MEMORY = 8_000_000
_PLAIN, _BOLD = (Font(name="Times New Roman", size=12, bold=bold) for bold in (False, True))
_WRAPPED, _LINE = (Alignment(wrap_text=wraps, vertical="top") for wraps in (True, False))


def csv_bytes(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """CSV in UTF-8 with a byte order mark, so that spreadsheets read Vietnamese; empty for what is not known (None)."""
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out)
    writer.writerow(heads)
    writer.writerows([inert(value) for value in row] for row in rows)
    return out.getvalue().encode()


def xlsx_bytes(*, title: str, heading: str, columns: Sequence[str | tuple[str, int]], rows: Iterable[Sequence[str]]) -> bytes:
    """A workbook with one sheet: a heading, column names, with widths in characters or as wide as they need, and the rows.

    Texts never become formulas. It is written row by row: a year of a city fits, whatever the memory.
    """
    named = [column if isinstance(column, tuple) else (column, max(16, min(48, len(column) + 6))) for column in columns]
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "A3"
    for place, (_, width) in enumerate(named, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.append([_text_cell(sheet, heading, bold=True)])
    sheet.append([_text_cell(sheet, name, bold=True) for name, _ in named])
    for row in rows:
        sheet.append([_text_cell(sheet, value) for value in row])
    with SpooledTemporaryFile(max_size=_IN_MEMORY) as out:
        book.save(cast("IO[bytes]", out))
        out.seek(0)
        return out.read()


def dress(cell: Any, *, bold: bool = False, wrap: bool = True) -> None:
    """The type of official papers, from the top; a text that would run stays a text."""
    if runs(cell.value):
        cell.data_type, cell.quotePrefix = "s", True
    cell.font, cell.alignment = _BOLD if bold else _PLAIN, _WRAPPED if wrap else _LINE


def _text_cell(sheet: Any, value: str, *, bold: bool = False) -> Any:
    cell = WriteOnlyCell(sheet, value=value)
    dress(cell, bold=bold)
    return cell
