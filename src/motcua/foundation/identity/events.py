"""Facts that identity tells. No personal data: ids, levels and units only."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from motcua.kernel.events import event


@event("identity.person.registered.v1", stream="person_id")
class PersonRegistered:
    """A person signed in for the first time."""

    person_id: UUID
    level: int
    residence_unit_code: str
    registered_at: datetime


@event("identity.session.opened.v1", stream="subject_id")
class SessionOpened:
    """Somebody signed in; ``method`` is ``vneid``, ``password+totp``, ``passkey`` or ``password+recovery``."""

    subject_id: UUID
    kind: str
    method: str
    level: int
    opened_at: datetime


@event("identity.officer.appointed.v1", stream="officer_id")
class OfficerAppointed:
    """An officer got a position in a unit."""

    officer_id: UUID
    unit_code: str
    role: str
    appointed_at: datetime


@event("identity.officer.released.v1", stream="officer_id")
class OfficerReleased:
    """A position of an officer ended."""

    officer_id: UUID
    unit_code: str
    role: str
    released_at: datetime
