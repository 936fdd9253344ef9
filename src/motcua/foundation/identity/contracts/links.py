"""Linked sign-ins as they cross the door."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from motcua.kernel.errors import NamedError


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedSignIn:
    """A provider through which a person signed in; a closed one is refused until she opens it again."""

    provider: str
    linked_at: datetime
    used_at: datetime
    is_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Mismatch:
    """A refused sign-in that waits for an operator; ``differs`` names full_name, born_on or subject."""

    uuid: UUID
    person_id: UUID
    provider: str
    masked_number: str
    known_name: str
    told_name: str
    known_born: date | None
    told_born: str
    differs: tuple[str, ...]
    times: int
    last_at: datetime

    @property
    def acceptable(self) -> bool:
        """Whether an operator may accept it: a subject that is linked to somebody else stays refused."""
        return "subject" not in self.differs


class ProviderUnknown(NamedError):
    """There is no e-identity provider of that key."""

    code = "identity.provider_unknown"
    vi = "Không có cách đăng nhập này. Chọn một cách khác ở trang đăng nhập."
    en = "There is no such way to sign in. Choose another on the sign-in page."
    status = 404


class PeopleDisagree(NamedError):
    """A provider contradicts what another one said of the same personal number."""

    code = "identity.people_disagree"
    vi = (
        "Thông tin lần đăng nhập này khác với thông tin đã ghi của cùng số định danh ({what_vi}). Để an toàn, việc đăng nhập đã dừng "
        "và quản trị viên đã được báo. Đăng nhập bằng cách bạn dùng lần trước, hoặc mang giấy tờ tới bộ phận một cửa."
    )
    en = (
        "This sign-in differs from what is recorded for the same personal number ({what_en}). To be safe it was stopped and an "
        "administrator was told. Sign in the way you did before, or bring your card to a one-stop desk."
    )
    status = 409


class SignInClosed(NamedError):
    """The person unlinked this way of signing in."""

    code = "identity.sign_in_closed"
    vi = "Bạn đã gỡ cách đăng nhập này. Đăng nhập bằng cách khác rồi mở lại ở trang Tài khoản của tôi."
    en = "You unlinked this way to sign in. Sign in another way and open it again on the page My account."
    status = 403


class LastSignIn(NamedError):
    """The last way to sign in cannot be unlinked."""

    code = "identity.last_sign_in"
    vi = "Đây là cách đăng nhập duy nhất của bạn nên không gỡ được."
    en = "This is your only way to sign in, so it cannot be unlinked."
    status = 409


class TooManySignIns(NamedError):
    """Too many returns from providers to one address within a minute."""

    code = "identity.too_many_sign_ins"
    vi = "Có quá nhiều lần đăng nhập từ mạng của bạn. Chờ một phút rồi đăng nhập lại; chưa có gì được ghi."
    en = "There were too many sign-ins from your network. Wait a minute and sign in again; nothing was recorded."
    status = 429


class LevelNotReached(NamedError):
    """The provider vouched for less than was asked."""

    code = "identity.level_not_reached"
    vi = (
        "Việc này cần mức định danh {needed}, lần đăng nhập vừa rồi chỉ ở mức {held}. Phiên trước và những gì bạn đã nhập vẫn được giữ. "
        "Đến công an xã, phường để nâng mức tài khoản, hoặc nộp tại bộ phận một cửa."
    )
    en = (
        "This needs e-identity level {needed}; you have just signed in at level {held}. Your earlier session and what you typed are kept. "
        "Raise the level of your account at the police of your commune, or file at a one-stop desk."
    )
    status = 403
