"""Example of a group of fields."""

from __future__ import annotations

from motcua.kit.ui.registry import Example
from motcua.kit.ui.words import Pair

EXAMPLES = (
    Example(
        Pair("Địa chỉ", "Address"),
        {
            "legend": Pair("Nơi ở hiện tại", "Where you live now"),
            "hint": Pair("Theo đơn vị hành chính từ 01/7/2025", "By the units in force since 01/7/2025"),
            "name": "home",
        },
        content=Pair("Các ô nhập nằm ở đây.", "The fields stand here."),
    ),
)
