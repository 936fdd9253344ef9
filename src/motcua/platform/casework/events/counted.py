"""Counts that the quality of service is measured by."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from motcua.kernel.events import event


@event("casework.dossier.papers_counted.v1", stream="dossier_id")
class DossierPapersCounted:
    """How many papers the dossier had when its result was issued; ``digitised`` carry a file, ``reused`` came from earlier data.

    ``reused_national`` of the reused ones are issued or digitised results (QĐ 766/QĐ-TTg, group 3).
    """

    dossier_id: UUID
    dossier_code: str
    procedure_code: str
    field: str
    unit_code: str
    at: datetime
    papers: int
    digitised: int
    reused: int
    reused_national: int
