"""Which facts about a person the provider tells, by scope and level (vietnam.md §2.4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from motcua.simulator.people import Person

_SPACE = UUID("6f1b9a52-6f0e-5c1e-9d0a-6d6f74637561")
CITIZEN, ORGANISATION = 1, 2

LEVELS = {1: "1", 2: "2"}
"""Assurance levels of NĐ 69/2024 as ``acr`` and ``loAs`` values."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How one provider looks from outside: its name, its words for levels, its subjects and its claims."""

    peer: str
    brand: str
    acr: Mapping[int, str]
    told: tuple[str, ...]
    subject: Callable[[Person], str]
    userinfo: Callable[..., dict[str, Any]]

    @property
    def wanted(self) -> Mapping[str, int]:
        """The level that each word in ``acr_values`` asks for."""
        return {word: level for level, word in self.acr.items()}


def subject(person: Person) -> str:
    """The stable pseudonym of a person at this client; not derived from it in a way that can be read back."""
    return str(uuid5(_SPACE, f"sub:{person.cccd}"))


def userinfo(person: Person, *, level: int, scope: str, issuer: str) -> dict[str, Any]:
    """Claims of the user-info answer: the base set always, contact and family facts by scope."""
    scopes = scope.split()
    claims: dict[str, Any] = {
        "sub": subject(person),
        "LoaiTaiKhoan": ORGANISATION if "organisation" in scopes and person.company else CITIZEN,
        "TechID": str(uuid5(_SPACE, f"tech:{person.cccd}")),
        "loAs": LEVELS[level],
        "IAL": level,
        "acr": LEVELS[level],
        "userProfileUri": f"{issuer}/userinfo",
        "logoutUri": f"{issuer}/logout",
    }
    if "profile" in scopes:
        claims |= {
            "SoDinhDanh": person.cccd,
            "HoVaTen": person.full_name,
            "NgayThangNamSinh": person.born_on.strftime("%d/%m/%Y"),
            "GioiTinh": person.sex.vi,
            "QuocTich": "Việt Nam",
            "name": person.full_name,
        }
    if "phone" in scopes:
        claims["SoDienThoai"] = person.phone
    if "email" in scopes:
        claims["ThuDienTu"] = person.email
    if "address" in scopes and level == 2:  # noqa: PLR2004 - residence is part of the full account only
        claims |= {"ThuongTru": person.residence, "MaDonViThuongTru": person.unit_code}
    if "organisation" in scopes and person.company:
        claims |= {"MaSoThue": person.company.tax_code, "TenDoanhNghiep": person.company.name, "NguoiDaiDien": person.full_name}
    return claims


_TOLD = ("sub", "SoDinhDanh", "HoVaTen", "NgayThangNamSinh", "LoaiTaiKhoan", "TechID", "loAs", "IAL", "acr")
VNEID = Shape(peer="vneid", brand="VNeID mô phỏng", acr=LEVELS, told=_TOLD, subject=subject, userinfo=userinfo)
