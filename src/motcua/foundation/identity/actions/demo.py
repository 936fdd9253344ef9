"""Log-ins of the demonstration: six officers of the People's Committee of phường Ngô Quyền, and a citizen at the simulated VNeID."""

from __future__ import annotations

from base64 import b32encode
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from django.conf import settings
from django.db import transaction

from motcua.foundation.identity import contracts, models
from motcua.foundation.identity.actions.officers import create_officer
from motcua.kernel.actors import Role

DEMO_UNIT = "11329"  # phường Ngô Quyền


@dataclass(frozen=True, slots=True)
class _Seat:
    code: str
    full_name: str
    role: Role
    title: str
    note: str


_SEATS = (
    _Seat("tiepnhan", "Lương Thị Thơm", Role.RECEPTION, "Công chức tiếp nhận, bộ phận một cửa", "tiếp nhận và trả kết quả"),
    _Seat("thamdinh", "Tô Quang Khoa", Role.APPRAISER, "Công chức tư pháp – hộ tịch", "thẩm định hồ sơ"),
    _Seat("lanhdao", "Đoàn Ngọc Giáp", Role.LEADER, "Phó Chủ tịch Uỷ ban nhân dân phường", "duyệt và ký kết quả"),
    _Seat("truc", "Khúc Minh Hiếu", Role.OPERATOR, "Trực trung tâm điều hành", "xem bảng điều hành"),
    _Seat("quantri", "Mạc Hữu Đạt", Role.ADMIN, "Quản trị hệ thống", "quản trị"),
    _Seat("quantri2", "Lại Thu Hằng", Role.ADMIN, "Quản trị hệ thống", "quản trị thứ hai, xác nhận việc cần hai người"),
    _Seat("quantri3", "Tạ Minh Châu", Role.ADMIN, "Quản trị hệ thống", "quản trị thứ ba, duyệt yêu cầu chia sẻ dữ liệu của cơ quan ngoài"),
)
_CITIZEN = contracts.DemoLogin(
    role="citizen",
    username="031191900000",
    password="123456",  # noqa: S106 - PIN of an invented person, printed on the simulated provider's own page
    totp_secret="",
    name="Đỗ Thị Hải Yến",
    note="chọn trong danh sách của VNeID mô phỏng; mã OTP hiện ngay trên trang",
)


def demo_secret(code: str) -> str:
    """The fixed TOTP secret of a demo officer (base32, 160 bits)."""
    return b32encode(sha256(f"{settings.MOTCUA_DEMO_TOTP_SEED}:{code}".encode()).digest()[:20]).decode()


def demo_logins() -> tuple[contracts.DemoLogin, ...]:
    """The log-ins that the demonstration prints; ``DemoOnly`` elsewhere."""
    _refuse_outside_demo()
    officers = (
        contracts.DemoLogin(
            role=seat.role.value,
            username=seat.code,
            password=settings.MOTCUA_DEMO_PASSWORD,
            totp_secret=demo_secret(seat.code),
            name=seat.full_name,
            note=seat.note,
        )
        for seat in _SEATS
    )
    return (_CITIZEN, *officers)


# The ward's office exists since 1 July 2025 (NQ 1669/NQ-UBTVQH15): the demo clock may go back before today and still find its officers.
_APPOINTED_AT = datetime(2025, 7, 1, tzinfo=UTC)


@transaction.atomic
def load_demo(*, now: datetime) -> int:
    """Create the demo officers that are missing; returns how many were made. Needs the units to be loaded. ``DemoOnly``."""
    _refuse_outside_demo()
    known = set(models.Officer.objects.filter(code__in=[seat.code for seat in _SEATS]).values_list("code", flat=True))
    missing = [seat for seat in _SEATS if seat.code not in known]
    for seat in missing:
        create_officer(
            code=seat.code,
            full_name=seat.full_name,
            unit_code=DEMO_UNIT,
            role=seat.role,
            title=seat.title,
            password=settings.MOTCUA_DEMO_PASSWORD,
            totp_secret=demo_secret(seat.code),
            now=min(now, _APPOINTED_AT),
        )
    return len(missing)


def _refuse_outside_demo() -> None:
    if not settings.MOTCUA_DEMO:
        raise contracts.DemoOnly
