"""Example of a list of files."""

from __future__ import annotations

from motcua.kit.ui.registry import Example
from motcua.kit.ui.words import Pair

EXAMPLES = (
    Example(
        Pair("Giấy tờ của hồ sơ", "Papers of a dossier"),
        {
            "files": [
                {
                    "title": Pair("Giấy tiếp nhận hồ sơ và hẹn trả kết quả", "Receipt with the due date"),
                    "href": "#r",
                    "about": "PDF, 84 kB",
                },
                {
                    "title": Pair("Giấy chứng sinh", "Hospital's birth certificate"),
                    "href": "#b",
                    "about": "JPG, 1,2 MB",
                    "state": "waiting",
                    "state_text": Pair("Cần bản rõ hơn", "A clearer copy is needed"),
                },
            ]
        },
    ),
)
