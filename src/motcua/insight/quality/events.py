"""Facts that the quality of service tells."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from motcua.kernel.events import event


@event("quality.index.published.v1", stream="published_id")
class IndexPublished:
    """An index was published with its statements and snapshot; never that of an officer."""

    published_id: UUID
    unit_code: str
    procedure_code: str
    period: str
    score: str | None
    known_points: str
    band: str
    snapshot: str
    at: datetime
