"""Examples of notices."""

from __future__ import annotations

from motcua.kit.ui.registry import Example
from motcua.kit.ui.words import Pair

EXAMPLES = (
    Example(
        Pair("Thông tin", "Information"),
        {
            "text": Pair(
                "Nhà bạn nay thuộc phường Ngô Quyền, theo sắp xếp từ 01/7/2025.",
                "Your home is now in Ngô Quyền ward, after the change of 01/7/2025.",
            )
        },
    ),
    Example(
        Pair("Đã xong", "Done"),
        {
            "kind": "success",
            "title": Pair("Hồ sơ đã nộp", "Your dossier is submitted"),
            "text": Pair(
                "Mã hồ sơ H24.27-261122-00017. Hẹn trả: 16 giờ 30, thứ Sáu 27/11/2026.",
                "Dossier H24.27-261122-00017. Due: 16:30, Friday 27/11/2026.",
            ),
        },
    ),
    Example(
        Pair("Lưu ý", "Mind this"),
        {
            "kind": "warn",
            "text": Pair(
                "Chưa lấy được thông tin từ cơ sở dữ liệu dân cư. Bạn tự nhập, hồ sơ vẫn hợp lệ.",
                "The population register did not answer. Type the details yourself; the dossier stays valid.",
            ),
        },
    ),
    Example(
        Pair("Khẩn", "Urgent"),
        {
            "kind": "urgent",
            "title": Pair("Bão số 9 vào bờ tối nay", "Storm no. 9 lands tonight"),
            "text": Pair(
                "Ở trong nhà từ 18 giờ. Trụ sở một cửa đóng cửa tới sáng mai.",
                "Stay indoors from 18:00. One-stop desks are closed until tomorrow morning.",
            ),
        },
    ),
)
