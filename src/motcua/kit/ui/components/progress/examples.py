"""Examples of progress."""

from __future__ import annotations

from motcua.kit.ui.registry import Example
from motcua.kit.ui.words import Pair

EXAMPLES = (
    Example(Pair("Bước của tờ khai", "A step of a form"), {"value": 3, "total": 8}),
    Example(
        Pair("Phần của tổng", "A part of a whole"),
        {"value": 1536, "total": 5608, "text": Pair("Đã nạp 1.536 trên 5.608 thủ tục", "1,536 of 5,608 procedures loaded")},
    ),
)
