"""What is known of one invented person, and how the number on the card is composed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Sex(StrEnum):
    """Sex as the population register records it."""

    MALE = "male"
    FEMALE = "female"

    @property
    def vi(self) -> str:
        """The word on the identity card."""
        return "Nam" if self is Sex.MALE else "Nữ"


class Relation(StrEnum):
    """Relation to the head of the household."""

    HEAD = "head"
    SPOUSE = "spouse"
    CHILD = "child"

    @property
    def vi(self) -> str:
        """The word in the population register."""
        return {"head": "Chủ hộ", "spouse": "Vợ/chồng", "child": "Con"}[self.value]


@dataclass(frozen=True, slots=True)
class Company:
    """An invented enterprise that a person represents by law."""

    tax_code: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One invented resident. ``level`` is the e-identity account: 0 none, 1 basic, 2 full (NĐ 69/2024)."""

    n: int
    cccd: str
    family: str
    middle: str
    given: str
    sex: Sex
    born_on: date
    phone: str
    email: str
    unit_code: str
    unit_name: str
    address_line: str
    household_no: str
    relation: Relation
    level: int
    persona_vi: str = ""
    persona_en: str = ""
    company: Company | None = None

    @property
    def full_name(self) -> str:
        """Family, middle and given name, in Vietnamese order."""
        return f"{self.family} {self.middle} {self.given}"

    @property
    def residence(self) -> str:
        """Address as one line, unit included."""
        return f"{self.address_line}, {self.unit_name}, thành phố Hải Phòng"

    @property
    def is_persona(self) -> bool:
        """Whether this is one of the fixed demo log-ins."""
        return bool(self.persona_vi)


def cccd_of(*, province: str, sex: Sex, born_on: date, serial: int) -> str:
    """The twelve digits: province of birth registration, century and sex, year, serial (TT 07/2016/TT-BCA)."""
    digit = (0 if born_on.year < 2000 else 2) + (1 if sex is Sex.FEMALE else 0)  # noqa: PLR2004 - the century turns there
    return f"{province}{digit}{born_on.year % 100:02d}{serial:06d}"
