"""The signed archive of a store: what is in it, what became of its import."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from motcua.kernel.errors import NamedError


@dataclass(frozen=True, slots=True)
class ArchiveStream:
    """An archive on its way out: its name, its exact size in bytes, its parts."""

    name: str
    size: int
    papers: int
    parts: Iterator[bytes]


class Fate(StrEnum):
    """What became of one paper of an archive."""

    NEW = "new"
    NEWER = "newer"
    SAME = "same"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class ImportedPaper:
    """One paper of an archive and what became of it; ``reason_vi`` and ``reason_en`` say why it was refused."""

    title: str
    fate: Fate
    document_id: UUID | None = None
    reason_vi: str = ""
    reason_en: str = ""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What came of an import: who sealed the archive (and whether this installation knows that seal), when, and each paper."""

    sealed_by: str
    sealed_at: datetime | None
    trusted: bool
    dev: bool
    made_at: datetime
    papers: tuple[ImportedPaper, ...]

    def count(self, fate: str) -> int:
        """How many papers had this fate."""
        return sum(p.fate == fate for p in self.papers)


@dataclass(frozen=True, slots=True)
class Provenance:
    """From which archive a paper came: "from the archive sealed by …"."""

    sealed_by: str
    sealed_at: datetime | None
    trusted: bool
    issuer: str
    imported_at: datetime


@dataclass(frozen=True, slots=True)
class ArchivedPaper:
    """One paper as a manifest tells of it, read and judged."""

    uuid: UUID
    version: int
    told: dict[str, Any]
    path: str
    sha256: str
    size: int


class ArchiveRefused(NamedError):
    """The archive cannot be taken; ``reason_vi`` and ``reason_en`` say why. Nothing of it was kept."""

    code = "vault.archive_refused"
    vi = "Không nhận gói này: {reason_vi} Kho của bạn không thay đổi."
    en = "This archive is not taken: {reason_en} Your store is unchanged."
    status = 422


class ArchiveElsewhere(NamedError):
    """Only a citizen's own store is taken out and in here."""

    code = "vault.archive_elsewhere"
    vi = "Chỉ xuất và nhập được kho của chính bạn. Chuyển về tài khoản cá nhân rồi thử lại."
    en = "Only your own store can be taken out and in. Switch back to yourself and try again."
    status = 403
