"""Example of the error summary."""

from __future__ import annotations

from motcua.kit.ui.registry import Example
from motcua.kit.ui.words import Pair

EXAMPLES = (
    Example(
        Pair("Hai lỗi", "Two errors"),
        {
            "errors": [
                {"text": Pair("Nhập ngày sinh, ví dụ 27 3 1990", "Enter the date of birth, for example 27 3 1990"), "field": "born_on"},
                {"text": Pair("Số định danh phải có 12 chữ số", "The personal number must have 12 digits"), "field": "personal_number"},
            ]
        },
    ),
)
