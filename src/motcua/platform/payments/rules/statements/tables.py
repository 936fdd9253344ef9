"""Statements as tables (CSV, XLSX), laid out as each bank likes; a column profile says how."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from math import isfinite
from typing import Any
from zoneinfo import ZoneInfo

from openpyxl import load_workbook

from motcua.kernel import archives
from motcua.kernel.text import fold
from motcua.platform.payments.contracts import ColumnProfile, StatementEntry, StatementUnreadable

_HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
MOST_ROWS, _HEADER_WITHIN = 200_000, 30
_MOST_UNPACKED = 400_000_000
Problems = list[tuple[int, str]]


def read_csv(raw: bytes, *, profile: ColumnProfile, account: str) -> tuple[list[StatementEntry], Problems]:
    """Lines of a CSV file; ``StatementUnreadable`` when it is no table of this profile."""
    try:
        text = raw.decode(profile.encoding)
    except UnicodeDecodeError as error:
        name = profile.encoding
        raise StatementUnreadable(reason_vi=f"tệp không phải {name}", reason_en=f"the file is not {name}") from error
    return read_rows(csv.reader(io.StringIO(text), delimiter=profile.delimiter), profile=profile, account=account)


def read_xlsx(raw: bytes, *, profile: ColumnProfile, account: str) -> tuple[list[StatementEntry], Problems]:
    """Lines of the first sheet of a workbook; errors as ``read_csv``."""
    if archives.unpacked_size(raw) > _MOST_UNPACKED:
        raise StatementUnreadable(reason_vi="tệp quá lớn", reason_en="the file is too large")
    if not archives.bounded(io.BytesIO(raw), most_unpacked=_MOST_UNPACKED):
        raise StatementUnreadable(reason_vi="tệp không phải bảng tính XLSX", reason_en="the file is no XLSX workbook")
    try:
        book = load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
        rows = [list(row) for row in book.worksheets[0].iter_rows(values_only=True, max_row=MOST_ROWS + _HEADER_WITHIN)]
        book.close()
    except Exception as error:  # openpyxl tells a broken archive in many ways
        raise StatementUnreadable(reason_vi="tệp không phải bảng tính XLSX", reason_en="the file is no XLSX workbook") from error
    return read_rows(rows, profile=profile, account=account)


def read_rows(rows: Iterable[Sequence[Any]], *, profile: ColumnProfile, account: str) -> tuple[list[StatementEntry], Problems]:
    """Lines below the header row; a line that cannot be read is named with its number (1 is the first row of the file)."""
    entries: list[StatementEntry] = []
    problems: Problems = []
    columns: dict[str, int] = {}
    for number, row in enumerate(rows, start=1):
        if number > MOST_ROWS:
            raise StatementUnreadable(reason_vi=f"quá {MOST_ROWS} dòng", reason_en=f"more than {MOST_ROWS} lines")
        if not columns:
            columns = _header(row, profile)
            if not columns and number >= _HEADER_WITHIN:
                break
            continue
        if not any(str(cell or "").strip() for cell in row):
            continue
        try:
            entries.append(_entry(row, columns, profile=profile, account=account))
        except ValueError as error:
            problems.append((number, str(error)))
    if not columns:
        reason_en = "no header row of this bank's layout"
        raise StatementUnreadable(reason_vi="không thấy dòng tiêu đề theo mẫu của ngân hàng", reason_en=reason_en)
    return entries, problems


def _header(row: Sequence[Any], profile: ColumnProfile) -> dict[str, int]:
    names = [fold(str(cell or "")).strip() for cell in row]
    wanted = {"booked": profile.booked, "description": profile.description, "credit": profile.credit, "debit": profile.debit,
              "bank_id": profile.bank_id, "balance": profile.balance}  # fmt: skip
    found = {key: next((names.index(w) for w in options if w in names), -1) for key, options in wanted.items()}
    found = {key: place for key, place in found.items() if place >= 0}
    needed = {"booked", "description", "credit"} | ({"debit"} if profile.debit else set())
    return found if needed <= set(found) else {}


def _entry(row: Sequence[Any], columns: dict[str, int], *, profile: ColumnProfile, account: str) -> StatementEntry:
    def cell(key: str) -> Any:
        place = columns.get(key, -1)
        return row[place] if 0 <= place < len(row) else None

    credit, debit = (money(cell(key), thousands=profile.thousands) for key in ("credit", "debit"))
    amount = credit if profile.amount_sign else abs(credit) - abs(debit)
    if amount == 0:
        raise ValueError("no amount")
    return StatementEntry(
        account=account,
        booked_at=instant(cell("booked"), formats=profile.date_formats),
        amount=amount,
        description=" ".join(str(cell("description") or "").split())[:500],
        bank_id=str(cell("bank_id") or "").strip()[:60],
        balance=None if cell("balance") in (None, "") else money(cell("balance"), thousands=profile.thousands),
    )


def money(value: Any, *, thousands: str) -> int:
    """Whole đồng of a cell: numbers, or text with the profile's thousands mark; ValueError for anything else, fractions included."""
    if value is None or value == "":
        return 0
    if isinstance(value, int | float) and not isinstance(value, bool):
        if not isfinite(value) or value != int(value):
            raise ValueError(f"amount {value!r} has a fraction")
        return int(value)
    text = str(value).strip().replace("\u00a0", "").replace(" ", "")
    for mark in ("VND", "VNĐ", "đ", "₫"):
        text = text.removesuffix(mark)
    sign = -1 if text.startswith("-") or (text.startswith("(") and text.endswith(")")) else 1
    text = text[1:-1] if text.startswith("(") and text.endswith(")") else text.removeprefix("-").removeprefix("+")
    point = "." if thousands == "," else ","
    whole, _, fraction = text.replace(thousands, "").partition(point)
    if not (whole.isascii() and whole.isdigit()) or fraction.strip("0"):
        raise ValueError(f"amount {value!r}")
    return sign * int(whole)


def instant(value: Any, *, formats: Sequence[str]) -> datetime:
    """The instant of a cell, on Vietnamese clocks unless it says otherwise; ValueError."""
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=_HANOI)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=_HANOI)
    for form in formats:
        try:
            return datetime.strptime(str(value or "").strip(), form).replace(tzinfo=_HANOI)
        except ValueError:
            continue
    raise ValueError(f"date {value!r}")
