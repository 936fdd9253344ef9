"""What crosses the door of the audit room."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from motcua.kernel.errors import NamedError, NotFound
from motcua.kernel.evidence import ProofStep
from motcua.kit.registry import Registry


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One recorded act. ``seq`` is its place in the sealed chain, None until it is sealed (about a second)."""

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


@dataclass(frozen=True, slots=True)
class ChainReport:
    """What a check of the whole log found.

    ``first_bad``: the first place in the chain that does not follow, or None. ``unsealed``: entries that no seal covers and that
    nothing waits to seal, which means that somebody took them out of the queue. ``first_bad_day``: the first day whose root or
    signature does not hold.
    """

    ok: bool
    entries: int
    sealed: int
    first_bad: int | None
    unsealed: int = 0
    days: int = 0
    first_bad_day: date | None = None


@dataclass(frozen=True, slots=True)
class RootSignature:
    """A signature over a day's root: the raw signature, the signer's certificate (DER) and an RFC 3161 token over the signature (DER)."""

    signature: bytes
    certificate: bytes
    time_stamp: bytes


class RootSigner(Protocol):
    """Signs the root of a day; a room above registers one in ``root_signers``."""

    key: str

    def sign(self, *, content: bytes, now: datetime) -> RootSignature:
        """Sign ``content`` at ``now``."""
        ...

    def verify(self, *, content: bytes, signature: RootSignature) -> bool:
        """Whether the signature is one of this installation over ``content``."""
        ...


@dataclass(frozen=True, slots=True)
class DayRoot:
    """The Merkle root (hex) over the seals ``first_seq`` to ``last_seq``, closed on ``day``; ``signed_by`` is empty when nobody signed."""

    day: date
    first_seq: int
    last_seq: int
    root: str
    signed_by: str


@dataclass(frozen=True, slots=True)
class EntryProof:
    """Proof for an outsider that an entry stood in the log of a day: from ``leaf`` walk ``steps``, then compare with the root."""

    entry: AuditEntry
    leaf: str
    steps: tuple[ProofStep, ...]
    day: DayRoot


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
    """The day of the entry is not closed, so there is no root to prove against."""

    code = "audit.not_yet_closed"
    vi = "Ngày của mục nhật ký này chưa niêm phong. Bằng chứng có từ ngày hôm sau."
    en = "The day of this entry is not sealed yet. The proof is available from the next day."
    status = 409
