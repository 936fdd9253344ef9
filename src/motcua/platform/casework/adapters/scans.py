"""Scans and photographs made into PDFs without what a camera noted; indexes of bulk digitisation read from XLSX."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

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
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise files.FileDamaged(name=name) from error
    page = Image.new("RGB", _PAGE, "white")
    fitted = ImageOps.contain(upright, (_PAGE[0] - 2 * _EDGE, _PAGE[1] - _BAND - _EDGE))
    page.paste(fitted, ((_PAGE[0] - fitted.width) // 2, _BAND))
    out = io.BytesIO()
    made_at = now.astimezone(UTC).timetuple()
    page.save(out, "PDF", resolution=_DPI, title=title, creationDate=made_at, modDate=made_at)
    return out.getvalue()


def read_index(content: bytes) -> Iterator[tuple[int, OldResultRow | tuple[str, str]]]:
    """Line number and row, or the reason in two languages why the line is none.

    ``IndexUnreadable`` for what is no workbook or far too big, and without the needed columns.
    """
    lines = _lines(content)
    names = [_COLUMNS.get(str(value or "").strip().casefold(), "") for value in next(lines, ())]
    missing = [shown for shown, key in _COLUMNS.items() if key in _NEEDED and key not in names]
    if missing:
        raise IndexUnreadable(reason_vi=f"thiếu cột {', '.join(missing)}.", reason_en=f"it lacks the columns {', '.join(missing)}.")
    for number, line in enumerate(lines, start=2):
        given = {name: value for name, value in zip(names, line, strict=False) if name and value not in (None, "")}
        if given:
            yield number, _row(given)


def _lines(content: bytes) -> Iterator[tuple[Any, ...]]:
    try:
        yield from workbook.opened(content).worksheets[0].iter_rows(values_only=True)
    except ImportUnreadable as error:
        raise IndexUnreadable(reason_vi=error.params["why_vi"], reason_en=error.params["why_en"]) from error
    except Exception as error:  # a damaged sheet fails in many ways, and only when it is read
        raise IndexUnreadable(reason_vi="không phải tệp XLSX.", reason_en="it is no XLSX file.") from error


def _row(given: Mapping[str, Any]) -> OldResultRow | tuple[str, str]:
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
    texts = {name: str(value).strip() for name, value in given.items() if name not in ("issued_on", "expires_on")}
    return OldResultRow(issued_on=issued_on, expires_on=expires_on, **texts)


def _date(value: Any) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    return datetime.strptime(str(value).strip(), "%d/%m/%Y").date()  # noqa: DTZ007 - a day of the calendar, no instant
