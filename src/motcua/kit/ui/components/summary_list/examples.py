"""Examples of names and values."""

from __future__ import annotations

from motcua.kit.ui.registry import Example
from motcua.kit.ui.words import Pair

EXAMPLES = (
    Example(
        Pair("Kiểm tra câu trả lời", "Check answers"),
        {
            "title": Pair("Người được khai sinh", "The child"),
            "facts": [
                {"name": Pair("Họ, chữ đệm, tên", "Full name"), "value": "ĐỖ NGỌC BẢO KHUÊ", "change_href": "#name"},
                {"name": Pair("Ngày sinh", "Date of birth"), "value": "18/11/2026", "change_href": "#born"},
                {
                    "name": Pair("Số định danh của mẹ", "Mother's personal number"),
                    "value": "031 190 000 017",
                    "source": Pair("Cơ sở dữ liệu quốc gia về dân cư", "National population database"),
                },
                {
                    "name": Pair(
                        "Nơi cư trú của cha, mẹ theo thông báo số định danh",
                        "Where the parents live, as in the notice of the personal number",
                    ),
                    "value": ["Số 5, ngõ 12, đường Lạch Tray", Pair("Phường Ngô Quyền", "Ngô Quyền ward")],
                    "change_href": "#home",
                },
                {"name": Pair("Ghi chú", "Note"), "value": "", "change_href": "#note"},
            ],
        },
        wide=True,
    ),
    Example(
        Pair("Cột hẹp", "Narrow column"),
        {
            "compact": True,
            "facts": [(Pair("Hạn trả", "Due"), "27/11/2026 16:30"), (Pair("Đang ở", "With"), Pair("Bộ phận thẩm định", "Appraisal"))],
        },
    ),
)
