"""Example of a timeline."""

from __future__ import annotations

from motcua.kit.ui.registry import Example
from motcua.kit.ui.words import Pair

EXAMPLES = (
    Example(
        Pair("Một hồ sơ đang chờ bổ sung", "A dossier that waits for papers"),
        {
            "steps": [
                {"title": Pair("Nộp hồ sơ", "Submitted"), "state": "done", "at": "20/11/2026 09:12"},
                {
                    "title": Pair("Tiếp nhận", "Received"),
                    "state": "done",
                    "at": "20/11/2026 10:05",
                    "who": Pair("Bộ phận một cửa, phường Ngô Quyền", "One-stop desk, Ngô Quyền ward"),
                    "href": "#receipt",
                    "link_text": Pair("Giấy tiếp nhận (PDF)", "Receipt (PDF)"),
                },
                {
                    "title": Pair("Bổ sung giấy tờ", "More papers asked of you"),
                    "state": "waiting",
                    "at": "23/11/2026 14:20",
                    "text": Pair(
                        "Cần bản chụp rõ hơn của giấy chứng sinh. Hạn trả lùi đúng bằng thời gian chờ.",
                        "A clearer picture of the hospital's birth certificate. The due date moves by the time we wait.",
                    ),
                },
                {"title": Pair("Thẩm định", "Appraisal")},
                {"title": Pair("Trả kết quả", "Result"), "at": Pair("Dự kiến 27/11/2026", "Expected 27/11/2026")},
            ]
        },
    ),
)
