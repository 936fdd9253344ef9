"""Example of details."""

from __future__ import annotations

from motcua.kit.ui.registry import Example
from motcua.kit.ui.words import Pair

EXAMPLES = (
    Example(
        Pair("Một câu hỏi phụ", "A side question"),
        {
            "title": Pair("Tôi không có giấy chứng sinh thì sao?", "What if I have no birth certificate from the hospital?"),
            "text": Pair(
                "Nộp văn bản của người làm chứng về việc sinh; nếu không có người làm chứng, viết giấy cam đoan.",
                "Give a written statement of a witness; without a witness, write a declaration.",
            ),
        },
    ),
    Example(
        Pair("Một phần dài, gập lại trên điện thoại", "A long section, folded on a phone"),
        {
            "title": Pair("Tờ khai (24 mục)", "Form (24 items)"),
            "level": 3,
            "narrow": True,
            "text": Pair("Họ, chữ đệm và tên: Đỗ Thị Thử.", "Full name: Đỗ Thị Thử."),
        },
    ),
)
