"""Example of the bulk bar."""

from __future__ import annotations

from motcua.kit.ui.registry import Example
from motcua.kit.ui.words import Pair

EXAMPLES = (
    Example(
        Pair("Hai việc", "Two things to do"),
        {"action": "/ui/", "acts": [(Pair("Tiếp nhận", "Receive"), "receive"), (Pair("Chuyển thẩm định", "Forward"), "forward")]},
        wide=True,
    ),
)
