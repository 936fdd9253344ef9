"""Who takes part: members, systems, groups, certificates, keys."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from motcua.platform.exchange.rest.shapes.words import TEXT, Code, Codes, Identifier, Name, Reason, Text


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
    networks_until: datetime | None
    fingerprints: list[str]
    groups: list[str]
    services: int
    suspended_at: datetime | None
    suspended_why: str
    member_suspended: bool


class Clients(Schema):
    """A page of systems."""

    rows: list[ClientOut]
    next: str


class ClientIn(Schema):
    """A system as it shall be; `certificates` are SHA-256 digests (hex) of certificates that are not kept whole."""

    name_vi: Name
    name_en: Text = ""
    environment: Literal["production", "sandbox"] = "production"
    networks: Annotated[list[Code], Field(max_length=50)] = ["127.0.0.0/8", "::1/128"]
    certificates: Annotated[list[Code], Field(max_length=50)] = []


class MemberIn(Schema):
    """A member as it shall be; `unit_code` is its unit in this city."""

    name_vi: Name
    name_en: Text = ""
    unit_code: Annotated[str, Field(max_length=20, pattern=TEXT)] = ""


class Suspending(Schema):
    """Whether a member or a system takes part; suspending needs a reason."""

    active: bool
    reason: Text = ""


class Turned(Schema):
    """Whether anything changed."""

    changed: bool


class AffectedOut(Schema):
    """Who is hit when a member or a system is suspended; `own`: this platform calls as one of its systems."""

    id: str
    systems: list[str]
    services: list[str]
    rights_given: int
    callers: list[str]
    rights_held: int
    rooms: int
    own: bool


class Made(Schema):
    """The identifier of what was made or changed."""

    id: str


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
    clients: Codes


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
    """A certificate in PEM, for a system.

    A system that had none called by its networks: they go on for `network_days`, then calls without a certificate are refused (0: at once).
    """

    client: Identifier
    pem: Annotated[str, Field(max_length=20_000, pattern=TEXT)]
    network_days: Annotated[int, Field(ge=0, le=90)] = 14


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
    app_name: Annotated[str, Field(max_length=100, pattern=TEXT)] = ""
    partner_code: Code = ""
    rotates: UUID | None = None


class CredentialMade(Schema):
    """A key with its secret, told this once."""

    id: UUID
    client: str
    access_key: str
    secret: str
