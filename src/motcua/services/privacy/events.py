"""Facts of the room: ids and codes, nothing personal."""

from __future__ import annotations

from datetime import date, datetime
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


@event("privacy.impact.approved.v1", stream="impact_id")
class ImpactApproved:
    """Two people stand behind a version of an impact assessment."""

    impact_id: UUID
    code: str
    version: int
    approved_at: datetime


@event("privacy.impact.sent.v1", stream="impact_id")
class ImpactSent:
    """A version of an impact assessment was sent to the authority; ``late``: the first sending was after the last day."""

    impact_id: UUID
    code: str
    version: int
    sent_on: date
    late: bool


@event("privacy.impact.answered.v1", stream="impact_id")
class ImpactAnswered:
    """An impact assessment was returned for completion, accepted, or is no longer in force: ``outcome`` returned, accepted or ended."""

    impact_id: UUID
    code: str
    version: int
    outcome: str
    on: date
