"""What crosses the door of the vault."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from motcua.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class HeldDocument:
    """An issued document in its owner's store.

    ``kind`` is the code of the procedure that made it; ``report`` the signature report of the day it came; ``dossier_code`` is empty for
    an old result that was digitised. A revoked document stays here and says so.
    """

    uuid: UUID
    person_id: UUID
    dossier_code: str
    kind: str
    title: str
    issuer: str
    issued_at: datetime
    kept_at: datetime
    file_id: UUID
    size: int
    sha256: str
    signed_by: str
    valid: bool
    dev: bool
    report: Mapping[str, Any]
    revoked_at: datetime | None = None
    expires_on: date | None = None

    def in_force(self, *, on: date) -> bool:
        """Whether it may be used on a day: neither revoked nor past its end."""
        return self.revoked_at is None and (self.expires_on is None or self.expires_on > on)


class DocumentUnknown(NotFound):
    """No such document in this person's store."""

    code = "vault.document_unknown"
    vi = "Không có giấy tờ này trong kho của bạn."
    en = "This document is not in your store."
