"""Definitions as a workbook (XLSX): one row a procedure, with sheets for its papers and fees, and what no column holds as JSON.

The first row of a sheet holds the keys that the import reads, the second says in words what they mean.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from motcua.kernel import archives
from motcua.platform.casework.adapters import templates
from motcua.platform.casework.contracts.lifecycle import ImportUnreadable
from motcua.platform.casework.rules import overrides

MAIN, PAPERS, FEES, TEMPLATES = "thu-tuc", "giay-to", "phi", "mau-quy-trinh"
COLUMNS: dict[str, str] = {
    "procedure": "Mã thủ tục / Procedure code", "name": "Tên (chỉ để đọc) / Name (for reading only)",
    "template": "Mẫu quy trình / Template",
    "form": "Biểu mẫu / Form", "clock": "Thời hạn / Clock", "clock_unit": "Đơn vị / Unit (working_days, working_hours, calendar_days)",
    "supplement_days": "Hạn bổ sung (ngày làm việc) / Days for supplements", "open_online": "Nộp trực tuyến / Open online (x)",
    "result_vi": "Tên kết quả / Result", "result_en": "Tên kết quả tiếng Anh / Result in English",
    "legal_basis": "Căn cứ (cách nhau ;) / Legal basis (;)",
    "retention_years": "Số năm lưu / Years kept", "appeal_procedure": "Mã thủ tục khiếu nại / Appeal procedure",
    "json": "Phần còn lại (JSON) / The rest (JSON)",
}
PAPER_COLUMNS: dict[str, str] = {
    "procedure": "Mã thủ tục / Procedure code", "key": "Khoá / Key", "vi": "Tên giấy tờ / Paper", "en": "Tiếng Anh / English",
    "case": "Trường hợp / Case", "originals": "Bản chính / Originals", "copies": "Bản sao / Copies",
    "required": "Bắt buộc / Required (x)", "required_when": "Khi nào / When (S-FEEL)", "electronic": "Nhận bản điện tử / Electronic (x)",
    "register": "Nguồn thay thế / Register",
}
FEE_COLUMNS: dict[str, str] = {
    "procedure": "Mã thủ tục / Procedure code", "code": "Mã phí / Fee code", "vi": "Tên / Name", "en": "Tiếng Anh / English",
    "amount": "Số tiền / Amount (đ)", "sample": "Mức mẫu / Sample (x)",
}
_NUMBERS = frozenset({"clock", "supplement_days", "retention_years", "originals", "copies", "amount"})
_FLAGS = frozenset({"open_online", "required", "electronic", "sample"})
_CELL = 32_000  # the format's own limit is 32,767 characters
_MOST_BYTES, _MOST_UNPACKED = 30_000_000, 400_000_000
_JSON_CELLS = 8
_READ_FROM = 3


def blank() -> bytes:
    """The workbook to fill in: headings, the list of templates, no rows."""
    return write([])


def write(documents: Iterable[tuple[Mapping[str, Any], Mapping[str, Any], str]]) -> bytes:
    """Complete documents, each with what its procedure would have without it, and the procedure's name."""
    book = Workbook()
    main = book.active
    assert main is not None
    main.title = MAIN
    papers, fees, listed = book.create_sheet(PAPERS), book.create_sheet(FEES), book.create_sheet(TEMPLATES)
    _heading(main, [*COLUMNS, *(f"json_{i}" for i in range(2, _JSON_CELLS + 1))], COLUMNS)
    _heading(papers, list(PAPER_COLUMNS), PAPER_COLUMNS)
    _heading(fees, list(FEE_COLUMNS), FEE_COLUMNS)
    for document, derived, name in documents:
        row, rest = {**_scalars(document), "name": name}, _rest(document, derived)
        text = json.dumps(rest, ensure_ascii=False, separators=(",", ":")) if rest else ""
        chunks = [text[i : i + _CELL] for i in range(0, len(text), _CELL)]
        _append(main, [*(row.get(c) for c in list(COLUMNS)[:-1]), *chunks])
        for paper in document.get("papers", []):
            _append(papers, [_flag(k, {"procedure": document["procedure"], **paper}.get(k)) for k in PAPER_COLUMNS])
        for fee in document.get("fees", []):
            _append(fees, [_flag(k, {"procedure": document["procedure"], **fee}.get(k)) for k in FEE_COLUMNS])
    _append(listed, ["key", "vi", "en", "about_vi", "about_en"])
    for template in templates.facts():
        _append(listed, [template.key, template.vi, template.en, template.about_vi, template.about_en])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


# What has a column of its own; papers and fees have sheets.
_COVERED = frozenset({
    "procedure", "template", "form", "clock", "supplement_days", "open_online", "legal_basis", "retention_years", "appeal_procedure",
})  # fmt: skip
_SHEETS = frozenset({"papers", "fees"})


def _rest(document: Mapping[str, Any], derived: Mapping[str, Any]) -> dict[str, Any]:
    """What the columns cannot hold: nothing where columns, sheets, catalogue and template give the document back."""
    shown = {k: v for k, v in document.items() if k in _COVERED | _SHEETS}
    result = {**derived["result"], "vi": document["result"]["vi"], "en": document["result"]["en"]}
    if {**derived, **shown, "result": result} == document:
        return {}
    return {k: v for k, v in document.items() if k not in _COVERED or v in (None, "", [])}


def _scalars(document: Mapping[str, Any]) -> dict[str, Any]:
    clock, result = document["clock"], document["result"]
    return {
        "procedure": document["procedure"], "template": document["template"], "form": document.get("form"), "clock": clock["amount"],
        "clock_unit": clock["unit"], "supplement_days": document["supplement_days"],
        "open_online": _flag("open_online", document.get("open_online")),
        "result_vi": result["vi"], "result_en": result["en"], "legal_basis": "; ".join(document.get("legal_basis", [])),
        "retention_years": document.get("retention_years"), "appeal_procedure": document.get("appeal_procedure"),
    }


def _flag(key: str, value: Any) -> Any:
    """Yes and no as people tick them; nothing stays nothing."""
    return ("x" if value else "-") if key in _FLAGS and value is not None else value


def _heading(sheet: Any, keys: Sequence[str], words: Mapping[str, str]) -> None:
    _append(sheet, keys)
    _append(sheet, [words.get(k, "") for k in keys])
    for index, key in enumerate(keys, start=1):
        sheet.column_dimensions[get_column_letter(index)].width = 40 if key in ("name", "vi", "en", "json") else 18
        sheet.cell(row=1, column=index).font = Font(bold=True)
    sheet.freeze_panes = "B3"


def _append(sheet: Any, values: Sequence[Any]) -> None:
    """One row; a text that begins like a formula stays a text."""
    sheet.append(list(values))
    for cell in sheet[sheet.max_row]:
        if isinstance(cell, Cell) and isinstance(cell.value, str):
            cell.data_type = "s"


def read(raw: bytes, *, most: int) -> list[tuple[int, Mapping[str, Any]]]:
    """The rows of a workbook as overrides, with their line numbers. ``ImportUnreadable`` for files that are none or far too big."""
    book = opened(raw)
    if MAIN not in book.sheetnames:
        raise ImportUnreadable(why_vi=f"thiếu trang “{MAIN}”.", why_en=f"the sheet “{MAIN}” is missing.")
    papers, fees = (_grouped(book[name], most) if name in book.sheetnames else {} for name in (PAPERS, FEES))
    return [(line, _document(row, papers, fees)) for line, row in _lines(book[MAIN], most)]


def opened(raw: bytes) -> Any:
    """The workbook, to be read row by row. ``ImportUnreadable`` for what is none, or becomes far too big once it is unpacked."""
    if len(raw) > _MOST_BYTES or archives.unpacked_size(raw) > _MOST_UNPACKED:
        raise ImportUnreadable(why_vi="tệp quá lớn (nhiều nhất 30 MB).", why_en="the file is too large (at most 30 MB).")
    if not archives.bounded(io.BytesIO(raw), most_unpacked=_MOST_UNPACKED):
        raise ImportUnreadable(why_vi="tệp không phải bảng tính XLSX.", why_en="the file is no XLSX workbook.")
    try:
        return load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
    except Exception:  # a damaged workbook fails in many ways, none of which is ours
        raise ImportUnreadable(why_vi="tệp không phải bảng tính XLSX.", why_en="the file is no XLSX workbook.") from None


def _lines(sheet: Any, most: int) -> list[tuple[int, dict[str, Any]]]:
    """Rows by the keys of the first row; rows without a procedure are left out."""
    rows = sheet.iter_rows(values_only=True)
    keys = [str(k or "").strip() for k in next(rows, ())]
    if "procedure" not in keys:
        vi, en = f"trang “{sheet.title}” thiếu cột procedure.", f"the sheet “{sheet.title}” lacks the column procedure."
        raise ImportUnreadable(why_vi=vi, why_en=en)
    found: list[tuple[int, dict[str, Any]]] = []
    for line, cells in enumerate(rows, start=2):
        row = {k: _value(k, v) for k, v in zip(keys, cells, strict=False) if k and v not in (None, "")}
        if line >= _READ_FROM and row.get("procedure"):
            found.append((line, row))
        if len(found) > most * 20:
            raise ImportUnreadable(why_vi="quá nhiều dòng.", why_en="there are too many rows.")
    return found


def _value(key: str, value: Any) -> Any:
    if key in _FLAGS:
        return str(value).strip().lower() in ("x", "1", "true", "có", "yes")
    if key in _NUMBERS:
        text = str(value).strip()
        return int(float(text)) if text.replace(".", "", 1).isdigit() and float(text) == int(float(text)) else value
    return str(value).strip()


def _grouped(sheet: Any, most: int) -> dict[str, list[dict[str, Any]]]:
    out: dict[str, list[dict[str, Any]]] = {}
    for _, row in _lines(sheet, most):
        out.setdefault(row.pop("procedure"), []).append(row)
    return out


def _document(row: dict[str, Any], papers: Mapping[str, Any], fees: Mapping[str, Any]) -> dict[str, Any]:
    """A row as an override; the columns win over the JSON beside them. JSON that cannot be read makes the row wrong, not the file."""
    text = "".join(str(row.get(key, "")) for key in ("json", *(f"json_{i}" for i in range(2, _JSON_CELLS + 1))))
    try:
        own = json.loads(text) if text else {}
        own = own if isinstance(own, dict) else {"json": "?"}
    except (ValueError, RecursionError):
        own = {"json": "?", "steps": []}
    code = row["procedure"]
    own["procedure"] = code
    for key in ("template", "form", "supplement_days", "open_online", "retention_years", "appeal_procedure"):
        if key in row:
            own[key] = row[key]
    if "clock" in row:
        own["clock"] = {"amount": row["clock"], "unit": row.get("clock_unit", "working_days")}
    if "legal_basis" in row:
        own["legal_basis"] = [part.strip() for part in row["legal_basis"].split(";") if part.strip()]
    words = {k: row[f"result_{k}"] for k in ("vi", "en") if f"result_{k}" in row}
    if words:
        own["result"] = {"template": "casework/result", **own.get("result", {}), **words}
    for key, rows in (("papers", papers), ("fees", fees)):
        if code in rows and not overrides.same_rows(rows[code], own.get(key)):
            own[key] = rows[code]
    return own
