"""What crosses the door about the control plane: members, systems, services as operators see them, versions, gateways."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from motcua.kernel.errors import Invalid, NamedError


def tag_of(content: Mapping[str, Any]) -> str:
    """A short tag of what a thing says now: changes when anything in it changes (``ETag``, ``If-Match``)."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=str, ensure_ascii=False).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberInfo:
    """A member; ``unit_code`` is its unit in this city, empty for an agency outside it.

    ``suspended_at``: since when none of its systems calls or is called, None while they do; ``suspended_why`` is the reason.
    """

    id: str
    member_class: str
    member_code: str
    name_vi: str
    name_en: str
    unit_code: str
    clients: int
    suspended_at: datetime | None
    suspended_why: str
    tag: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateInfo:
    """A certificate of a system; ``state``: valid, coming, ending (soon), ended, revoked."""

    id: UUID
    client: str
    sha256: str
    subject: str
    not_before: datetime
    not_after: datetime
    revoked_at: datetime | None
    revoked_why: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialInfo:
    """A key of a system, without its secret; ``state``: valid, ending (another took its place), ended, revoked."""

    id: UUID
    client: str
    access_key: str
    app_name: str
    partner_code: str
    created_at: datetime
    not_after: datetime | None
    revoked_at: datetime | None
    revoked_why: str
    state: str


@dataclass(frozen=True, slots=True)
class NewCredential:
    """A key just made: ``secret`` is told this once and kept nowhere."""

    id: UUID
    client: str
    access_key: str
    secret: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientInfo:
    """A system of a member: where it may call from and in which environment it lives.

    ``suspended_at`` and ``suspended_why`` are its own; ``member_suspended``: all systems of its member rest.
    """

    id: str
    member: str
    code: str
    name_vi: str
    name_en: str
    member_vi: str
    member_en: str
    unit_code: str
    environment: str
    networks: tuple[str, ...]
    networks_until: datetime | None
    fingerprints: tuple[str, ...]
    groups: tuple[str, ...]
    services: int
    suspended_at: datetime | None
    suspended_why: str
    member_suspended: bool
    tag: str

    def name(self, language: str) -> str:
        """Owner and system in ``vi`` or ``en``."""
        if language == "en":
            return f"{self.member_en or self.member_vi}: {self.name_en or self.name_vi}"
        return f"{self.member_vi}: {self.name_vi}"


@dataclass(frozen=True, slots=True)
class FieldInfo:
    """A field that a service tells: its dotted path in the JSON answer, its name in both languages, whether it is about a person."""

    path: str
    vi: str
    en: str
    personal: bool


@dataclass(frozen=True, slots=True)
class ChangeInfo:
    """An entry of a service's change log."""

    version: str
    text_vi: str
    text_en: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RightDetail:
    """A right as operators see it; ``subject`` is a client or ``group:<name>``, ``agreement`` the request that gave it."""

    id: int
    service: str
    subject: str
    subject_vi: str
    subject_en: str
    method: str
    path: str
    purpose: str
    fields: tuple[str, ...]
    valid_from: datetime | None
    valid_until: datetime | None
    agreement: str
    pace: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceDetail:
    """A service with all that the gateway is told of it; of the provider's credentials only the names of the headers.

    ``adapter`` is without its secrets; ``adapter_secrets`` are the places of those that are kept, ``adapter_secrets_since`` says since
    when (without those of which nobody knows). ``pace`` is the managers' bound, ``own_pace`` that of the owning unit: of these and of
    those of rights the strictest holds.
    ``suspended``: its system or its member is, so that nobody reaches it.
    ``contexts`` are the LGSP paths at which it is found, ``soap_offer`` the declaration under which SOAP callers reach it.
    """

    id: str
    client: str
    code: str
    name_vi: str
    name_en: str
    provider_vi: str
    provider_en: str
    unit_code: str
    base_url: str
    kind: str
    timeout_s: float
    enabled: bool
    notice: str
    endpoints: tuple[Mapping[str, str], ...]
    description_url: str
    verify_tls: bool
    header_names: tuple[str, ...]
    keep_body: str
    pace: Mapping[str, Any] | None
    own_pace: Mapping[str, Any] | None
    at_once: int
    breaker: Mapping[str, Any] | None
    canary: Mapping[str, Any] | None
    sandbox_url: str
    adapter: Mapping[str, Any] | None
    adapter_secrets: tuple[str, ...]
    adapter_secrets_since: Mapping[str, datetime]
    soap_offer: Mapping[str, Any] | None
    contexts: tuple[str, ...]
    fields: tuple[FieldInfo, ...] | None
    version: str
    changes: tuple[ChangeInfo, ...]
    rights: tuple[RightDetail, ...]
    suspended: bool
    tag: str

    def name(self, language: str) -> str:
        """The name in ``vi`` or ``en``."""
        return (self.name_en or self.name_vi) if language == "en" else self.name_vi

    def provider(self, language: str) -> str:
        """The provider's name in ``vi`` or ``en``."""
        return (self.provider_en or self.provider_vi) if language == "en" else self.provider_vi


@dataclass(frozen=True, slots=True)
class ServiceHealth:
    """How a service's last calls went: counts since ``since``, the last that was answered and that failed, milliseconds."""

    service: str
    answered: int
    refused: int
    failed: int
    last_ok_at: datetime | None
    last_failed_at: datetime | None
    mean_ms: int
    most_ms: int
    since: datetime


@dataclass(frozen=True, slots=True)
class GroupInfo:
    """A named set of systems; ``rights`` counts the rights given to it."""

    name: str
    name_vi: str
    name_en: str
    clients: tuple[str, ...]
    rights: int
    tag: str

    def title(self, language: str) -> str:
        """Its name in ``vi`` or ``en``."""
        return (self.name_en or self.name_vi) if language == "en" else self.name_vi


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerInfo:
    """Another security server."""

    id: str
    name_vi: str
    name_en: str
    address: str
    certificates: tuple[str, ...]
    public_keys: tuple[str, ...]
    clients: tuple[str, ...]
    tag: str


@dataclass(frozen=True, slots=True)
class MaintenanceInfo:
    """The exchange rests; ``until`` is what callers are told, None when nobody knows."""

    notice_vi: str
    notice_en: str
    until: datetime | None
    begun_at: datetime
    begun_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing that differs between two configurations: ``verb`` added, removed or changed; ``field`` empty for the whole thing."""

    verb: str
    kind: str
    name: str
    field: str = ""
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionInfo:
    """A numbered configuration."""

    number: int
    digest: str
    made_at: datetime
    made_by: str
    why: str
    restores: int | None
    changes: tuple[Difference, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayInfo:
    """A gateway and what it runs: ``version`` is the number of its configuration (None: unknown), ``state`` current, behind or away.

    ``registered``: it is in the register, not known by the settings of this machine alone.
    """

    code: str
    name_vi: str
    name_en: str
    url: str
    fetched_at: datetime | None
    version: int | None
    answers: bool
    ready: bool
    state: str
    has_token: bool
    registered: bool
    problem: str = ""

    def name(self, language: str) -> str:
        """The name in ``vi`` or ``en``."""
        return (self.name_en or self.name_vi) if language == "en" else self.name_vi


class ThingUnknown(NamedError):
    """No such member, group, certificate, credential, version, gateway or request."""

    code: ClassVar[str] = "exchange.unknown"
    vi: ClassVar[str] = "Trục liên thông không có {name}."
    en: ClassVar[str] = "The exchange has no {name}."
    status: ClassVar[int] = 404


class SettingWrong(Invalid):
    """A setting that cannot hold; ``fields`` says which and why, in both languages."""

    code: ClassVar[str] = "exchange.setting_wrong"
    vi: ClassVar[str] = "Một số thông tin chưa đúng. Xem lại các ô được đánh dấu."
    en: ClassVar[str] = "Some information is not right. Check the marked fields."


class ChangedMeanwhile(NamedError):
    """Somebody else changed it since it was read."""

    code: ClassVar[str] = "exchange.changed_meanwhile"
    vi: ClassVar[str] = "{name} vừa được người khác thay đổi. Tải lại, xem bản mới rồi sửa tiếp."
    en: ClassVar[str] = "{name} was changed by somebody else. Load it again, look, then go on."
    status: ClassVar[int] = 412


class StillUsed(NamedError):
    """Something else still refers to it."""

    code: ClassVar[str] = "exchange.still_used"
    vi: ClassVar[str] = "{name} còn được dùng nên chưa xoá được."
    en: ClassVar[str] = "{name} is still in use and cannot be removed."
    status: ClassVar[int] = 409
