"""Example of a QR code."""

from __future__ import annotations

from motcua.kit.ui.registry import Example
from motcua.kit.ui.words import Pair

EXAMPLES = (
    Example(
        Pair("Tra cứu hồ sơ", "Look up a dossier"),
        {
            "data": "https://motcua.example/tra-cuu/?ma=H24.27-261122-00017",
            "title": Pair("Mã QR để tra cứu hồ sơ", "QR code to look up the dossier"),
            "text": "H24.27-261122-00017",
        },
    ),
)
