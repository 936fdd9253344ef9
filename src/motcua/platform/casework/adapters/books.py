"""Books as XLSX, written row by row: a year of a city fits, whatever the memory."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from tempfile import SpooledTemporaryFile
from typing import IO, Any, cast

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font

_IN_MEMORY = 8_000_000
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def xlsx(*, title: str, heading: str, columns: Sequence[tuple[str, int]], rows: Iterable[Sequence[str]]) -> bytes:
    """A workbook with one sheet: a heading, column names with widths in characters, and the rows; texts never become formulas."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "A3"
    for place, (_, width) in enumerate(columns, start=1):
        sheet.column_dimensions[_letter(place)].width = width
    sheet.append([_cell(sheet, heading, bold=True)])
    sheet.append([_cell(sheet, name, bold=True) for name, _ in columns])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    with SpooledTemporaryFile(max_size=_IN_MEMORY) as out:
        book.save(cast("IO[bytes]", out))
        out.seek(0)
        return out.read()


def _cell(sheet: Any, value: str, *, bold: bool = False) -> Any:
    cell = WriteOnlyCell(sheet, value=value)
    if value.startswith(_FORMULA):
        cell.data_type = "s"
        cell.quotePrefix = True
    cell.font = Font(name="Times New Roman", size=12, bold=bold)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def _letter(place: int) -> str:
    return chr(ord("A") + place - 1)
