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
