"""Examples of every kind of field."""

from __future__ import annotations

from motcua.kit.ui.registry import Example
from motcua.kit.ui.words import Pair

_SEX = [("1", Pair("Nam", "Male")), ("2", Pair("Nữ", "Female"))]
_WARDS = [("11329", Pair("Phường Ngô Quyền", "Ngô Quyền ward")), ("11308", Pair("Phường Hồng Bàng", "Hồng Bàng ward"))]
_WAYS = [
    {"value": "post", "text": Pair("Qua bưu chính", "By post"), "hint": Pair("Phí bưu chính trả khi nhận.", "Postage is paid on receipt.")},
    {"value": "app", "text": Pair("Trong kho giấy tờ điện tử", "In my electronic store")},
]

EXAMPLES = (
    Example(
        Pair("Chữ, đã điền sẵn", "Text, filled in"),
        {
            "kind": "text",
            "name": "full_name",
            "label": Pair("Họ, chữ đệm, tên khai sinh", "Full name at birth"),
            "value": "NGUYỄN THỊ QUỲNH HƯƠNG",
            "source": Pair("Cơ sở dữ liệu quốc gia về dân cư, 22/11/2026 09:30", "National population database, 22/11/2026 09:30"),
            "autocomplete": "name",
        },
    ),
    Example(
        Pair("Số định danh, có lỗi", "Personal number, with an error"),
        {
            "kind": "personal_number",
            "name": "personal_number",
            "label": Pair("Số định danh cá nhân", "Personal number"),
            "value": "03109000",
            "hint": Pair("12 chữ số trên thẻ căn cước", "12 digits on the identity card"),
            "error": Pair("Số định danh phải có 12 chữ số", "The personal number must have 12 digits"),
        },
    ),
    Example(
        Pair("Ngày", "Date"),
        {
            "kind": "date",
            "name": "born_on",
            "label": Pair("Ngày sinh", "Date of birth"),
            "value": "1990-03-27",
            "hint": Pair("Ví dụ: 27 3 1990", "For example: 27 3 1990"),
        },
    ),
    Example(
        Pair("Một trong vài", "One of a few"),
        {"kind": "radios", "name": "sex", "label": Pair("Giới tính", "Sex"), "options": _SEX, "value": "2", "inline": True},
    ),
    Example(
        Pair("Nhiều trong vài", "Several of a few"),
        {
            "kind": "checkboxes",
            "name": "ways",
            "label": Pair("Nhận kết quả bằng cách nào?", "How will you receive the result?"),
            "options": _WAYS,
            "value": ["app"],
        },
    ),
    Example(
        Pair("Danh sách", "List"),
        {"kind": "select", "name": "unit", "label": Pair("Nơi nộp", "Where to submit"), "options": _WARDS, "value": "11329"},
    ),
    Example(
        Pair("Nhiều dòng", "Several lines"),
        {"kind": "textarea", "name": "note", "label": Pair("Ghi chú cho cán bộ", "Note to the officer"), "required": False},
    ),
    Example(Pair("Tiền", "Money"), {"kind": "money", "name": "cost", "label": Pair("Chi phí dự kiến", "Expected cost"), "value": 1250000}),
    Example(Pair("Số", "Number"), {"kind": "number", "name": "copies", "label": Pair("Số bản sao", "Copies"), "value": 2}),
    Example(
        Pair("Điện thoại", "Phone"),
        {
            "kind": "phone",
            "name": "phone",
            "label": Pair("Số điện thoại", "Phone number"),
            "hint": Pair("Chúng tôi nhắn tin khi có kết quả.", "We send a message when the result is ready."),
        },
    ),
    Example(
        Pair("Tệp", "File"),
        {
            "kind": "file",
            "name": "paper",
            "label": Pair("Giấy chứng sinh", "Birth certificate from the hospital"),
            "accept": ".pdf, .jpg, .png",
            "max_mb": 25,
            "files": [
                {"name": "giay-chung-sinh-ban-chup-tai-benh-vien-phu-san.pdf", "size": "1,2 MB", "href": "#file", "remove_value": "1"}
            ],
        },
    ),
    Example(
        Pair("Cam đoan", "Declaration"),
        {
            "kind": "boolean",
            "name": "declare",
            "label": Pair("Tôi cam đoan những thông tin trên là đúng sự thật.", "I declare that the information above is true."),
        },
    ),
)
