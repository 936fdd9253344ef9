"""Facts of the exchange with the national portal; nothing personal."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from motcua.kernel.events import event


@event("national.dossier.arrived.v1", stream="portal_code")
class DossierArrived:
    """A dossier that was submitted on the national portal is in the city's hands."""

    portal_code: str
    dossier_id: UUID
    dossier_code: str
    procedure_code: str
    unit_code: str
    submitted_at: datetime
    arrived_at: datetime


@event("national.message.parked.v1", stream="portal_code")
class MessageParked:
    """A message of the portal could not be used and waits for an officer."""

    portal_code: str
    kind: str
    reason_code: str
    at: datetime


@event("national.mirror.changed.v1", stream="portal_code")
class MirrorChanged:
    """A ministry's system, master of the status, says another status of a dossier."""

    portal_code: str
    dossier_code: str
    procedure_code: str
    status: int
    at: datetime


@event("national.comparison.finished.v1", stream="comparison_id")
class ComparisonFinished:
    """What the city and the portal know was compared; ``synchronised`` of ``compared`` dossiers agree (QĐ 766/QĐ-TTg, group 1)."""

    comparison_id: int
    compared: int
    synchronised: int
    at: datetime
