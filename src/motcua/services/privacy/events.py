"""Facts of the room: ids and codes, nothing personal."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from motcua.kernel.events import event


@event("privacy.breach.reported.v1", stream="breach_id")
class BreachReported:
    """A breach stands in the register; ``due_at`` is the last instant for the notice to the authority."""

    breach_id: UUID
    code: str
    unit_code: str
    discovered_at: datetime
    due_at: datetime


@event("privacy.breach.notified.v1", stream="breach_id")
class AuthorityNotified:
    """The authority was told of a breach."""

    breach_id: UUID
    code: str
    notified_at: datetime
    late: bool


@event("privacy.breach.closed.v1", stream="breach_id")
class BreachClosed:
    """Two people closed a breach."""

    breach_id: UUID
    code: str
    closed_at: datetime
