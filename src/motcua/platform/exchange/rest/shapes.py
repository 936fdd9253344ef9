"""Shapes of the management API."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, Field

from motcua.platform.exchange.contracts import SharingState

_TEXT = r"^[^\x00]*$"
Name = Annotated[str, Field(min_length=1, max_length=250, pattern=_TEXT, examples=["Hệ thống một cửa"])]
Text = Annotated[str, Field(max_length=250, pattern=_TEXT)]
Long = Annotated[str, Field(max_length=1000, pattern=_TEXT)]
Reason = Annotated[str, Field(max_length=250, pattern=_TEXT, examples=["Khoá bị lộ"])]
Identifier = Annotated[str, Field(max_length=300, pattern=_TEXT, examples=["VN-HP/GOV/H24/one-stop"])]
Moment = Annotated[AwareDatetime, Field(ge=datetime(2000, 1, 1, tzinfo=UTC), le=datetime(2200, 1, 1, tzinfo=UTC))]
Day = Annotated[date, Field(ge=date(2020, 1, 1), le=date(2200, 1, 1))]
_Code = Annotated[str, Field(max_length=60, pattern=_TEXT)]
_Codes = Annotated[list[Identifier], Field(max_length=2000)]
_Whole = Annotated[int, Field(ge=0, le=1_000_000)]


class ClientOut(Schema):
    """A system of a member."""

    id: str
    member: str
    code: str
    name_vi: str
    name_en: str
    member_vi: str
    member_en: str
    unit_code: str
    environment: str
    networks: list[str]
    fingerprints: list[str]
    groups: list[str]
    services: int


class Clients(Schema):
    """A page of systems."""

    rows: list[ClientOut]
    next: str


class ClientIn(Schema):
    """A system as it shall be; `certificates` are SHA-256 digests (hex) of certificates that are not kept whole."""

    name_vi: Name
    name_en: Text = ""
    environment: Literal["production", "sandbox"] = "production"
    networks: Annotated[list[_Code], Field(max_length=50)] = ["127.0.0.0/8", "::1/128"]
    certificates: Annotated[list[_Code], Field(max_length=50)] = []


class MemberIn(Schema):
    """A member as it shall be; `unit_code` is its unit in this city."""

    name_vi: Name
    name_en: Text = ""
    unit_code: Annotated[str, Field(max_length=20, pattern=_TEXT)] = ""


class Made(Schema):
    """The identifier of what was made or changed."""

    id: str


class EndpointIO(Schema):
    """A method and a path glob."""

    method: Annotated[str, Field(max_length=8, pattern=_TEXT, examples=["GET"])] = "*"
    path: Annotated[str, Field(max_length=250, pattern=_TEXT, examples=["/*"])] = "**"


class PaceIO(Schema):
    """Requests a second with a burst, and a quota a day; 0: no bound."""

    per_second: Annotated[float, Field(ge=0, le=1_000_000)] = 0
    burst: _Whole = 0
    per_day: Annotated[int, Field(ge=0, le=10**12)] = 0


class BreakerIO(Schema):
    """After `failures` failed calls in a row nothing is sent for `open_s` seconds."""

    failures: _Whole = 0
    open_s: Annotated[float, Field(gt=0, le=86_400)] = 10


class CanaryIO(Schema):
    """A second address that gets `percent` of the calls, and all calls of `clients`."""

    base_url: Annotated[str, Field(max_length=500, pattern=_TEXT)]
    percent: Annotated[int, Field(ge=0, le=100)] = 0
    clients: _Codes = []


class FieldIO(Schema):
    """A field that a service tells."""

    path: Annotated[str, Field(max_length=200, pattern=_TEXT)] = ""
    vi: Annotated[str, Field(min_length=1, max_length=200, pattern=_TEXT)]
    en: Annotated[str, Field(max_length=200, pattern=_TEXT)] = ""
    personal: bool = True


class ServiceIn(Schema):
    """Settings of a service; what is left out stays as it is."""

    name_vi: Name | None = None
    name_en: Text | None = None
    base_url: Annotated[str, Field(max_length=500, pattern=_TEXT, examples=["https://provider.example.vn/api"])] | None = None
    kind: Literal["REST", "OPENAPI"] | None = None
    timeout_s: Annotated[float, Field(ge=0.1, le=600)] | None = None
    endpoints: Annotated[list[EndpointIO], Field(max_length=200)] | None = None
    description_url: Annotated[str, Field(max_length=500, pattern=_TEXT)] | None = None
    verify_tls: bool | None = None
    provider_headers: dict[str, str] | None = None
    keep_body: Literal["hash", "plain", "encrypted"] | None = None
    pace: PaceIO | None = None
    at_once: _Whole | None = None
    breaker: BreakerIO | None = None
    canary: CanaryIO | None = None
    sandbox_url: Annotated[str, Field(max_length=500, pattern=_TEXT)] | None = None
    fields: Annotated[list[FieldIO], Field(max_length=500)] | None = None


class RightOut(Schema):
    """A right."""

    id: int
    service: str
    subject: str
    subject_vi: str
    subject_en: str
    method: str
    path: str
    purpose: str
    fields: list[str]
    valid_from: datetime | None
    valid_until: datetime | None
    agreement: str
    pace: dict[str, Any] | None


class Rights(Schema):
    """Rights, by id."""

    rows: list[RightOut]
    next: str


class RightIn(Schema):
    """Who may call what, why and how long; `client` is an identifier or `group:<name>`."""

    service: Identifier
    client: Identifier
    purpose: Name
    method: Annotated[str, Field(max_length=8, pattern=_TEXT)] = "*"
    path: Annotated[str, Field(max_length=250, pattern=_TEXT)] = "**"
    fields: Annotated[list[Text], Field(max_length=200)] = []
    valid_from: Moment | None = None
    valid_until: Moment | None = None
    pace: PaceIO | None = None


class RightGone(Schema):
    """The right to take back."""

    service: Identifier
    client: Identifier
    method: Annotated[str, Field(max_length=8, pattern=_TEXT)] = "*"
    path: Annotated[str, Field(max_length=250, pattern=_TEXT)] = "**"


class TakenBack(Schema):
    """Whether there was one."""

    taken: bool


class ServiceOut(Schema):
    """A service with all its settings; of the provider's credentials the names of the headers."""

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
    endpoints: list[dict[str, str]]
    description_url: str
    verify_tls: bool
    header_names: list[str]
    keep_body: str
    pace: dict[str, Any] | None
    at_once: int
    breaker: dict[str, Any] | None
    canary: dict[str, Any] | None
    sandbox_url: str
    adapter: dict[str, Any] | None
    fields: list[FieldIO] | None
    version: str
    rights: list[RightOut]


class Services(Schema):
    """A page of services."""

    rows: list[ServiceOut]
    next: str


class Switching(Schema):
    """On, or off with what callers are told meanwhile."""

    enabled: bool
    notice: Text = ""


class Noting(Schema):
    """An entry of the change log."""

    version: Annotated[str, Field(min_length=1, max_length=20, pattern=_TEXT, examples=["1.2.0"])]
    text_vi: Long
    text_en: Long = ""


class GroupIO(Schema):
    """A group of systems."""

    name: str
    name_vi: str
    name_en: str
    clients: list[str]
    rights: int


class GroupIn(Schema):
    """A group as it shall be."""

    name_vi: Name
    name_en: Text = ""
    clients: _Codes


class CertificateOut(Schema):
    """A certificate of a system."""

    id: UUID
    client: str
    sha256: str
    subject: str
    not_before: datetime
    not_after: datetime
    revoked_at: datetime | None
    revoked_why: str
    state: str


class CertificateIn(Schema):
    """A certificate in PEM, for a system."""

    client: Identifier
    pem: Annotated[str, Field(max_length=20_000, pattern=_TEXT)]


class Revoking(Schema):
    """Why."""

    reason: Reason


class CredentialOut(Schema):
    """A key of a system, without its secret."""

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


class CredentialIn(Schema):
    """For whom; `rotates` is the key whose place it takes."""

    client: Identifier
    app_name: Annotated[str, Field(max_length=100, pattern=_TEXT)] = ""
    partner_code: _Code = ""
    rotates: UUID | None = None


class CredentialMade(Schema):
    """A key with its secret, told this once."""

    id: UUID
    client: str
    access_key: str
    secret: str


class SharingIn(Schema):
    """What is asked for."""

    service: Identifier
    client: Identifier
    purpose: Text
    ground: Annotated[str, Field(max_length=300, pattern=_TEXT)] = ""
    endpoints: Annotated[list[EndpointIO], Field(max_length=50)] = []
    fields: Annotated[list[Text], Field(max_length=200)] = []
    from_on: Day
    until_on: Day
    per_day: Annotated[int, Field(ge=0, le=100_000_000)]
    renews: Annotated[str, Field(max_length=30, pattern=_TEXT)] = ""


class SharingMove(Schema):
    """The next step, its reason, and what of the request is narrowed."""

    act: Literal["agree", "approve", "ask_back", "answer", "refuse", "withdraw", "suspend", "resume", "revoke"]
    note: Long = ""
    fields: Annotated[list[Text], Field(max_length=200)] | None = None
    until_on: Day | None = None
    per_day: Annotated[int, Field(ge=0, le=100_000_000)] | None = None


class SharingStepOut(Schema):
    """Who did what, when and why."""

    act: str
    state: SharingState
    at: datetime
    by: str
    note: str


class SharingOut(Schema):
    """A data-sharing request."""

    code: str
    state: SharingState
    service: str
    client: str
    purpose: str
    ground: str
    endpoints: list[list[str]]
    fields: list[str]
    personal: bool | None
    from_on: date
    until_on: date
    per_day: int
    renews: str
    asked_at: datetime
    decided_at: datetime | None
    ended_at: datetime | None
    acts: list[str]
    steps: list[SharingStepOut]


class Sharings(Schema):
    """A page of requests, newest first."""

    rows: list[SharingOut]
    next: str


class MaintenanceIO(Schema):
    """What callers are told while the exchange rests."""

    notice_vi: Name
    notice_en: Name
    until: Moment | None = None


class DifferenceOut(Schema):
    """One thing that differs."""

    verb: str
    kind: str
    name: str
    field: str
    before: str
    after: str


class ConfigVersionOut(Schema):
    """A numbered configuration."""

    number: int
    digest: str
    made_at: datetime
    made_by: str
    why: str
    restores: int | None
    changes: list[DifferenceOut]


class Versions(Schema):
    """A page of versions, newest first."""

    rows: list[ConfigVersionOut]
    next: int | None


class Restored(Schema):
    """The number of the new version; null when nothing changed."""

    number: int | None


class HealthOut(Schema):
    """How a service fared in the last 24 hours."""

    service: str
    answered: int
    refused: int
    failed: int
    last_ok_at: datetime | None
    last_failed_at: datetime | None
    mean_ms: int
    most_ms: int


class StatusOut(Schema):
    """The exchange now."""

    answers: bool
    ready: bool
    config_current: bool
    version: int | None
    maintenance: MaintenanceIO | None
    services: list[HealthOut]


class GatewayIn(Schema):
    """A gateway; `url` is where `/readyz` answers."""

    name_vi: Name
    name_en: Text = ""
    url: Text = ""


class GatewayTokenOut(Schema):
    """A token, told this once."""

    token: str
