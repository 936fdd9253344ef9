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


@event("vault.paper.kept.v1", stream="document_id")
class PaperKept:
    """A paper came into a store (of a ``store``: person, organisation, unit) otherwise than as a new result; ``origin`` says how."""

    document_id: UUID
    store: str
    origin: str
    kind: str
    version: int
    kept_at: datetime


@event("vault.paper.removed.v1", stream="document_id")
class PaperRemoved:
    """A paper was taken out of its store; for 30 days it can be taken back."""

    document_id: UUID
    removed_at: datetime


@event("vault.paper.restored.v1", stream="document_id")
class PaperRestored:
    """A removed paper was taken back."""

    document_id: UUID
    restored_at: datetime


@event("vault.paper.shared.v1", stream="share_id")
class PaperShared:
    """A paper, or fields of it, is shown for a time; ``unit_code`` is empty when to whoever has the link."""

    share_id: UUID
    document_id: UUID
    kind: str
    unit_code: str
    dossier_code: str
    with_file: bool
    shared_at: datetime
    expires_at: datetime


@event("vault.share.opened.v1", stream="share_id")
class ShareOpened:
    """A share was used; ``act`` says how, ``unit_code`` is that of the officer's post, empty for whoever had the link."""

    share_id: UUID
    opening_id: UUID
    act: str
    unit_code: str
    opened_at: datetime


@event("vault.share.revoked.v1", stream="share_id")
class ShareRevoked:
    """A share was taken back: nothing is opened by it any more."""

    share_id: UUID
    document_id: UUID
    revoked_at: datetime


@event("vault.request.made.v1", stream="request_id")
class PaperRequested:
    """A unit asks the holder of a store for a paper for a dossier."""

    request_id: UUID
    unit_code: str
    dossier_code: str
    kind: str
    asked_at: datetime


@event("vault.request.answered.v1", stream="request_id")
class PaperRequestAnswered:
    """The holder agreed or declined, the unit took it back, or its time ended; ``state`` says which."""

    request_id: UUID
    unit_code: str
    dossier_code: str
    state: str
    share_id: UUID | None
    answered_at: datetime
