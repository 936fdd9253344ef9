"""Books as XLSX, written row by row: a year of a city fits, whatever the memory."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from tempfile import SpooledTemporaryFile
from typing import IO, cast

from openpyxl import Workbook

from motcua.kit.sheets import text_cell

_IN_MEMORY = 8_000_000


def xlsx(*, title: str, heading: str, columns: Sequence[tuple[str, int]], rows: Iterable[Sequence[str]]) -> bytes:
    """A workbook with one sheet: a heading, column names with widths in characters, and the rows; texts never become formulas."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "A3"
    for place, (_, width) in enumerate(columns, start=1):
        sheet.column_dimensions[_letter(place)].width = width
    sheet.append([text_cell(sheet, heading, bold=True)])
    sheet.append([text_cell(sheet, name, bold=True) for name, _ in columns])
    for row in rows:
        sheet.append([text_cell(sheet, value) for value in row])
    with SpooledTemporaryFile(max_size=_IN_MEMORY) as out:
        book.save(cast("IO[bytes]", out))
        out.seek(0)
        return out.read()


def _letter(place: int) -> str:
    return chr(ord("A") + place - 1)
