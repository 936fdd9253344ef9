"""Example of the page foot."""

from __future__ import annotations

from motcua.kit.ui.registry import Example
from motcua.kit.ui.words import Pair

EXAMPLES = (
    Example(
        Pair("Đủ các phần", "With everything"),
        {
            "owner": Pair("Uỷ ban nhân dân thành phố Hải Phòng", "People's Committee of Hải Phòng City"),
            "contact": Pair("Tổng đài 1022, cả ngày lẫn đêm.", "Hotline 1022, day and night."),
            "links": [(Pair("Trợ giúp", "Help"), "#help"), (Pair("Quyền riêng tư", "Privacy"), "#privacy")],
        },
        wide=True,
    ),
)
