"""Facts about papers that outlive their dossiers."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from motcua.kernel.events import event


@event("casework.old_result.digitised.v1", stream="old_result_id")
class OldResultDigitised:
    """A still-valid result of former times was digitised and signed by the agency; stores of the owner may keep it (``file_id``)."""

    old_result_id: UUID
    result_code: str
    procedure_code: str
    unit_code: str
    person_id: UUID | None
    file_id: UUID
    issued_on: date
    expires_on: date | None
    at: datetime
