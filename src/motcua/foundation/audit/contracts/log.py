"""What crosses the door of the audit room."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from motcua.kernel.errors import NamedError, NotFound
from motcua.kit.registry import Registry


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One recorded act. ``seq`` is its place in the chain of ``stream``, None until it is sealed (about a second)."""

    uuid: UUID
    at: datetime
    actor_ref: str
    on_behalf_of: str
    action: str
    object_ref: str
    ground: str
    details: Mapping[str, Any]
    cursor: int
    seq: int | None
    person: str = ""
    dossier: str = ""
    unit: str = ""
    stream: str = ""


@dataclass(frozen=True, slots=True)
class RootSignature:
    """A signature over a root: the raw signature, the signer's certificate (DER) and an RFC 3161 response over the signature (DER)."""

    signature: bytes
    certificate: bytes
    time_stamp: bytes


class RootSigner(Protocol):
    """Signs roots; a room above registers one in ``root_signers``."""

    key: str

    def sign(self, *, content: bytes, now: datetime) -> RootSignature:
        """Sign ``content`` at ``now``."""
        ...

    def verify(self, *, content: bytes, signature: RootSignature) -> bool:
        """Whether the signature is one of this installation's log over ``content``, and its time stamp one of a trusted authority."""
        ...

    def stamped_at(self, *, signature: RootSignature) -> datetime | None:
        """The instant that the time stamp proves, None when it proves none."""
        ...


@dataclass(frozen=True, slots=True)
class HourRoot:
    """A closed hour: Merkle root (hex) over all streams; ``previous`` is the digest of what was signed for the hour before.

    ``to_at`` lies further than an hour off where nobody could sign meanwhile.
    """

    number: int
    from_at: datetime
    to_at: datetime
    seals: int
    root: str
    previous: str
    closed_at: datetime
    signed_by: str
    signature: bytes = b""
    certificate: bytes = b""
    time_stamp: bytes = b""

    @property
    def hours(self) -> int:
        """How many hours were closed together: 1 when all was in order."""
        return int((self.to_at - self.from_at).total_seconds() // 3600)


@dataclass(frozen=True, slots=True)
class EntryProof:
    """Proof for an outsider that an entry stood in the log of an hour.

    ``document`` is all that an offline check needs, as JSON values: the entry as it is hashed, its link, the way through the tree of its
    stream and through the tree of the hour, the hour with its signature, certificate and time stamp.
    """

    entry: AuditEntry
    hour: HourRoot
    document: Mapping[str, Any]


root_signers: Registry[RootSigner] = Registry(key=lambda signer: signer.key)


@dataclass(frozen=True, slots=True)
class EntryPage:
    """Entries, newest first, and the cursor of the next page (None at the end)."""

    entries: tuple[AuditEntry, ...]
    next_before: int | None = field(default=None)


class EntryUnknown(NotFound):
    """No entry with this id."""

    code = "audit.entry_unknown"
    vi = "Không có mục nhật ký này."
    en = "There is no such audit entry."


class NotYetClosed(NamedError):
    """The hour of the entry is not closed, so there is no root to prove against."""

    code = "audit.not_yet_closed"
    vi = "Giờ của mục nhật ký này chưa niêm phong. Bằng chứng có sau khi hết giờ; hãy thử lại sau."
    en = "The hour of this entry is not sealed yet. The proof is available once the hour has ended; try again then."
    status = 409


class InFirstBook(NamedError):
    """The entry was sealed before there were streams; the first book is proved as a whole."""

    code = "audit.in_first_book"
    vi = "Mục này thuộc quyển nhật ký đầu tiên. Quyển đó được chứng minh toàn bộ bằng lệnh kiểm tra, không theo từng mục."
    en = "This entry belongs to the first book of the log. That book is proved as a whole by the check, not entry by entry."
    status = 409
