"""Facts that the reports tell."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from motcua.kernel.events import event


@event("reports.chapter.built.v1", stream="build_id")
class ChapterBuilt:
    """A chapter was printed at a snapshot and kept."""

    build_id: UUID
    chapter: str
    year: int
    file_id: UUID
    snapshot: str
    at: datetime
