"""Example of pagination."""

from __future__ import annotations

from motcua.kit.ui.registry import Example
from motcua.kit.ui.words import Pair

EXAMPLES = (
    Example(
        Pair("Giữa danh sách", "In the middle"),
        {"previous_href": "#p", "next_href": "#n", "text": Pair("26–50 trên 1.204", "26–50 of 1,204")},
    ),
)
