"""Examples of buttons."""

from __future__ import annotations

from motcua.kit.ui.registry import Example
from motcua.kit.ui.words import Pair

EXAMPLES = (
    Example(Pair("Việc chính của trang", "The main thing to do"), {"text": Pair("Nộp hồ sơ", "Submit dossier"), "full": True}),
    Example(Pair("Việc phụ", "Something beside it"), {"text": Pair("Lưu và thoát", "Save and leave"), "kind": "secondary"}),
    Example(
        Pair("Như một liên kết", "Like a link"),
        {"text": Pair("Rút hồ sơ", "Withdraw"), "kind": "quiet", "name": "act", "value": "withdraw"},
    ),
    Example(Pair("Khẩn, toàn thành phố", "Urgent, city-wide"), {"text": Pair("Phát cảnh báo bão", "Send storm warning"), "kind": "urgent"}),
)
