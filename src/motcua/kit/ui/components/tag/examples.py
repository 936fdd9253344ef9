"""Examples of state tags."""

from __future__ import annotations

from motcua.kit.ui.registry import Example
from motcua.kit.ui.words import Pair

EXAMPLES = (
    Example(Pair("Xong", "Done"), {"text": Pair("Đã trả kết quả", "Handed back"), "state": "done"}),
    Example(Pair("Chờ", "Waiting"), {"text": Pair("Chờ bổ sung", "Waiting for papers"), "state": "waiting"}),
    Example(Pair("Quá hạn", "Late"), {"text": Pair("Quá hạn 2 ngày", "2 days late"), "state": "late"}),
    Example(Pair("Dừng", "Stopped"), {"text": Pair("Dừng xử lý", "Stopped"), "state": "stopped"}),
    Example(Pair("Đang làm", "Moving"), {"text": Pair("Đang thẩm định", "Being appraised"), "state": "moving"}),
    Example(Pair("Chưa bắt đầu", "Not started"), {"text": Pair("Mới đăng ký", "New"), "state": "none"}),
)
