"""Example of the language switch."""

from __future__ import annotations

from motcua.kit.ui.registry import Example
from motcua.kit.ui.words import Pair

EXAMPLES = (Example(Pair("Đổi ngôn ngữ", "Change language"), {"next_url": "/ui/"}),)
