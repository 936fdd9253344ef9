"""The 12-digit personal identification number and the text of the QR code on an identity card."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from motcua.kernel.dates_vi import InvalidDate, parse_date
from motcua.kernel.errors import NamedError

# The codes of the 63 provinces before 1 July 2025; the merger renumbered nobody, so they stay valid for ever.
PROVINCES: dict[str, str] = {
    "001": "Hà Nội", "002": "Hà Giang", "004": "Cao Bằng", "006": "Bắc Kạn", "008": "Tuyên Quang", "010": "Lào Cai",
    "011": "Điện Biên", "012": "Lai Châu", "014": "Sơn La", "015": "Yên Bái", "017": "Hòa Bình", "019": "Thái Nguyên",
    "020": "Lạng Sơn", "022": "Quảng Ninh", "024": "Bắc Giang", "025": "Phú Thọ", "026": "Vĩnh Phúc", "027": "Bắc Ninh",
    "030": "Hải Dương", "031": "Hải Phòng", "033": "Hưng Yên", "034": "Thái Bình", "035": "Hà Nam", "036": "Nam Định",
    "037": "Ninh Bình", "038": "Thanh Hóa", "040": "Nghệ An", "042": "Hà Tĩnh", "044": "Quảng Bình", "045": "Quảng Trị",
    "046": "Thừa Thiên Huế", "048": "Đà Nẵng", "049": "Quảng Nam", "051": "Quảng Ngãi", "052": "Bình Định", "054": "Phú Yên",
    "056": "Khánh Hòa", "058": "Ninh Thuận", "060": "Bình Thuận", "062": "Kon Tum", "064": "Gia Lai", "066": "Đắk Lắk",
    "067": "Đắk Nông", "068": "Lâm Đồng", "070": "Bình Phước", "072": "Tây Ninh", "074": "Bình Dương", "075": "Đồng Nai",
    "077": "Bà Rịa - Vũng Tàu", "079": "Thành phố Hồ Chí Minh", "080": "Long An", "082": "Tiền Giang", "083": "Bến Tre",
    "084": "Trà Vinh", "086": "Vĩnh Long", "087": "Đồng Tháp", "089": "An Giang", "091": "Kiên Giang", "092": "Cần Thơ",
    "093": "Hậu Giang", "094": "Sóc Trăng", "095": "Bạc Liêu", "096": "Cà Mau",
}  # fmt: skip


_CARD_FIELDS = 7


class InvalidPersonalNumber(NamedError):
    """A number that no identity card can bear; ``reason_vi`` and ``reason_en`` say why. The number itself is not repeated."""

    code = "kernel.invalid_personal_number"
    vi = "Số định danh cá nhân không đúng: {reason_vi}"
    en = "The personal identification number is not right: {reason_en}"
    status = 422


class InvalidCardText(NamedError):
    """Text that is not from the QR code of an identity card."""

    code = "kernel.invalid_card_text"
    vi = "Không đọc được mã QR của thẻ căn cước. Quét lại hoặc nhập thông tin bằng tay."
    en = "The QR code of the identity card could not be read. Scan again or type the details."
    status = 422


class Sex(StrEnum):
    """As the number encodes it."""

    MALE = "male"
    FEMALE = "female"


@dataclass(frozen=True, slots=True)
class PersonalNumber:
    """What the number says of its holder (Luật Căn cước 26/2023, form in TT 59/2021/TT-BCA): PPP G YY NNNNNN, no check digit."""

    number: str
    province_code: str
    sex: Sex
    birth_year: int
    serial: str

    @property
    def province(self) -> str:
        """The province (before July 2025) where the birth was registered."""
        return PROVINCES[self.province_code]

    def agrees_with(self, *, born_on: date, sex: Sex | None = None) -> bool:
        """Whether a birth date and sex that a person stated fit the number."""
        return born_on.year == self.birth_year and sex in (None, self.sex)


def parse_personal_number(text: str, *, today: date | None = None) -> PersonalNumber:
    """Read a 12-digit number; spaces and dots between digits are let pass.

    InvalidPersonalNumber for another length, an unknown province and, when ``today`` is given, a birth in the future.
    """
    number = re.sub(r"[\s.]", "", text)
    if not re.fullmatch(r"[0-9]{12}", number):
        raise InvalidPersonalNumber(reason_vi="phải gồm đúng 12 chữ số.", reason_en="it must have exactly 12 digits.")
    if number[:3] not in PROVINCES:
        raise InvalidPersonalNumber(
            reason_vi=f"3 số đầu ({number[:3]}) không phải mã tỉnh, thành phố.",
            reason_en=f"its first 3 digits ({number[:3]}) are not a province code.",
        )
    century, second = divmod(int(number[3]), 2)
    birth_year = 1900 + century * 100 + int(number[4:6])
    if today is not None and birth_year > today.year:
        raise InvalidPersonalNumber(
            reason_vi=f"năm sinh {birth_year} ở tương lai.", reason_en=f"its birth year {birth_year} is in the future."
        )
    sex = Sex.FEMALE if second else Sex.MALE
    return PersonalNumber(number=number, province_code=number[:3], sex=sex, birth_year=birth_year, serial=number[6:])


def personal_number(*, province_code: str, sex: Sex, birth_year: int, serial: int) -> str:
    """Compose a number, for the simulated city; ValueError for parts that no number has."""
    century = (birth_year - 1900) // 100
    if province_code not in PROVINCES or century not in range(5) or serial not in range(1_000_000):
        msg = f"no personal number has province {province_code}, birth year {birth_year} and serial {serial}"
        raise ValueError(msg)
    return f"{province_code}{century * 2 + (sex is Sex.FEMALE)}{birth_year % 100:02d}{serial:06d}"


@dataclass(frozen=True, slots=True)
class IdentityCard:
    """The fields of the card's QR code."""

    number: PersonalNumber
    old_number: str
    full_name: str
    born_on: date
    sex: Sex
    residence: str
    issued_on: date


def parse_card_text(text: str) -> IdentityCard:
    """Read the QR text: number|old number|name|birth date|sex|residence|issue date; cards since July 2024 append more fields.

    InvalidCardText when fields are missing or contradict the number; InvalidPersonalNumber for an impossible number.
    """
    fields = [f.strip() for f in text.strip().split("|")]
    if len(fields) < _CARD_FIELDS or fields[4] not in {"Nam", "Nữ"}:
        raise InvalidCardText
    number = parse_personal_number(fields[0])
    try:
        born_on, issued_on = parse_date(fields[3]), parse_date(fields[6])
    except InvalidDate as error:
        raise InvalidCardText from error
    sex = Sex.MALE if fields[4] == "Nam" else Sex.FEMALE
    if not number.agrees_with(born_on=born_on) or not fields[2]:
        raise InvalidCardText
    return IdentityCard(number, fields[1], fields[2], born_on, sex, fields[5], issued_on)
