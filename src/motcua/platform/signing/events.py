"""Facts of the signing room."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from motcua.kernel.events import event


@event("signing.document.signed.v1", stream="signature_id")
class DocumentSigned:
    """A PDF was signed. ``holder_ref`` is ``officer:<uuid>`` or ``unit:<code>``; ``dev`` marks a signature without legal value."""

    signature_id: UUID
    holder_ref: str
    purpose: str
    level: str
    sha256: str
    dev: bool
    signed_at: datetime


@event("signing.document.renewed.v1", stream="signature_id")
class DocumentRenewed:
    """An archive time stamp was added to a signed document; whoever keeps the file takes the new one (``file_id``)."""

    signature_id: UUID
    previous_sha256: str
    sha256: str
    file_id: UUID
    archived_until_at: datetime
    renewed_at: datetime
