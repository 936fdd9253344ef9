"""Levels, purposes, holders, certificates, appearances, signed documents and reports."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID


class Level(StrEnum):
    """PAdES baseline levels (ETSI EN 319 142-1 §6), from a bare signature to one that proves itself after its certificate has expired."""

    B_B = "B-B"
    B_T = "B-T"
    B_LT = "B-LT"
    B_LTA = "B-LTA"


class Purpose(StrEnum):
    """What a signature is for; it decides level, picture and place (NĐ 30/2020, Phụ lục I)."""

    PERSONAL = "personal"  # chữ ký của người có thẩm quyền
    AGENCY = "agency"  # chữ ký số của cơ quan, tổ chức
    COPY = "copy"  # sao y, sao lục, trích sao, số hóa: góc trên bên phải trang đầu
    PERSON = "person"  # người dân ký tờ khai, đơn


class CopyKind(StrEnum):
    """The kinds of copy that NĐ 30/2020 Điều 25 names, and the digitised paper."""

    FULL = "full"  # sao y
    RECORD = "record"  # sao lục
    EXTRACT = "extract"  # trích sao
    DIGITISED = "digitised"  # số hóa


class HolderKind(StrEnum):
    """Who holds a certificate."""

    OFFICER = "officer"
    UNIT = "unit"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Holder:
    """Whom a certificate names.

    ``ref`` is the stable reference inside the city: ``officer:<uuid>`` or ``unit:<code>``; of a person ``CCCD:<personal number>``, the way
    public certificate authorities write it into the certificate.
    """

    kind: HolderKind
    ref: str
    name: str
    organisation: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Certificate:
    """What people and rules need of an X.509 certificate; ``der`` is the certificate itself, ``dev`` marks one without legal value."""

    subject: str
    organisation: str
    title: str
    issuer: str
    serial: str
    not_before_at: datetime
    not_after_at: datetime
    der: bytes
    dev: bool
    holder_ref: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """A place on a page in points (1/72 inch) from its lower left corner; ``page`` counts from 0, -1 is the last."""

    page: int
    left: int
    bottom: int
    right: int
    top: int


@dataclass(frozen=True, slots=True)
class Appearance:
    """What a signature shows: lines, colour (red, green, blue from 0 to 1), place, font size in points, and whether a frame is drawn."""

    lines: tuple[str, ...]
    colour: tuple[float, float, float]
    box: Box
    font_size: int
    framed: bool
    image: bytes | None = None

    @property
    def pictured(self) -> bool:
        """Whether it shows a picture (hand signature, seal) instead of lines."""
        return self.image is not None


class SpecimenKind(StrEnum):
    """The pictures that signatures show (NĐ 30/2020, Phụ lục I): the hand signature in blue, the agency's seal in red."""

    HAND = "hand"
    SEAL = "seal"


class RemoteState(StrEnum):
    """Where a signature stands that a person makes on her own device."""

    WAITING = "waiting"
    SIGNED = "signed"
    REFUSED = "refused"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class RemoteAnswer:
    """What a remote-signature provider says: still waiting, or the CMS that it made, or that the person refused."""

    state: RemoteState
    cms: bytes = b""


@dataclass(frozen=True, slots=True)
class RemoteRequest:
    """A signature asked of a person; ``document`` is there once it is made. ``digest`` (hex) is what her device shows to compare."""

    id: UUID
    state: RemoteState
    holder_ref: str
    title: str
    digest: str
    asked_at: datetime
    expires_at: datetime
    document: SignedDocument | None = None


@dataclass(frozen=True, slots=True)
class SignerRef:
    """The officer who signs: the public id, and what the signature shows."""

    officer_id: UUID
    name: str
    title: str
    unit_name: str


class Trust(StrEnum):
    """What is known of the certificate behind a signature."""

    TRUSTED = "trusted"
    UNKNOWN_ISSUER = "unknown_issuer"
    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    REVOKED = "revoked"
    UNPROVEN = "unproven"


@dataclass(frozen=True, slots=True)
class SignatureReport:
    """One signature in a PDF.

    ``intact``: the signed bytes are unchanged. ``altered_later``: something other than signatures, time stamps and their proofs was added
    afterwards. ``signed_at`` comes from a time stamp that was checked; ``claimed_at`` is only what the signer's machine said.
    ``indication`` is the outcome of ETSI EN 319 102-1 in its own words.
    """

    field: str
    signer: str
    organisation: str
    title: str
    certificate_serial: str
    issuer: str
    level: Level
    intact: bool
    altered_later: bool
    trust: Trust
    signed_at: datetime | None
    claimed_at: datetime | None
    indication: str
    dev: bool
    reason: str = ""

    @property
    def valid(self) -> bool:
        """Whether the signature may be relied upon (DEV certificates included: look at ``dev``)."""
        return self.intact and not self.altered_later and self.trust is Trust.TRUSTED


@dataclass(frozen=True, slots=True)
class ValidationReport:
    """All signatures of a PDF at ``checked_at``.

    ``covers_whole`` is false when anything, be it only proofs, follows the last signature or time stamp.
    """

    sha256: str
    checked_at: datetime
    signatures: tuple[SignatureReport, ...]
    archived_until_stamp: datetime | None
    covers_whole: bool

    @property
    def signed(self) -> bool:
        """Whether the file carries a signature at all."""
        return bool(self.signatures)

    @property
    def valid(self) -> bool:
        """Whether there is a signature and all of them are valid."""
        return self.signed and all(s.valid for s in self.signatures)

    def as_dict(self) -> dict[str, Any]:
        """The report as JSON values, to be stored beside the file."""
        signatures = [{**asdict(s), "valid": s.valid} for s in self.signatures]
        for each in signatures:
            each.update({name: value and value.isoformat() for name, value in each.items() if isinstance(value, datetime)})
        return {
            "sha256": self.sha256,
            "checked_at": self.checked_at.isoformat(),
            "valid": self.valid,
            "covers_whole": self.covers_whole,
            "archived_until_stamp": self.archived_until_stamp.isoformat() if self.archived_until_stamp else None,
            "signatures": signatures,
        }


class StandingState(StrEnum):
    """Whether an issued document still counts."""

    IN_FORCE = "in_force"
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Standing:
    """What the room that issued a document says of it, without personal data.

    ``code`` is the public code behind its QR, ``sha256`` that of the signed file as issued; ``replaced_by`` and ``replaces`` are symbols
    (``15/GXN-UBND``) of the documents that came after and before, ``signature_id`` the last signature.
    """

    code: str
    title: str
    symbol: str
    issuer: str
    issued_at: datetime
    state: StandingState
    sha256: str
    signature_id: UUID | None = None
    revoked_at: datetime | None = None
    expires_at: datetime | None = None
    replaced_by: str = ""
    replaces: str = ""
    copy: bool = False


@dataclass(frozen=True, slots=True)
class DocumentCheck:
    """The answer of the public check: the signatures in the file, and what the issuing room says; either may be missing."""

    report: ValidationReport | None
    standing: Standing | None

    @property
    def good(self) -> bool:
        """Whether all signatures hold and no issuing room says that the document no longer counts."""
        signed = self.report is not None and self.report.valid
        return signed and (self.standing is None or self.standing.state is StandingState.IN_FORCE)


@dataclass(frozen=True, slots=True)
class SignedDocument:
    """A signed PDF with its validation report.

    ``sha256`` is that of ``pdf``; ``repeated`` says that this is the result of an earlier call with the same key.
    """

    id: UUID
    pdf: bytes
    sha256: str
    level: Level
    certificate_serial: str
    signed_at: datetime
    report: ValidationReport
    repeated: bool = False
