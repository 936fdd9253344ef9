"""Example of the breadcrumb."""

from __future__ import annotations

from motcua.kit.ui.registry import Example
from motcua.kit.ui.words import Pair

EXAMPLES = (
    Example(
        Pair("Ba cấp", "Three levels"),
        {
            "crumbs": [
                (Pair("Trang chủ", "Home"), "#home"),
                (Pair("Thủ tục", "Services"), "#services"),
                (Pair("Đăng ký khai sinh", "Register a birth"),),
            ]
        },
    ),
)
