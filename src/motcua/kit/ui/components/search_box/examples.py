"""Examples of the search box."""

from __future__ import annotations

from motcua.kit.ui.registry import Example
from motcua.kit.ui.words import Pair

EXAMPLES = (
    Example(
        Pair("Trang chủ", "Home page"),
        {
            "action": "/tim",
            "label": Pair("Bạn cần làm gì?", "What do you need to do?"),
            "hint": Pair("Ví dụ: khai sinh, sửa nhà. Không cần gõ dấu.", "For example: khai sinh, sửa nhà. Marks are not needed."),
            "size": "large",
            "ident": "ex-large",
        },
    ),
    Example(
        Pair("Thường", "Normal"),
        {"action": "/tim", "label": Pair("Tìm hồ sơ", "Find a dossier"), "value": "Ngô Quyền", "ident": "ex-normal"},
    ),
)
