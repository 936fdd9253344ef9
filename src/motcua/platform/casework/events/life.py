"""Facts of dossiers that other rooms hear. No personal data: ``person_id`` is an internal id, names and answers stay here."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from motcua.kernel.events import event


@event("casework.dossier.submitted.v1", stream="dossier_id")
class DossierSubmitted:
    """A dossier exists with a code and waits for intake (status 1)."""

    dossier_id: UUID
    dossier_code: str
    procedure_code: str
    field: str
    unit_code: str
    at: datetime
    channel: int
    online: bool
    party_kind: int


@event("casework.dossier.fee_paid.v1", stream="dossier_id")
class DossierFeePaid:
    """The fee of a dossier was settled; ``amount`` in đồng."""

    dossier_id: UUID
    dossier_code: str
    procedure_code: str
    field: str
    unit_code: str
    at: datetime
    amount: int


@event("casework.dossier.received.v1", stream="dossier_id")
class DossierReceived:
    """The desk took the dossier in (1 → 2): the clock runs until ``due_at``."""

    dossier_id: UUID
    dossier_code: str
    procedure_code: str
    field: str
    unit_code: str
    at: datetime
    received_at: datetime
    due_at: datetime


@event("casework.dossier.refused.v1", stream="dossier_id")
class DossierRefused:
    """Not taken in (status 3)."""

    dossier_id: UUID
    dossier_code: str
    procedure_code: str
    field: str
    unit_code: str
    at: datetime
    reason_code: str


@event("casework.dossier.supplement_requested.v1", stream="dossier_id")
class SupplementRequested:
    """Papers are asked for (status 5): the clock stands still."""

    dossier_id: UUID
    dossier_code: str
    procedure_code: str
    field: str
    unit_code: str
    at: datetime
    deadline_at: datetime


@event("casework.dossier.supplement_extended.v1", stream="dossier_id")
class SupplementExtended:
    """The citizen has until ``deadline_at`` now; the clock still stands."""

    dossier_id: UUID
    dossier_code: str
    procedure_code: str
    field: str
    unit_code: str
    at: datetime
    deadline_at: datetime


@event("casework.dossier.supplemented.v1", stream="dossier_id")
class DossierSupplemented:
    """The papers came: the clock runs again, ``due_at`` has moved by ``paused_minutes`` of working time."""

    dossier_id: UUID
    dossier_code: str
    procedure_code: str
    field: str
    unit_code: str
    at: datetime
    paused_minutes: int
    due_at: datetime | None


@event("casework.dossier.moved.v1", stream="dossier_id")
class DossierMoved:
    """The dossier went to another step of its process."""

    dossier_id: UUID
    dossier_code: str
    procedure_code: str
    field: str
    unit_code: str
    at: datetime
    step: str
    status: int


@event("casework.dossier.resolved.v1", stream="dossier_id")
class DossierResolved:
    """The result is signed and issued (status 9); ``on_time`` compares dates."""

    dossier_id: UUID
    dossier_code: str
    procedure_code: str
    field: str
    unit_code: str
    at: datetime
    due_at: datetime
    resolved_at: datetime
    on_time: bool
    outcome: str
    result_file_id: UUID | None
    person_id: UUID | None


@event("casework.dossier.handed_back.v1", stream="dossier_id")
class DossierHandedBack:
    """The result is with the citizen (status 10)."""

    dossier_id: UUID
    dossier_code: str
    procedure_code: str
    field: str
    unit_code: str
    at: datetime


@event("casework.dossier.withdrawn.v1", stream="dossier_id")
class DossierWithdrawn:
    """The citizen took the dossier back (status 7)."""

    dossier_id: UUID
    dossier_code: str
    procedure_code: str
    field: str
    unit_code: str
    at: datetime


@event("casework.dossier.stopped.v1", stream="dossier_id")
class DossierStopped:
    """Processing was stopped by decision (status 8)."""

    dossier_id: UUID
    dossier_code: str
    procedure_code: str
    field: str
    unit_code: str
    at: datetime
