"""Example of the skip link."""

from __future__ import annotations

from motcua.kit.ui.registry import Example
from motcua.kit.ui.words import Pair

EXAMPLES = (Example(Pair("Bấm Tab để thấy", "Press Tab to see it"), {"target": "main"}),)
