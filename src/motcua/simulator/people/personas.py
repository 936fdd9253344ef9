"""The six fixed people of the demo: different ages, places, means and levels of e-identity."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from motcua.simulator.people.model import Company, Sex


@dataclass(frozen=True, slots=True, kw_only=True)
class Persona:
    """The chosen facts of one demo person; the rest (phone, household, mail) follows from the number."""

    family: str
    middle: str
    given: str
    sex: Sex
    born_on: date
    province: str
    unit_code: str
    address_line: str
    level: int
    vi: str
    en: str
    company: Company | None = None


PERSONAS: tuple[Persona, ...] = (
    Persona(
        family="Đỗ", middle="Thị Hải", given="Yến", sex=Sex.FEMALE, born_on=date(1991, 4, 12), province="031", unit_code="11359",
        address_line="Số 18, tổ dân phố số 7", level=2,
        vi="Mẹ trẻ, làm mọi việc trên điện thoại", en="Young mother who does everything on her phone",
    ),
    Persona(
        family="Vũ", middle="Văn", given="Bách", sex=Sex.MALE, born_on=date(1957, 9, 2), province="031", unit_code="11560",
        address_line="Số 4, tổ dân phố số 12", level=2,
        vi="Người cao tuổi muốn sửa nhà, mắt kém", en="Elderly man with weak sight who wants to repair his house",
    ),
    Persona(
        family="Phạm", middle="Văn", given="Lực", sex=Sex.MALE, born_on=date(1977, 1, 23), province="031", unit_code="11914",
        address_line="Số 31, khu Cái Bèo", level=1,
        vi="Người nuôi cá lồng, tài khoản mức 1", en="Fish farmer with a level 1 account",
    ),
    Persona(
        family="Trần", middle="Thị", given="Mận", sex=Sex.FEMALE, born_on=date(1975, 11, 30), province="030", unit_code="10606",
        address_line="Thôn Đông, xóm 2", level=2,
        vi="Tiểu thương chợ huyện cũ ở Nam Sách", en="Market trader in Nam Sách",
    ),
    Persona(
        family="Hoàng", middle="Minh", given="Đức", sex=Sex.MALE, born_on=date(1983, 6, 17), province="031", unit_code="11413",
        address_line="Số 205, tổ dân phố số 3", level=2,
        vi="Người đại diện theo pháp luật của một doanh nghiệp", en="Legal representative of an enterprise",
        company=Company(tax_code="0299999988", name="Công ty TNHH Cơ khí Sao Biển (mô phỏng)"),
    ),
    Persona(
        family="Bùi", middle="Lan", given="Anh", sex=Sex.FEMALE, born_on=date(1989, 2, 8), province="031", unit_code="11383",
        address_line="Số 66, tổ dân phố số 21", level=2,
        vi="Người khiếm thị dùng trình đọc màn hình", en="Blind woman who uses a screen reader",
    ),
)  # fmt: skip
