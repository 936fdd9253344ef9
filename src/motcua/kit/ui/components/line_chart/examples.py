"""Example of a line chart."""

from __future__ import annotations

from motcua.kit.ui.registry import Example
from motcua.kit.ui.words import Pair

EXAMPLES = (
    Example(
        Pair("Hai đường, một tháng không có số liệu", "Two lines, one month without data"),
        {
            "title": Pair("Nộp trực tuyến vượt nộp trực tiếp từ tháng 7", "Online passes the counter in July"),
            "unit": "%",
            "name": "ex-lines",
            "source": Pair("Số mẫu", "Sample figures"),
            "period_label": Pair("Tháng", "Month"),
            "periods": [f"{month}/2022" for month in range(1, 12)],
            "series": [
                {"name": Pair("Trực tuyến", "Online"), "values": [18.2, 19.5, 21.0, None, 23.9, 38.4, 55.1, 67.0, 78.3, 84.9, 89.0]},
                {"name": Pair("Trực tiếp", "Counter"), "values": [81.8, 80.5, 79.0, None, 76.1, 61.6, 44.9, 33.0, 21.7, 15.1, 11.0]},
            ],
        },
        wide=True,
    ),
)
