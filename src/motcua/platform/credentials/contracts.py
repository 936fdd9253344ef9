"""What crosses the door of credentials."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from motcua.kernel.errors import NamedError, NotFound
from motcua.kernel.sdjwt import Outcome, Problem, Standing, Verdict
from motcua.kit.registry import Registry


class State(StrEnum):
    """Whether the issuer still stands by a credential."""

    VALID = "valid"
    SUSPENDED = "suspended"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class ClaimLabel:
    """A claim of a kind in words; ``open`` ones are always shown, the others are the holder's to show."""

    name: str
    vi: str
    en: str
    open: bool = False


@dataclass(frozen=True, slots=True)
class CredentialKind:
    """A kind of credential: its names, its claims. ``sensitive`` kinds carry decoys, so that even the number of claims says nothing."""

    key: str
    vi: str
    en: str
    claims: tuple[ClaimLabel, ...]
    sensitive: bool = False
    version: int = 1


kinds: Registry[CredentialKind] = Registry(key=lambda kind: kind.key)  # what rooms add to the carried ones


@dataclass(frozen=True, slots=True)
class Credential:
    """An issued credential. ``compact`` is the whole of it, all disclosures included: the holder's alone. Personal data.

    ``custody`` says who keeps the holder's key: ``platform`` (presentations are made here for a signed-in holder) or ``holder``.
    """

    uuid: UUID
    compact: str
    kind: str
    kind_vi: str
    kind_en: str
    subject_id: UUID
    issuer_unit: str
    issuer_name: str
    issued_at: datetime
    valid_from: datetime
    valid_to: datetime | None
    state: State
    source_ref: str
    disclosable: tuple[str, ...]
    claims: Mapping[str, Any]
    custody: str
    labels: tuple[ClaimLabel, ...] = ()
    state_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Presentation:
    """What a holder shows: the text itself, the claims in it, until when it counts, and the code of the short address behind a QR."""

    text: str
    code: str
    shown: tuple[str, ...]
    audience: str
    until_at: datetime


class KeyUnknown(NotFound):
    """No issuing key of that name."""

    code = "credentials.key_unknown"
    vi = "Không có khoá {kid}. Chưa thay đổi gì; xem tên khoá trong danh sách khoá đã công bố."
    en = "There is no key {kid}. Nothing was changed; the published key set has the names."


class CredentialUnknown(NotFound):
    """No such credential, or somebody else's."""

    code = "credentials.unknown"
    vi = "Không có chứng nhận số này."
    en = "There is no such credential."


class KeyReused(NamedError):
    """The same idempotency key with other content."""

    code = "credentials.key_reused"
    vi = "Khóa chống lặp đã dùng cho một chứng nhận khác."
    en = "The idempotency key was used for another credential."
    status = 409


class ClaimRefused(NamedError):
    """A claim that no credential may carry, or that this one lacks."""

    code = "credentials.claim"
    vi = "Không thể dùng thông tin “{name}” trong chứng nhận này."
    en = "The claim “{name}” cannot be used in this credential."
    status = 422


class PeriodRefused(NamedError):
    """It would end before it begins."""

    code = "credentials.period"
    vi = "Ngày hết hiệu lực phải sau ngày có hiệu lực."
    en = "A credential ends after it begins."
    status = 422


class NotPresentable(NamedError):
    """Revoked, suspended or expired."""

    code = "credentials.not_in_force"
    vi = "Chứng nhận không còn hoặc chưa có hiệu lực nên không trình được."
    en = "The credential is not in force, so it cannot be presented."
    status = 409


class KeyElsewhere(NamedError):
    """The holder keeps her own key; only her device presents."""

    code = "credentials.key_elsewhere"
    vi = "Khóa của chứng nhận này ở thiết bị của bạn. Hãy trình từ ứng dụng ví trên thiết bị đó."
    en = "The key of this credential is on your own device. Present it from the wallet there."
    status = 409


class KindUnknown(NotFound):
    """No such kind of credential."""

    code = "credentials.kind_unknown"
    vi = "Không có loại chứng nhận này."
    en = "There is no such kind of credential."


__all__ = [
    "ClaimLabel", "ClaimRefused", "Credential", "CredentialKind", "CredentialUnknown", "KeyElsewhere", "KeyReused", "KindUnknown",
    "NotPresentable", "Outcome", "PeriodRefused", "Presentation", "Problem", "Standing", "State", "Verdict", "kinds",
]  # fmt: skip
