"""What crosses the door about data-sharing requests (NĐ 278/2025/NĐ-CP): states, what is asked, what was granted, refusals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from motcua.kernel.errors import NamedError


class SharingState(StrEnum):
    """Where a request stands."""

    ASKED = "asked"  # waits for the data owner
    RETURNED = "returned"  # asked back; waits for whoever asked
    REVIEW = "review"  # the owner agreed; waits for data governance
    IN_FORCE = "in_force"
    SUSPENDED = "suspended"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    REVOKED = "revoked"
    EXPIRED = "expired"


OPEN = frozenset({SharingState.ASKED, SharingState.RETURNED, SharingState.REVIEW})


@dataclass(frozen=True, slots=True, kw_only=True)
class SharingAsk:
    """What an agency asks for. ``endpoints`` as ((method, path), …), empty: all; ``fields`` dotted paths, empty: all.

    The period is half-open: ``from_on`` until before ``until_on``; ``per_day`` is the expected number of calls a day.
    """

    service: str
    client: str
    purpose: str
    from_on: date
    until_on: date
    per_day: int
    ground: str = ""
    endpoints: tuple[tuple[str, str], ...] = ()
    fields: tuple[str, ...] = ()
    renews: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What whoever approves narrows: fewer fields, an earlier end, fewer calls a day; None leaves it as it is."""

    fields: tuple[str, ...] | None = None
    until_on: date | None = None
    per_day: int | None = None


@dataclass(frozen=True, slots=True)
class SharingStepInfo:
    """Who did what, when and why; ``by`` is the name where it is known."""

    act: str
    state: SharingState
    at: datetime
    by: str
    note: str
    details: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class SharingInfo:
    """A request with its steps; ``acts`` are those that the reader may do now."""

    uuid: UUID
    code: str
    state: SharingState
    service: str
    service_vi: str
    service_en: str
    provider_vi: str
    provider_en: str
    provider_unit: str
    client: str
    client_vi: str
    client_en: str
    client_unit: str
    purpose: str
    ground: str
    endpoints: tuple[tuple[str, str], ...]
    fields: tuple[str, ...]
    personal: bool | None
    from_on: date
    until_on: date
    per_day: int
    renews: str
    asked_at: datetime
    asked_by: str
    owner_by: str
    governance_by: str
    decided_at: datetime | None
    ended_at: datetime | None
    steps: tuple[SharingStepInfo, ...] = ()
    acts: tuple[str, ...] = ()
    tag: str = ""

    def service_name(self, language: str) -> str:
        """The service in ``vi`` or ``en``."""
        return (self.service_en or self.service_vi) if language == "en" else self.service_vi

    def client_name(self, language: str) -> str:
        """Who asks, in ``vi`` or ``en``."""
        return (self.client_en or self.client_vi) if language == "en" else self.client_vi

    def provider(self, language: str) -> str:
        """Who owns the data, in ``vi`` or ``en``."""
        return (self.provider_en or self.provider_vi) if language == "en" else self.provider_vi


class FourEyes(NamedError):
    """The same person may not ask and decide, nor decide twice."""

    code: ClassVar[str] = "exchange.four_eyes"
    vi: ClassVar[str] = "Người đề nghị, người của cơ quan chủ dữ liệu và người quản trị dữ liệu phải là ba người khác nhau."
    en: ClassVar[str] = "Whoever asks, the data owner's officer and the data-governance officer must be three different people."
    status: ClassVar[int] = 409


class ReasonMissing(NamedError):
    """A step came without its reason in words."""

    code: ClassVar[str] = "exchange.reason_missing"
    vi: ClassVar[str] = "Bước này cần nêu lý do."
    en: ClassVar[str] = "This step needs a reason."
    status: ClassVar[int] = 422
