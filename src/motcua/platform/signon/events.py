"""Facts that sign-on tells: ids and names of claims, never their values."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from motcua.kernel.events import event


@event("signon.claims.released.v1", stream="subject_id")
class ClaimsReleased:
    """An application was told claims about a person; ``claims`` are their names by commas."""

    subject_id: UUID
    application_id: UUID
    unit_code: str
    claims: str
    released_at: datetime


@event("signon.consent.withdrawn.v1", stream="subject_id")
class ConsentWithdrawn:
    """A person withdrew what an application was allowed; its tokens ended with it."""

    subject_id: UUID
    application_id: UUID
    withdrawn_at: datetime


@event("signon.reuse.detected.v1", stream="application_id")
class ReuseDetected:
    """A code or refresh token came a second time: the sign-in it belonged to was ended. ``what`` is code or refresh_token."""

    application_id: UUID
    grant_id: UUID
    what: str
    detected_at: datetime
