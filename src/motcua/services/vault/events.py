"""Facts of the vault."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from motcua.kernel.events import event


@event("vault.document.kept.v1", stream="document_id")
class DocumentKept:
    """An issued result lies in its owner's store (NĐ 118/2025; reuse of results)."""

    document_id: UUID
    person_id: UUID
    dossier_id: UUID
    kind: str
    kept_at: datetime
