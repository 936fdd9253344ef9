"""Facts that the units tell, so that counts know them without reading their tables."""

from __future__ import annotations

from datetime import date, datetime

from motcua.kernel.events import event


@event("units.unit.recorded.v1", stream="code")
class UnitRecorded:
    """A unit was added or corrected in the register."""

    unit_id: int
    code: str
    kind: str
    name: str
    full_name: str
    full_name_en: str
    parent_code: str
    valid_from: date
    valid_to: date | None
    agency_code: str
    area_km2: float | None
    at: datetime


@event("units.succession.recorded.v1", stream="old_code")
class SuccessionRecorded:
    """One unit took over another, wholly or in part."""

    old_unit_id: int
    old_code: str
    new_unit_id: int
    new_code: str
    on: date
    overlap: str
    at: datetime
