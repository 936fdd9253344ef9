"""Example of the filter panel."""

from __future__ import annotations

from motcua.kit.ui.registry import Example
from motcua.kit.ui.words import Pair

EXAMPLES = (
    Example(
        Pair("Hai bộ lọc đang dùng", "Two filters in force"),
        {
            "action": "/ui/",
            "active": [(Pair("Quá hạn", "Late"), "#1"), (Pair("Đăng ký khai sinh", "Register a birth"), "#2")],
            "clear_href": "#0",
            "result": Pair("3 hồ sơ", "3 dossiers"),
        },
        content=Pair("Các ô lọc nằm ở đây.", "The filter's fields stand here."),
        wide=True,
    ),
)
