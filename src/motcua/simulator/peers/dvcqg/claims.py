"""What the national service portal tells of a person: its own claim names, dates and words for levels (vietnam.md §2.4)."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid5

from motcua.simulator.peers.vneid.claims import Shape
from motcua.simulator.people import Person

_SPACE = UUID("9a0d0a3e-5c36-5d0f-8a53-647663716721")
CITIZEN, ORGANISATION = 1, 2
LEVELS = {1: "loa1", 2: "loa2"}


def subject(person: Person) -> str:
    """The portal's own pseudonym: nothing in common with that of another provider."""
    return str(uuid5(_SPACE, f"sub:{person.cccd}"))


def userinfo(person: Person, *, level: int, scope: str, issuer: str) -> dict[str, Any]:
    """The portal's claims; facts that are not known are told as empty text, as the portal does."""
    company = person.company
    claims: dict[str, Any] = {
        "sub": subject(person),
        "LoaiTaiKhoan": ORGANISATION if company else CITIZEN,
        "TechID": str(uuid5(_SPACE, f"tech:{person.cccd}")),
        "loAs": str(level),
        "TrangThai": 1,
    }
    if "profile" in scope.split():
        claims |= {
            "SoDinhDanh": person.cccd,
            "SoCMND": "",
            "HoChieu": "",
            "MaBHXH": "",
            "HoVaTen": person.full_name.upper(),
            "NgayThangNamSinh": person.born_on.strftime("%Y%m%d"),
            "GioiTinh": person.sex.vi,
            "QuocTich": "Việt Nam",
            "SoDienThoai": person.phone,
            "ThuDienTu": person.email,
            "NoiOHienNay": person.residence,
            "ThuongTru": person.residence,
        }
        if company:
            claims |= {"MaSoThue": company.tax_code, "MaSoDoanhNghiep": company.tax_code, "TenDoanhNghiep": company.name}
            claims["NguoiDaiDien"] = person.full_name
    return claims


_TOLD = ("sub", "SoDinhDanh", "HoVaTen", "NgayThangNamSinh", "LoaiTaiKhoan", "MaSoThue", "TenDoanhNghiep", "TechID", "loAs", "acr")
DVCQG = Shape(
    peer="dvcqg", brand="Cổng Dịch vụ công quốc gia mô phỏng", acr=LEVELS, told=_TOLD, subject=subject, userinfo=userinfo
)
