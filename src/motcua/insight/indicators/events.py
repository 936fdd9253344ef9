"""Facts that the indicators tell."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from motcua.kernel.events import event


@event("indicators.value.published.v1", stream="code")
class ValuePublished:
    """A value was published with its statement and snapshot."""

    published_id: UUID
    code: str
    period: str
    unit_code: str
    value: str | None
    query_hash: str
    snapshot: str
    at: datetime
