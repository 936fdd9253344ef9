"""Examples of maps of flows."""

from __future__ import annotations

from motcua.kit.ui.registry import Example
from motcua.kit.ui.words import Pair

_PEOPLE, _DESK = "CSDL quốc gia về dân cư", "Một cửa Hải Phòng"
EXAMPLES = (
    Example(
        Pair("Hai hệ thống gọi ba cơ sở dữ liệu", "Two systems call three databases"),
        {
            "streams": (
                {"source": _DESK, "target": _PEOPLE, "amount": 5200, "title": "5.200"},
                {"source": _DESK, "target": "BHXH", "amount": 310, "state": "troubled", "title": "310"},
                {"source": "Sở Y tế", "target": _PEOPLE, "amount": 120, "title": "120"},
                {"source": "Sở Y tế", "target": "DMDC", "amount": 4, "state": "down", "title": "4"},
            ),
            "label": Pair("2 hệ thống gọi 3 cơ sở dữ liệu; một luồng có lỗi", "2 systems call 3 databases; one in trouble"),
        },
    ),
)
