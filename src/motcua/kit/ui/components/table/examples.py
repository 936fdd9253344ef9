"""Examples of tables."""

from __future__ import annotations

from motcua.kit.ui.registry import Example
from motcua.kit.ui.words import Pair

_HEAD = [
    {"text": Pair("Mã hồ sơ", "Dossier"), "sort_href": "#s1"},
    {"text": Pair("Thủ tục", "Service")},
    {"text": Pair("Người nộp", "Applicant")},
    {"text": Pair("Hạn trả", "Due"), "sort_href": "#s2", "sorted": "asc"},
    {"text": Pair("Trạng thái", "State")},
]
_BIRTH = Pair("Đăng ký khai sinh", "Register a birth")


def _dossier(number: int, person: str, due: str, text: Pair, state: str, tone: str = "") -> dict[str, object]:
    code = f"H24.27-261122-{number:05d}"
    return {
        "key": code,
        "name": code,
        "tone": tone,
        "cells": [{"text": code, "href": f"#{code}"}, _BIRTH, person, due, {"text": text, "state": state}],
    }


EXAMPLES = (
    Example(
        Pair("Hộp việc của cán bộ: j, k đi; Enter mở; x chọn", "An officer's inbox: j and k walk, Enter opens, x selects"),
        {
            "name": "inbox",
            "caption": Pair("Hồ sơ chờ xử lý", "Dossiers to work on"),
            "dense": True,
            "select_name": "code",
            "select_form": "bulk",
            "columns": _HEAD,
            "rows": [
                _dossier(3, "Đỗ Thị Ngọc Ễnh", "20/11/2026 16:30", Pair("Quá hạn 2 ngày", "2 days late"), "late", "late"),
                _dossier(9, "Nguyễn Hữu Trường Sơn", "23/11/2026 11:00", Pair("Đang thẩm định", "Being appraised"), "moving"),
                _dossier(
                    17,
                    "Công ty TNHH Vận tải biển Bạch Đằng",
                    "27/11/2026 16:30",
                    Pair("Chờ bổ sung", "Waiting for papers"),
                    "waiting",
                    "waiting",
                ),
            ],
        },
        wide=True,
    ),
    Example(
        Pair("Trên điện thoại thành thẻ", "Cards on a phone"),
        {
            "name": "fees",
            "stack": True,
            "caption": Pair("Phí và lệ phí", "Fees"),
            "columns": [
                Pair("Khoản", "Item"),
                {"text": Pair("Số lượng", "Copies"), "numeric": True},
                {"text": Pair("Số tiền", "Amount"), "numeric": True},
            ],
            "rows": [
                [Pair("Lệ phí cấp bản sao", "Fee for copies"), 2, "16.000 đồng"],
                {"cells": [Pair("Cộng", "Total"), "", "16.000 đồng"], "total": True},
            ],
        },
        wide=True,
    ),
)
