"""Facts that linked tells. Nothing personal: numbers of children and cards stay in the room."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from motcua.kernel.events import event


@event("linked.step.done.v1", stream="dossier_id")
class StepDone:
    """A step of a linked procedure is done; ``message_id`` is that of the exchange, empty when an officer did it by hand."""

    dossier_id: UUID
    dossier_code: str
    procedure_code: str
    unit_code: str
    step: str
    message_id: str
    by_hand: bool
    at: datetime


@event("linked.chain.parked.v1", stream="dossier_id")
class ChainParked:
    """A linked procedure waits for an officer at a step."""

    dossier_id: UUID
    dossier_code: str
    procedure_code: str
    unit_code: str
    step: str
    at: datetime


@event("linked.chain.completed.v1", stream="dossier_id")
class ChainCompleted:
    """Every step of a linked procedure is done."""

    dossier_id: UUID
    dossier_code: str
    procedure_code: str
    unit_code: str
    started_at: datetime
    at: datetime
