"""Example of a bar chart."""

from __future__ import annotations

from motcua.kit.ui.registry import Example
from motcua.kit.ui.words import Pair

EXAMPLES = (
    Example(
        Pair("Bốn phường, một nơi không có số liệu", "Four wards, one without data"),
        {
            "title": Pair("Phường Ngô Quyền trả đúng hạn nhiều nhất", "Ngô Quyền ward is most often on time"),
            "unit": "%",
            "top": 100,
            "name": "ex-bars",
            "item_label": Pair("Phường", "Ward"),
            "source": Pair("Kho dữ liệu dùng chung, 22/11/2026", "Shared warehouse, 22/11/2026"),
            "bars": [
                {"label": Pair("Phường Ngô Quyền", "Ngô Quyền ward"), "value": 99.2, "strong": True},
                {"label": Pair("Phường Hồng Bàng", "Hồng Bàng ward"), "value": 97.5},
                {
                    "label": Pair(
                        "Bộ phận tiếp nhận và trả kết quả giải quyết thủ tục hành chính phường Lê Chân",
                        "Desk for receiving and returning the results of procedures, Lê Chân ward",
                    ),
                    "value": 61.8,
                },
                {"label": Pair("Đặc khu Bạch Long Vĩ", "Bạch Long Vĩ special zone"), "value": None},
            ],
        },
        wide=True,
    ),
)
