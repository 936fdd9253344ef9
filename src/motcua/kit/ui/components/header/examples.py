"""Examples of the page head."""

from __future__ import annotations

from motcua.kit.ui.registry import Example
from motcua.kit.ui.words import Pair

_MENU = [
    {"text": Pair("Thủ tục", "Services"), "href": "#a", "current": True},
    {"text": Pair("Hồ sơ của tôi", "My dossiers"), "href": "#b", "count": 2},
    {"text": Pair("Dữ liệu mở", "Open data"), "href": "#c"},
    {"text": Pair("Chỉ số", "Indicators"), "href": "#d"},
]
_GROUPED = [
    *_MENU,
    {"text": Pair("Cán bộ", "Officers"), "href": "#e", "group": Pair("Quản trị", "Administration")},
    {"text": Pair("Nhật ký", "Log"), "href": "#f", "group": Pair("Quản trị", "Administration")},
]
_CITY = Pair("Thành phố Hải Phòng", "Hải Phòng City")

EXAMPLES = (
    Example(Pair("Khách", "A visitor"), {"city": _CITY, "menu": _MENU, "sign_in_url": "#in"}, wide=True),
    Example(
        Pair("Cán bộ đã đăng nhập", "An officer signed in"),
        {
            "city": _CITY,
            "menu": _GROUPED,
            "person": "Nguyễn Thị Quỳnh Hương",
            "person_note": Pair("Tiếp nhận, phường Ngô Quyền", "Intake, Ngô Quyền ward"),
            "sign_out_url": "#out",
        },
        wide=True,
    ),
)
