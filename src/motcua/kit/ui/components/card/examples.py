"""Examples of cards."""

from __future__ import annotations

from motcua.kit.ui.registry import Example
from motcua.kit.ui.words import Pair

EXAMPLES = (
    Example(
        Pair("Hồ sơ đang mở", "An open dossier"),
        {
            "title": Pair("Đăng ký khai sinh", "Register a birth"),
            "href": "#d",
            "state": "waiting",
            "state_text": Pair("Chờ bạn bổ sung", "Waiting for you"),
            "meta": Pair("Trước 26/11/2026", "Before 26/11/2026"),
        },
    ),
    Example(
        Pair("Dịch vụ", "A service"),
        {
            "title": Pair("Cấp giấy phép sửa chữa, cải tạo nhà ở riêng lẻ", "Permit to repair or alter a house"),
            "href": "#s",
            "text": Pair("15 ngày làm việc", "15 working days"),
        },
    ),
)
