"""Example of tabs."""

from __future__ import annotations

from motcua.kit.ui.registry import Example
from motcua.kit.ui.words import Pair

EXAMPLES = (
    Example(
        Pair("Hộp việc", "An inbox"),
        {
            "label": Pair("Hộp việc", "Inbox"),
            "tabs": [
                {"text": Pair("Chờ tiếp nhận", "To receive"), "href": "#1", "count": 12, "current": True},
                {"text": Pair("Đang xử lý", "In progress"), "href": "#2", "count": 48},
                {"text": Pair("Chờ bổ sung", "Waiting"), "href": "#3", "count": 0},
                {"text": Pair("Quá hạn", "Late"), "href": "#4", "count": 3},
            ],
        },
        wide=True,
    ),
)
