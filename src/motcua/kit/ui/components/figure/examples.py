"""Examples of big numbers."""

from __future__ import annotations

from motcua.kit.ui.registry import Example
from motcua.kit.ui.words import Pair

EXAMPLES = (
    Example(
        Pair("Một chỉ số", "An indicator"),
        {
            "label": Pair("Giải quyết đúng hạn, tháng 11/2026", "Resolved on time, November 2026"),
            "value": 98.4,
            "unit": "%",
            "trend": Pair("Tăng 0,6 điểm so với tháng 10", "Up 0.6 points on October"),
            "as_of": "22/11/2026 09:30",
            "source": Pair("Kho dữ liệu dùng chung, bản a41f", "Shared warehouse, snapshot a41f"),
            "query_href": "#q",
            "rows_href": "#r",
        },
    ),
    Example(
        Pair("Số lớn", "A large count"),
        {
            "label": Pair("Hồ sơ đã tiếp nhận năm 2022", "Dossiers received in 2022"),
            "value": 861796,
            "unit": Pair("hồ sơ", "dossiers"),
            "source": Pair("Báo cáo của thành phố, 14/11/2022", "City report, 14/11/2022"),
        },
    ),
    Example(Pair("Số cũ", "A stale number"), {"label": Pair("Đang chờ xử lý", "Pending"), "value": 1204, "stale": True, "as_of": "08:12"}),
    Example(
        Pair("Không có số liệu", "No data"),
        {"label": Pair("Nộp trực tuyến, đảo Bạch Long Vĩ", "Submitted online, Bạch Long Vĩ island"), "value": None, "as_of": "22/11/2026"},
    ),
)
