"""Registers as XLSX."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def xlsx(*, title: str, heading: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A workbook with one sheet: a heading, the column names, the rows; texts never become formulas."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "A3"
    for place, name in enumerate(columns):
        sheet.column_dimensions[chr(ord("A") + place)].width = max(16, min(48, len(name) + 6))
    sheet.append([_cell(sheet, heading, bold=True)])
    sheet.append([_cell(sheet, name, bold=True) for name in columns])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(sheet: Any, value: str, *, bold: bool = False) -> Any:
    cell = WriteOnlyCell(sheet, value=value)
    if value.startswith(_FORMULA):
        cell.data_type = "s"
        cell.quotePrefix = True
    cell.font = Font(name="Times New Roman", size=12, bold=bold)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell
