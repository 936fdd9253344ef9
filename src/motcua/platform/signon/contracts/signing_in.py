"""What a sign-in at an application is made of: what was asked, who answered, what was given, what the person sees of it later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

# Scope → its claims, each with its name for people. `openid` alone tells nothing but the pairwise subject and how the sign-in was.
CLAIMS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "profile": {
        "name": ("Họ và tên", "Full name"), "birthdate": ("Ngày sinh", "Date of birth"), "gender": ("Giới tính", "Sex"),
    },
    "personal_number": {"personal_number": ("Số định danh cá nhân", "Personal number")},
    "phone": {"phone_number": ("Điện thoại", "Telephone")},
    "email": {"email": ("Thư điện tử", "E-mail")},
    "address": {"address": ("Nơi thường trú", "Residence")},
    "positions": {
        "officer_code": ("Mã cán bộ", "Officer code"), "officer_name": ("Họ và tên cán bộ", "Name of the officer"),
        "positions": ("Chức vụ, đơn vị, vai trò, làm thay ai", "Posts, units, roles, for whom"),
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A checked authorisation request."""

    client_id: str
    redirect_uri: str
    scopes: tuple[str, ...]
    state: str
    nonce: str
    challenge: str
    prompts: frozenset[str]
    max_age: int | None
    level: int
    login_hint: str = ""
    ui_locales: str = ""
    pushed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """Who is signed in, and how: ``level`` 0, 1 or 2, ``methods`` as RFC 8176 names them, the instant, the session."""

    account_id: int
    subject_id: UUID
    kind: str
    level: int
    methods: tuple[str, ...]
    auth_time: datetime
    session_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """An authorisation code for the application, with the scopes the person let go."""

    code: str
    scopes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """What the token endpoint answers (RFC 6749 §5.1, OpenID Connect Core §3.1.3.3)."""

    access_token: str
    expires_in: int
    scopes: tuple[str, ...]
    id_token: str = ""
    refresh_token: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IntrospectedToken:
    """A live token as its owner sees it (RFC 7662)."""

    client_id: str
    scopes: tuple[str, ...]
    issued_at: datetime
    expires_at: datetime
    kind: str
    subject: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimShown:
    """One claim on the consent page: its name for people and the value that would be told."""

    key: str
    label_vi: str
    label_en: str
    value: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeShown:
    """One scope on the consent page; a required one comes with the sign-in, the others are the person's choice."""

    scope: str
    required: bool
    claims: tuple[ClaimShown, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseSeen:
    """What an application was told, and when."""

    at: datetime
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MyApplication:
    """An application that the person agreed to or signed in to, with what it got."""

    uuid: UUID
    name_vi: str
    name_en: str
    unit_code: str
    scopes: tuple[str, ...]
    given_at: datetime | None
    last_sign_in_at: datetime | None
    live: bool
    releases: tuple[ReleaseSeen, ...]
