"""Signed-in sessions as they cross the door."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from motcua.kernel.errors import NamedError


class SessionEnd(StrEnum):
    """Why a session ended."""

    SIGNED_OUT = "signed_out"  # the person pressed the button
    REVOKED = "revoked"  # ended from another device, by an administrator, or with the powers it rested on
    REPLACED = "replaced"  # somebody else signed in with the same browser
    EXPIRED = "expired"  # idle or too old
    PROVIDER = "provider"  # the e-identity provider said so


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInFacts:
    """How sure the running session is: ``level`` 0, 1 or 2 (NĐ 69/2024; officers with a second factor: 2); ``amr`` as in RFC 8176."""

    level: int
    amr: tuple[str, ...]
    auth_time: datetime
    session_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionSeen:
    """A session as its owner and administrators see it; ``device`` and ``place`` are short words, the place is masked."""

    uuid: UUID
    provider: str
    level: int
    amr: tuple[str, ...]
    device: str
    place: str
    began_at: datetime
    seen_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInProof:
    """What a sign-in rested on: who vouched for it, how surely, and with which methods."""

    provider: str
    level: int
    amr: tuple[str, ...] = ()
    provider_subject: str = ""
    provider_session: str = ""


class SessionUnknown(NamedError):
    """No open session of that id belongs to this account."""

    code = "identity.session_unknown"
    vi = "Phiên này không còn hoặc không phải của bạn. Tải lại trang để xem các phiên đang mở."
    en = "This session is over or is not yours. Reload the page to see the open sessions."
    status = 404


class NotSignedIn(NamedError):
    """The visitor has no signed-in session."""

    code = "identity.not_signed_in"
    vi = "Bạn chưa đăng nhập hoặc phiên đã kết thúc. Hãy đăng nhập lại."
    en = "You are not signed in or the session has ended. Please sign in again."
    status = 401
