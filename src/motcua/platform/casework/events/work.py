"""Facts of the work in depth: hand-over, opinions, pauses, warnings, parts, revocation. No personal data."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from motcua.kernel.events import event


@event("casework.dossier.assigned.v1", stream="dossier_id")
class DossierAssigned:
    """An officer of the unit has the dossier now; None: it is back with the unit."""

    dossier_id: UUID
    dossier_code: str
    procedure_code: str
    field: str
    unit_code: str
    at: datetime
    officer_id: UUID | None


@event("casework.dossier.transferred.v1", stream="dossier_id")
class DossierTransferred:
    """The dossier went to another unit (``handler_code``) from ``from_code``."""

    dossier_id: UUID
    dossier_code: str
    procedure_code: str
    field: str
    unit_code: str
    at: datetime
    from_code: str
    handler_code: str
    step: str


@event("casework.dossier.opinion_asked.v1", stream="dossier_id")
class OpinionAsked:
    """Another unit is asked for its opinion until ``due_at``."""

    dossier_id: UUID
    dossier_code: str
    procedure_code: str
    field: str
    unit_code: str
    at: datetime
    opinion_id: UUID
    asked_code: str
    due_at: datetime


@event("casework.dossier.opinion_given.v1", stream="dossier_id")
class OpinionGiven:
    """The unit answered; ``late`` compares dates; ``open`` requests are left."""

    dossier_id: UUID
    dossier_code: str
    procedure_code: str
    field: str
    unit_code: str
    at: datetime
    opinion_id: UUID
    asked_code: str
    stance: str
    late: bool
    open: int


@event("casework.dossier.opinion_recalled.v1", stream="dossier_id")
class OpinionRecalled:
    """The question was taken back."""

    dossier_id: UUID
    dossier_code: str
    procedure_code: str
    field: str
    unit_code: str
    at: datetime
    opinion_id: UUID
    asked_code: str
    open: int


@event("casework.dossier.extended.v1", stream="dossier_id")
class DossierExtended:
    """The appointment was moved with an apology (Mẫu 04) for the ``number``-th time."""

    dossier_id: UUID
    dossier_code: str
    procedure_code: str
    field: str
    unit_code: str
    at: datetime
    due_before: datetime
    due_at: datetime
    days: int
    number: int


@event("casework.dossier.paused.v1", stream="dossier_id")
class DossierPaused:
    """The clock stands still for a reason of law (``PauseReason``)."""

    dossier_id: UUID
    dossier_code: str
    procedure_code: str
    field: str
    unit_code: str
    at: datetime
    reason: str
    basis: str


@event("casework.dossier.resumed.v1", stream="dossier_id")
class DossierResumed:
    """The clock goes on."""

    dossier_id: UUID
    dossier_code: str
    procedure_code: str
    field: str
    unit_code: str
    at: datetime
    reason: str
    paused_minutes: int
    due_at: datetime


@event("casework.dossier.due_warned.v1", stream="dossier_id")
class DueWarned:
    """``percent`` (50, 80, 100) of the time is used; each is told once."""

    dossier_id: UUID
    dossier_code: str
    procedure_code: str
    field: str
    unit_code: str
    at: datetime
    handler_code: str
    step: str
    assigned_to: UUID | None
    percent: int
    due_at: datetime


@event("casework.dossier.due_recomputed.v1", stream="dossier_id")
class DueRecomputed:
    """The working calendar changed: the due date moved."""

    dossier_id: UUID
    dossier_code: str
    procedure_code: str
    field: str
    unit_code: str
    at: datetime
    due_before: datetime
    due_at: datetime


@event("casework.dossier.sub_opened.v1", stream="dossier_id")
class SubDossierOpened:
    """A part of the work became a dossier of its own."""

    dossier_id: UUID
    dossier_code: str
    procedure_code: str
    field: str
    unit_code: str
    at: datetime
    child_id: UUID
    child_code: str
    child_procedure: str
    child_unit: str


@event("casework.dossier.sub_closed.v1", stream="dossier_id")
class SubDossierClosed:
    """A sub-dossier ended; ``open`` ones are left."""

    dossier_id: UUID
    dossier_code: str
    procedure_code: str
    field: str
    unit_code: str
    at: datetime
    child_id: UUID
    child_code: str
    child_status: int
    open: int


@event("casework.dossier.revoked.v1", stream="dossier_id")
class ResultRevoked:
    """The issued result is revoked (9 or 10 → 4); ``result_file_id`` is the file that is void."""

    dossier_id: UUID
    dossier_code: str
    procedure_code: str
    field: str
    unit_code: str
    at: datetime
    result_file_id: UUID | None
    step: str
    person_id: UUID | None


@event("casework.dossier.corrected.v1", stream="dossier_id")
class DossierCorrected:
    """The hand-back was recorded wrongly or the result has a mistake: back to work (10 → 4)."""

    dossier_id: UUID
    dossier_code: str
    procedure_code: str
    field: str
    unit_code: str
    at: datetime
    step: str


@event("casework.dossier.appealed.v1", stream="dossier_id")
class DossierAppealed:
    """The owner appeals against the decision; ``appeal_id`` is the dossier of the appeal, if the procedure has one."""

    dossier_id: UUID
    dossier_code: str
    procedure_code: str
    field: str
    unit_code: str
    at: datetime
    appeal_id: UUID | None
    authority_code: str


@event("casework.dossier.rated.v1", stream="dossier_id")
class DossierRated:
    """The owner said how content she is, 1 to 5."""

    dossier_id: UUID
    dossier_code: str
    procedure_code: str
    field: str
    unit_code: str
    at: datetime
    score: int
    online: bool


@event("casework.dossier.rebased.v1", stream="dossier_id")
class DossierRebased:
    """The dossier runs on another version of its procedure."""

    dossier_id: UUID
    dossier_code: str
    procedure_code: str
    field: str
    unit_code: str
    at: datetime
    from_version: int
    to_version: int


@event("casework.dossier.resolved.v2", stream="dossier_id")
class DossierResolvedInTime:
    """The result is issued (status 9), with the time it took: working minutes from receipt, gross and net of pauses.

    Told beside ``.v1``, which stays as it is.
    """

    dossier_id: UUID
    dossier_code: str
    procedure_code: str
    field: str
    unit_code: str
    at: datetime
    handler_code: str
    authority_code: str
    due_at: datetime
    resolved_at: datetime
    on_time: bool
    outcome: str
    gross_minutes: int
    net_minutes: int
    extensions: int
    version: int
    officer_id: UUID | None
