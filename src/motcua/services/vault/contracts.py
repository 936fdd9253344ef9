"""What crosses the door of the vault."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from motcua.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class HeldDocument:
    """An issued document in its owner's store.

    ``kind`` is the code of the procedure that made it; ``report`` the signature report of the day it came.
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


class DocumentUnknown(NotFound):
    """No such document in this person's store."""

    code = "vault.document_unknown"
    vi = "Không có giấy tờ này trong kho của bạn."
    en = "This document is not in your store."
