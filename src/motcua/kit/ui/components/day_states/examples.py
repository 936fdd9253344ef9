"""Examples of rows of days."""

from __future__ import annotations

from motcua.kit.ui.registry import Example
from motcua.kit.ui.words import Pair

_STATES = ("none",) * 5 + ("good",) * 20 + ("down",) + ("good",) * 14 + ("troubled",) * 2 + ("good",) * 18
EXAMPLES = (
    Example(
        Pair("Sáu mươi ngày của một dịch vụ", "Sixty days of a service"),
        {
            "days": tuple({"state": state, "title": f"{day}"} for day, state in enumerate(_STATES, start=1)),
            "label": Pair("60 ngày qua: 1 ngày không trả lời, 2 ngày có lỗi", "The last 60 days: 1 day down, 2 days in trouble"),
        },
    ),
)
