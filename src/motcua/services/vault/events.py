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


@event("vault.old_document.kept.v1", stream="document_id")
class OldDocumentKept:
    """A digitised result of former times lies in its holder's store."""

    document_id: UUID
    person_id: UUID
    old_result_id: UUID
    kept_at: datetime


@event("vault.document.revoked.v1", stream="document_id")
class DocumentRevoked:
    """A document in a store is void; its owner still sees it, marked."""

    document_id: UUID
    person_id: UUID
    revoked_at: datetime
