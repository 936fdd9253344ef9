"""Facts that credentials tells."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from motcua.kernel.events import event


@event("credentials.credential.issued.v1", stream="credential_id")
class CredentialIssued:
    """A credential was issued to a person."""

    credential_id: UUID
    subject_id: UUID
    kind: str
    source_ref: str
    issued_at: datetime


@event("credentials.credential.state_changed.v1", stream="credential_id")
class CredentialStateChanged:
    """A credential was revoked, suspended, or is valid again; the status list says so from now on."""

    credential_id: UUID
    subject_id: UUID
    state: str
    source_ref: str
    changed_at: datetime
