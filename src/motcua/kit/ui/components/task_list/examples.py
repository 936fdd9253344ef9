"""Example of a task list."""

from __future__ import annotations

from motcua.kit.ui.registry import Example
from motcua.kit.ui.words import Pair

EXAMPLES = (
    Example(
        Pair("Bốn phần", "Four parts"),
        {
            "tasks": [
                {"text": Pair("Người yêu cầu", "The applicant"), "href": "#1", "state": "done", "state_text": Pair("Xong", "Done")},
                {
                    "text": Pair("Người được khai sinh", "The child"),
                    "href": "#2",
                    "state": "moving",
                    "state_text": Pair("Đang điền", "In progress"),
                },
                {
                    "text": Pair("Giấy tờ kèm theo", "Papers"),
                    "href": "#3",
                    "state": "none",
                    "state_text": Pair("Chưa bắt đầu", "Not started"),
                },
                {
                    "text": Pair("Kiểm tra và nộp", "Check and submit"),
                    "state": "stopped",
                    "state_text": Pair("Chưa mở", "Not open yet"),
                    "hint": Pair("Mở khi ba phần trên đã xong", "Opens when the three parts above are done"),
                },
            ]
        },
        wide=True,
    ),
)
