"""What crosses the door of the units."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from motcua.kernel.errors import NamedError


class UnitKind(StrEnum):
    """What a unit is. Districts ended on 1 July 2025 (Luật 72/2025/QH15)."""

    CITY = "city"  # thành phố trực thuộc Trung ương
    PROVINCE = "province"  # tỉnh
    DISTRICT_CITY = "district_city"  # thành phố thuộc tỉnh, thành phố
    DISTRICT_TOWN = "district_town"  # thị xã
    URBAN_DISTRICT = "urban_district"  # quận
    DISTRICT = "district"  # huyện
    WARD = "ward"  # phường
    COMMUNE = "commune"  # xã
    TOWNSHIP = "township"  # thị trấn
    SPECIAL_ZONE = "special_zone"  # đặc khu
    AGENCY = "agency"  # sở, ban, ngành


COMMUNE_KINDS = frozenset({UnitKind.WARD, UnitKind.COMMUNE, UnitKind.TOWNSHIP, UnitKind.SPECIAL_ZONE})


class Overlap(StrEnum):
    """Whether all of the old unit went to the new one, or a part."""

    FULL = "full"
    PARTIAL = "partial"


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit in one period of its life; codes are reused, so ``id`` (or code and day) tells which."""

    id: int
    code: str
    kind: UnitKind
    name: str
    full_name: str
    parent_code: str
    valid_from: date
    valid_to: date | None
    agency_code: str
    agency_code_qcvn: str
    area_km2: float | None
    lon: float | None
    lat: float | None
    full_name_en: str = ""

    @property
    def is_commune(self) -> bool:
        """Whether it is of the commune level: ward, commune, township or special zone."""
        return self.kind in COMMUNE_KINDS

    def label(self, language: str = "vi") -> str:
        """Its full name in ``vi`` or ``en``."""
        return self.full_name_en if language == "en" and self.full_name_en else self.full_name


@dataclass(frozen=True, slots=True)
class UnitNode:
    """A unit with what lies in it."""

    unit: Unit
    children: tuple[UnitNode, ...]


@dataclass(frozen=True, slots=True)
class SuccessionLink:
    """One neighbour in time: a successor or a predecessor, from when, and how much of the old unit it concerns."""

    unit: Unit
    on: date
    overlap: Overlap


@dataclass(frozen=True, slots=True)
class UnitsLoaded:
    """What loading the reference data did."""

    added: int
    changed: int
    kept: int


class UnitUnknown(NamedError):
    """No unit of that code exists on that day."""

    code = "units.unknown"
    vi = "Không có đơn vị mã “{unit}” vào ngày {on}."
    en = "There is no unit with the code “{unit}” on {on}."
    status = 404


class UnitsFaulty(NamedError):
    """Reference data of units that contradict themselves."""

    code = "units.faulty"
    vi = "Dữ liệu đơn vị không hợp lệ ({reason})."
    en = "The reference data of units are not valid ({reason})."
    status = 422
