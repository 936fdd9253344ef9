"""Scans and photographs made into PDFs without what a camera noted; indexes of bulk digitisation read from XLSX or CSV, and written."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font
from PIL import Image, ImageOps

from motcua.foundation.files import api as files
from motcua.platform.casework.adapters import workbook
from motcua.platform.casework.contracts.issuing import IndexUnreadable, OldResultRow
from motcua.platform.casework.contracts.lifecycle import ImportUnreadable

# A4 at 200 dpi (TT 05/2025/TT-BNV); the band at the top stays free for the agency's signature.
_DPI, _PAGE, _BAND, _EDGE = 200, (1654, 2339), 200, 60
_MOST_POINTS = 60_000_000
_COLUMNS = {
    "tệp": "file", "tên giấy tờ": "title", "số, ký hiệu": "symbol", "cơ quan cấp": "issuer", "ngày cấp": "issued_on", "họ tên": "name",
    "số định danh": "number", "mã kết quả": "result_code", "mã thủ tục": "procedure_code", "có giá trị đến": "expires_on",
}
_REASON = "Lý do chưa số hóa được"
_ZIP = b"PK"
_NEEDED = ("file", "title", "symbol", "issuer", "issued_on", "name", "number")


def as_pdf(content: bytes, *, name: str, title: str, now: datetime) -> bytes:
    """The scan as PDF: a PDF as it is, a picture upright on an A4 page without its metadata (place, camera, time). ``FileDamaged``."""
    if content.startswith(b"%PDF-"):
        return content
    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "TIFF")) as opened:
            if opened.width * opened.height > _MOST_POINTS:
                raise files.FileDamaged(name=name)
            upright = ImageOps.exif_transpose(opened).convert("RGB")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise files.FileDamaged(name=name) from error
    page = Image.new("RGB", _PAGE, "white")
    fitted = ImageOps.contain(upright, (_PAGE[0] - 2 * _EDGE, _PAGE[1] - _BAND - _EDGE))
    page.paste(fitted, ((_PAGE[0] - fitted.width) // 2, _BAND))
    out = io.BytesIO()
    made_at = now.astimezone(UTC).timetuple()
    page.save(out, "PDF", resolution=_DPI, title=title, creationDate=made_at, modDate=made_at)
    return out.getvalue()


def read_index(content: bytes) -> Iterator[tuple[int, OldResultRow | tuple[str, str]]]:
    """Line number and row, or the reason in two languages why the line is none. Errors as ``index_lines``."""
    for number, cells in index_lines(content):
        yield number, row_of(cells)


def index_lines(content: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    """Line number and what its known columns say, as text; empty lines are left out.

    ``IndexUnreadable`` for what is neither XLSX nor CSV (UTF-8), or far too big, and without the needed columns.
    """
    lines = _lines(content) if content.startswith(_ZIP) else _csv_lines(content)
    names = [_COLUMNS.get(str(value or "").strip().casefold(), "") for value in next(lines, ())]
    missing = [shown for shown, key in _COLUMNS.items() if key in _NEEDED and key not in names]
    if missing:
        raise IndexUnreadable(reason_vi=f"thiếu cột {', '.join(missing)}.", reason_en=f"it lacks the columns {', '.join(missing)}.")
    for number, line in enumerate(lines, start=2):
        given = {name: _text(value) for name, value in zip(names, line, strict=False) if name and _text(value)}
        if given:
            yield number, given


def write_index(rows: Iterable[tuple[Mapping[str, str], str]] = ()) -> bytes:
    """An index as XLSX: the columns that ``index_lines`` reads, rows with the reason beside them; without rows the blank one."""
    book = Workbook()
    sheet: Any = book.active
    sheet.title = "Bang ke"
    columns = [shown[:1].upper() + shown[1:] for shown in _COLUMNS]
    sheet.append([*columns, _REASON])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        sheet.column_dimensions[cell.column_letter].width = 40 if cell.value in (_REASON, "Tên giấy tờ") else 20
        sheet.column_dimensions[cell.column_letter].number_format = "@"  # numbers keep their leading zeros
    for line, (cells, reason) in enumerate(rows, start=2):
        for place, value in enumerate([*(cells.get(key, "") for key in _COLUMNS.values()), reason], start=1):
            cell = sheet.cell(row=line, column=place, value=value)
            cell.data_type, cell.number_format = "s", "@"  # a text that begins like a formula stays a text
    sheet.freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _lines(content: bytes) -> Iterator[tuple[Any, ...]]:
    try:
        yield from workbook.opened(content).worksheets[0].iter_rows(values_only=True)
    except ImportUnreadable as error:
        raise IndexUnreadable(reason_vi=error.params["why_vi"], reason_en=error.params["why_en"]) from error
    except Exception as error:  # a damaged sheet fails in many ways, and only when it is read
        raise IndexUnreadable(reason_vi="không phải tệp XLSX.", reason_en="it is no XLSX file.") from error


def _csv_lines(content: bytes) -> Iterator[list[str]]:
    """Lines of a CSV file in UTF-8, separated by whichever of ``; , tab`` gives the most known columns (one has a comma in its name)."""
    try:
        text = content.decode("utf-8-sig")
        heads = {mark: next(csv.reader(io.StringIO(text, newline=""), delimiter=mark), []) for mark in (";", ",", "\t")}
        best = max(heads, key=lambda mark: sum(name.strip().casefold() in _COLUMNS for name in heads[mark]))
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=best)
    except (UnicodeDecodeError, csv.Error) as error:
        raise IndexUnreadable(
            reason_vi="không phải tệp XLSX hoặc CSV mã UTF-8.", reason_en="it is neither an XLSX file nor CSV in UTF-8."
        ) from error


def _text(value: Any) -> str:
    """A cell as people type it; days like 31/12/2024."""
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return "" if value is None else str(value).replace("\x00", "").strip()


def row_of(given: Mapping[str, str]) -> OldResultRow | tuple[str, str]:
    """A line of the index as a row, or the reason in two languages why it is none."""
    lacking = [name for name in _NEEDED if name not in given]
    if lacking:
        shown = ", ".join(vi for vi, key in _COLUMNS.items() if key in lacking)
        return f"Thiếu {shown}.", f"Missing: {', '.join(lacking)}."
    try:
        issued_on = _date(given["issued_on"])
        expires_on = _date(given["expires_on"]) if "expires_on" in given else None
    except ValueError:
        return "Ngày không đọc được; viết dạng 31/12/2024.", "A date cannot be read; write it like 31/12/2024."
    if expires_on is not None and expires_on <= issued_on:
        return "Ngày hết hạn không sau ngày cấp.", "It ends before it was issued."
    texts = {name: value for name, value in given.items() if name not in ("issued_on", "expires_on")}
    return OldResultRow(issued_on=issued_on, expires_on=expires_on, **texts)


def _date(text: str) -> date:
    return datetime.strptime(text, "%d/%m/%Y").date()  # noqa: DTZ007 - a day of the calendar, no instant
