"""Registers as XLSX."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

from openpyxl import Workbook

from motcua.kit.sheets import text_cell


def xlsx(*, title: str, heading: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A workbook with one sheet: a heading, the column names, the rows; texts never become formulas."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "A3"
    for place, name in enumerate(columns):
        sheet.column_dimensions[chr(ord("A") + place)].width = max(16, min(48, len(name) + 6))
    sheet.append([text_cell(sheet, heading, bold=True)])
    sheet.append([text_cell(sheet, name, bold=True) for name in columns])
    for row in rows:
        sheet.append([text_cell(sheet, value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
