"""Examples of the marks."""

from __future__ import annotations

from motcua.kit.ui.registry import Example
from motcua.kit.ui.words import Pair

EXAMPLES = tuple(
    Example(Pair(vi, en), {"mark": mark})
    for mark, vi, en in (
        ("done", "Xong: đĩa tròn có dấu tích", "Done: disc with a tick"),
        ("waiting", "Chờ: nửa đĩa", "Waiting: half disc"),
        ("late", "Quá hạn: tam giác", "Late: triangle"),
        ("stopped", "Dừng: hình vuông", "Stopped: square"),
        ("moving", "Đang làm: đĩa có mũi tên", "Moving: disc with an arrow"),
        ("none", "Chưa bắt đầu: vòng tròn", "Not started: ring"),
    )
)
