"""Name parts from which people are invented; any likeness to a living person is chance."""

from __future__ import annotations

FAMILY = (
    "Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Ngô", "Dương", "Đào", "Đoàn", "Lương", "Phan", "Mai",
    "Tô", "Cao", "Lưu", "Đinh", "Hà", "Tạ", "Trịnh", "Khúc", "Mạc", "Đồng", "Bạch", "Phùng", "Lã", "Vương",
)  # fmt: skip
"""Family names met in the Red River delta, the commoner ones first (drawn with falling weight)."""

MIDDLE_FEMALE = ("Thị", "Thị", "Thị", "Thu", "Ngọc", "Minh", "Thanh", "Hải", "Kim", "Diệu", "Khánh", "Phương", "Thuỳ", "Bích")
MIDDLE_MALE = ("Văn", "Văn", "Văn", "Đức", "Minh", "Quang", "Hữu", "Ngọc", "Gia", "Xuân", "Đình", "Công", "Thành", "Trọng")

GIVEN_FEMALE = (
    "Yến", "Hà", "Hương", "Mận", "Lan", "Nga", "Thảo", "Linh", "Trang", "Nhung", "Huệ", "Oanh", "Thơm", "Quỳnh", "Vân", "Hạnh",
    "Loan", "Mai", "Ngân", "Tuyết", "Xuân", "Hoà", "Liên", "Chi", "Dung", "Duyên", "Giang", "Hiền", "Hồng", "Huyền", "Lệ", "Phượng",
    "Sen", "Thuý", "Tươi", "Ánh", "Đào", "Ước",
)  # fmt: skip
GIVEN_MALE = (
    "Bách", "Cường", "Đạt", "Đức", "Dũng", "Giáp", "Hải", "Hiếu", "Hoà", "Hùng", "Huy", "Khánh", "Khoa", "Kiên", "Lâm", "Long",
    "Lực", "Mạnh", "Nam", "Nghĩa", "Phong", "Phúc", "Quân", "Sơn", "Tài", "Thắng", "Thịnh", "Tiến", "Toàn", "Trung", "Tuấn", "Tùng",
    "Việt", "Vinh", "Vượng", "Ngạn", "Đĩnh", "Thuỷ",
)  # fmt: skip
