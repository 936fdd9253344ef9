"""Example of an empty state."""

from __future__ import annotations

from motcua.kit.ui.registry import Example
from motcua.kit.ui.words import Pair

EXAMPLES = (
    Example(
        Pair("Chưa có hồ sơ", "No dossiers yet"),
        {
            "title": Pair("Bạn chưa có hồ sơ nào", "You have no dossiers yet"),
            "text": Pair("Hồ sơ nộp trực tuyến hay tại quầy đều hiện ở đây.", "Dossiers submitted online or at the counter appear here."),
            "href": "#s",
            "link_text": Pair("Tìm thủ tục", "Find a service"),
        },
    ),
)
