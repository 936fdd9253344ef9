"""Examples of the bar of whoever acts for an organisation."""

from __future__ import annotations

from motcua.kit.ui.registry import Example
from motcua.kit.ui.words import Pair

EXAMPLES = (
    Example(
        Pair("Thay mặt một doanh nghiệp", "Acting for an enterprise"),
        {
            "name": "Công ty TNHH Mẫu Sông Cấm", "note": Pair("mã số thuế 0200000000", "tax code 0200000000"),
            "choose_url": "#choose", "back_url": "#back",
        },
        wide=True,
    ),
)
