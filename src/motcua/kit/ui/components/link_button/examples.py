"""Examples of link buttons."""

from __future__ import annotations

from motcua.kit.ui.registry import Example
from motcua.kit.ui.words import Pair

EXAMPLES = (
    Example(
        Pair("Đi tới việc chính", "Go to the main task"),
        {"text": Pair("Bắt đầu làm hồ sơ", "Start a dossier"), "href": "#start", "full": True},
    ),
    Example(
        Pair("Đi tới nơi khác", "Go elsewhere"), {"text": Pair("Tra cứu hồ sơ", "Look up a dossier"), "href": "#look", "kind": "secondary"}
    ),
)
