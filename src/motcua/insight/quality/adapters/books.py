"""Counts as a workbook; texts never become formulas."""

from __future__ import annotations

import io
from collections.abc import Sequence
from decimal import Decimal

from openpyxl import Workbook

from motcua.kit.sheets import dress

Value = str | int | Decimal | None
_TEXT_COLUMNS, _TEXT_WIDTH, _NUMBER_WIDTH = 2, 40, 14


def xlsx(*, title: str, heading: Sequence[str], columns: Sequence[str], codes: Sequence[str], rows: Sequence[Sequence[Value]]) -> bytes:
    """One sheet: heading lines, column names, their codes in the form (when given), the rows; numbers stay numbers."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title[:31]
    lines: list[Sequence[Value]] = [*([line] for line in heading), columns, *([codes] if codes else []), *rows]
    bold = range(1, len(heading) + 2)
    for number, line in enumerate(lines, start=1):
        for place, value in enumerate(line, start=1):
            cell = sheet.cell(row=number, column=place, value=float(value) if isinstance(value, Decimal) else value)
            dress(cell, bold=number in bold, wrap=number > len(heading))
    for place in range(1, len(columns) + 1):
        wide = _TEXT_WIDTH if place <= _TEXT_COLUMNS else _NUMBER_WIDTH
        sheet.column_dimensions[sheet.cell(row=1, column=place).column_letter].width = wide  # type: ignore[union-attr]
    sheet.freeze_panes = f"A{len(heading) + (3 if codes else 2)}"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
