"""People, organisations, officers and sign-in as they cross the door."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from motcua.kernel.actors import PositionHeld
from motcua.kernel.errors import NamedError
from motcua.kernel.identifiers import Sex


class AccountKind(StrEnum):
    """Whose log-in it is."""

    CITIZEN = "citizen"
    OFFICER = "officer"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonClaims:
    """What the e-identity provider said of a person at sign-in, checked. ``level`` is that of this sign-in."""

    subject: str
    personal_number: str
    full_name: str
    born_on: date | None
    sex: Sex
    level: int
    phone: str = ""
    email: str = ""
    residence_unit_code: str = ""
    residence_line: str = ""
    tax_code: str = ""
    organisation_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A citizen or foreigner. ``level`` is the best e-identity level seen (NĐ 69/2024)."""

    uuid: UUID
    personal_number: str
    full_name: str
    born_on: date | None
    sex: Sex
    phone: str
    email: str
    residence_unit_code: str
    residence_line: str
    level: int

    @property
    def masked_number(self) -> str:
        """The number as pages show it to others: first three and last three digits."""
        return f"{self.personal_number[:3]}••••••{self.personal_number[-3:]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Officer:
    """An officer with the positions held at the instant asked for."""

    uuid: UUID
    code: str
    full_name: str
    positions: tuple[PositionHeld, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoLogin:
    """A log-in of the demonstration, to be printed. ``username`` is a personal number for the citizen."""

    role: str
    username: str
    password: str
    totp_secret: str
    note: str
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """Result of a citizen's sign-in: the account to open a session for."""

    account_id: int
    person: Person
    level: int
    at: datetime


class ClaimsInvalid(NamedError):
    """The provider's answer lacks a fact or contradicts itself; ``reason_vi``/``reason_en`` say which."""

    code = "identity.claims_invalid"
    vi = "Thông tin từ hệ thống định danh chưa dùng được: {reason_vi}. Chưa có gì được ghi. Thử đăng nhập lại hoặc gọi 1022."
    en = "The information from the identity provider cannot be used: {reason_en}. Nothing was recorded. Sign in again or call 1022."
    status = 502


class TokenInvalid(NamedError):
    """The signed statement of the provider does not verify: wrong key, audience, nonce or time."""

    code = "identity.token_invalid"
    vi = "Không xác minh được phản hồi của hệ thống định danh ({reason_vi}). Để an toàn, việc đăng nhập đã dừng. Hãy đăng nhập lại."
    en = (
        "The answer of the identity provider could not be verified ({reason_en}). To be safe it was stopped. Please sign in again."
    )
    status = 502


class VneidUnavailable(NamedError):
    """The provider cannot be reached or fails."""

    code = "identity.vneid_unavailable"
    vi = "Chưa kết nối được hệ thống định danh. Những gì bạn đã nhập vẫn được giữ. Thử lại sau ít phút."
    en = "The identity provider cannot be reached. What you typed is kept. Try again in a few minutes."
    status = 503


class SignInStopped(NamedError):
    """The sign-in was cancelled, expired in between or was started in another window."""

    code = "identity.sign_in_stopped"
    vi = "Bạn chưa đăng nhập: việc đăng nhập đã bị huỷ hoặc quá thời gian. Hãy bắt đầu lại khi sẵn sàng."
    en = "You are not signed in: the sign-in was cancelled or took too long. Start again when you are ready."
    status = 400


class PersonUnknown(NamedError):
    """No person of that id or number is recorded here."""

    code = "identity.person_unknown"
    vi = "Chưa có người này trong hệ thống."
    en = "This person is not recorded here."
    status = 404


class OfficerUnknown(NamedError):
    """No officer of that id or code."""

    code = "identity.officer_unknown"
    vi = "Không có cán bộ mang mã này."
    en = "There is no officer with this code."
    status = 404


class OfficerExists(NamedError):
    """The officer code is taken."""

    code = "identity.officer_exists"
    vi = "Mã cán bộ {officer_code} đã có. Chọn mã khác."
    en = "The officer code {officer_code} is taken. Choose another."
    status = 409


class WeakPassword(NamedError):
    """The password is too short or too common."""

    code = "identity.weak_password"
    vi = "Mật khẩu chưa đủ mạnh: cần ít nhất 12 ký tự và không phải mật khẩu phổ biến."
    en = "The password is too weak: at least 12 characters and not a common one."
    status = 422


class DemoOnly(NamedError):
    """Demo log-ins do not exist outside a demonstration."""

    code = "identity.demo_only"
    vi = "Tài khoản trình diễn chỉ có ở bản trình diễn."
    en = "Demo log-ins exist in a demonstration only."
    status = 403
