"""Tables that leave the room: the list of receipts for the tax authority, a day's report, the queue of discrepancies."""

from __future__ import annotations

import io
from datetime import date, datetime

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from motcua.kernel.clock import local
from motcua.kit.sheets import csv_bytes
from motcua.platform.payments.contracts import Discrepancy, Way
from motcua.platform.payments.queries.money import day_of, day_report, discrepancies, incoming
from motcua.platform.payments.queries.receipts import receipts
from motcua.platform.payments.rules.receipts import gaps, usage

_MOST = 100_000
_HEAD = (
    "Mẫu số",
    "Ký hiệu",
    "Số",
    "Ngày lập",
    "Người nộp",
    "Mã thanh toán",
    "Số tiền (đồng)",
    "Hình thức",
    "Trạng thái",
    "Lý do huỷ, thay thế",
)
_STATES = {"valid": "Có hiệu lực", "cancelled": "Đã huỷ", "replaced": "Đã thay thế"}
_WAYS = {Way.TRANSFER.value: "Chuyển khoản", Way.PLATFORM.value: "Trực tuyến", Way.CASH.value: "Tiền mặt"}


def receipts_xlsx(*, since: datetime, until: datetime, series_id: int | None = None, unit_code: str = "") -> bytes:
    """The list of receipts issued in a half-open period and the report on their use, as a workbook of two sheets."""
    found = receipts(since=since, until=until, series_id=series_id, unit_code=unit_code, limit=_MOST)[::-1]
    book = Workbook()
    sheet = _sheet(book, "Bảng kê biên lai", _HEAD)
    for one in found:
        day = f"{local(one.issued_at):%d/%m/%Y}"
        state, way = _STATES[one.state], _WAYS.get(one.way, one.way)
        _append(
            sheet,
            one.pattern,
            one.serial,
            f"{one.number:07d}",
            day,
            one.payer_name,
            one.payment_code,
            one.amount,
            way,
            state,
            one.closed_reason,
        )
    used = _sheet(
        book, "Tình hình sử dụng", ("Mẫu số", "Ký hiệu", "Từ số", "Đến số", "Đã dùng", "Huỷ", "Thay thế", "Số thiếu", "Tổng tiền (đồng)")
    )
    for pattern, serial, year in sorted({(r.pattern, r.serial, r.year) for r in found}):
        mine = [r for r in found if (r.pattern, r.serial, r.year) == (pattern, serial, year)]
        numbers, figures = [r.number for r in mine], usage(mine)
        missing = len(gaps(numbers))
        _append(
            used, pattern, serial, f"{min(numbers):07d}", f"{max(numbers):07d}", figures["used"], figures["cancelled"], figures["replaced"],
            missing, figures["amount"],
        )  # fmt: skip
    return _bytes(book)


def day_xlsx(*, on: date) -> bytes:
    """The report of a day and all money of it, line by line."""
    report = day_report(on=on)
    book = Workbook()
    sheet = _sheet(book, "Đối soát ngày", ("Chỉ tiêu", "Số tiền (đồng)"))
    for way, amount in report.ways.items():
        _append(sheet, f"Tiền vào: {_WAYS[way]}", amount)
    for label, amount in (
        ("Tổng tiền vào", report.money_in), ("Đã ghi thu", report.allocated), ("Chưa khớp", report.discrepant),
        ("Đang hoàn", report.returning), ("Đã hoàn", report.returned), ("Có trên sao kê", report.statement_credits),
        ("Nộp tiền mặt vào tài khoản", report.statement_deposits), ("Chi trên sao kê", report.statement_debits),
        ("Chưa có trên sao kê trong ngày", report.not_on_statement), ("Chênh lệch số tiền", report.differences),
        ("Sao kê của ngày khác", report.other_days), ("Nền tảng thanh toán báo thành công", report.platform_success),
        ("Yêu cầu đã thu đủ", report.requests_settled),
    ):  # fmt: skip
        _append(sheet, label, amount)
    _append(sheet, "Cân đối", "Có" if report.balances else "Không")
    lines = _sheet(
        book, "Tiền vào", ("Giao dịch", "Hình thức", "Lúc", "Số tiền", "Ghi thu", "Đang hoàn", "Đã hoàn", "Chưa khớp", "Trên sao kê")
    )
    since, until = day_of(on)
    for one in incoming(since=since, until=until):
        at = f"{local(one.paid_at):%H:%M:%S}"
        seen = "Có" if one.on_statement else "Không"
        _append(lines, one.transaction_id, _WAYS[one.way], at, one.amount, one.allocated, one.returning, one.returned, one.rest, seen)
    return _bytes(book)


def discrepancies_csv(*, is_open: bool = True, now: datetime) -> bytes:
    """The queue as CSV (UTF-8 with a mark, as spreadsheets expect), without text that a spreadsheet would run."""
    heads = ("Loại", "Giao dịch", "Số tiền", "Yêu cầu", "Số tiền yêu cầu", "Phát hiện lúc", "Số ngày", "Người xử lý", "Cách xử lý", "Lý do")
    return csv_bytes(heads, (_told(one, now) for one in discrepancies(is_open=is_open, limit=_MOST)))


def _told(one: Discrepancy, now: datetime) -> tuple[object, ...]:
    code = one.payment.code if one.payment else ""
    at = f"{local(one.found_at):%d/%m/%Y %H:%M}"
    return (
        one.kind, one.transaction_id, one.amount, code, one.expected, at, one.age_days(now), one.assigned_name, one.resolution or "",
        one.reason,
    )  # fmt: skip


def _sheet(book: Workbook, title: str, head: tuple[str, ...]) -> Worksheet:
    sheet: Worksheet = book.create_sheet(title)
    sheet.append(list(head))
    for place, cell in enumerate(sheet[1]):
        cell.font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(place + 1)].width = max(12, len(head[place]) + 4)
    sheet.freeze_panes = "A2"
    return sheet


def _append(sheet: Worksheet, *cells: object) -> None:
    """Text stays text: a name that begins like a formula is no formula."""
    sheet.append(list(cells))
    for cell in sheet[sheet.max_row]:
        if isinstance(cell.value, str):
            cell.data_type = "s"


def _bytes(book: Workbook) -> bytes:
    book.remove(book.worksheets[0])  # the empty one that every workbook begins with
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
