"""Facts that consent tells: ids, no words and no names."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from motcua.kernel.events import event


@event("consent.consent.given.v1", stream="subject_id")
class ConsentGiven:
    """A person agreed to a purpose of a controller, by a version of its text; ``way`` is web, counter or app."""

    consent_id: UUID
    subject_id: UUID
    purpose: str
    controller: str
    version: int
    way: str
    given_at: datetime


@event("consent.consent.withdrawn.v1", stream="subject_id")
class ConsentWithdrawn:
    """A person took a consent back: from ``withdrawn_at`` on nothing may be done on its ground."""

    consent_id: UUID
    subject_id: UUID
    purpose: str
    controller: str
    way: str
    withdrawn_at: datetime


@event("consent.processing.restricted.v1", stream="person_id")
class ProcessingRestricted:
    """A person's data are kept but not used from ``restricted_at`` on; ``kind`` is restrict or object, ``dossier`` the request."""

    person_id: UUID
    kind: str
    dossier: str
    restricted_at: datetime


@event("consent.restriction.lifted.v1", stream="person_id")
class RestrictionLifted:
    """The person ended that wish; another one may still hold."""

    person_id: UUID
    kind: str
    lifted_at: datetime
