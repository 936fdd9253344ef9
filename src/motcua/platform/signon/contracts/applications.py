"""Applications: what administrators keep of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from motcua.kernel.errors import Invalid, NamedError, NotFound


class Audience(StrEnum):
    """Who may sign in to an application."""

    CITIZENS = "citizens"
    OFFICERS = "officers"
    BOTH = "both"


class AuthMethod(StrEnum):
    """How an application proves who it is at the token endpoint (RFC 8414 names)."""

    NONE = "none"
    SECRET = "client_secret_basic"  # noqa: S105 - a name
    KEY = "private_key_jwt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What an administrator states of an application."""

    name_vi: str
    name_en: str
    unit_code: str
    contact: str
    sector: str
    audience: Audience
    auth_method: AuthMethod
    redirect_uris: tuple[str, ...]
    scopes: tuple[str, ...]
    required_scopes: tuple[str, ...] = ()
    consent_vi: str = ""
    consent_en: str = ""
    min_level: int = 1
    logout_uri: str = ""
    post_logout_uris: tuple[str, ...] = ()
    jwks: Mapping[str, Any] | None = None
    jwks_uri: str = ""
    signing_alg: str = "RS256"


@dataclass(frozen=True, slots=True, kw_only=True)
class Application(Draft):
    """An application as it is kept; its secret is never in it."""

    uuid: UUID
    client_id: str
    text_version: int
    created_at: datetime
    disabled_at: datetime | None
    last_used_at: datetime | None = field(default=None)

    def name(self, language: str) -> str:
        """Its name in the reader's language."""
        return self.name_en if language == "en" else self.name_vi


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSecret:
    """A secret, shown once; empty where the application proves itself otherwise."""

    uuid: UUID
    client_id: str
    secret: str


class ApplicationUnknown(NotFound):
    """No application of that id."""

    code = "signon.application_unknown"
    vi = "Không tìm thấy ứng dụng đăng nhập này."
    en = "There is no such application."


class DraftWrong(Invalid):
    """An application with wrong fields."""

    code = "signon.draft_wrong"


class AddressRefused(NamedError):
    """An address to which the city does not speak."""

    code = "signon.address_refused"
    vi = "Không kết nối tới địa chỉ này: {reason_vi}"
    en = "Nothing is sent to this address: {reason_en}"
    status = 422
