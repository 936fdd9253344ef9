"""What crosses the door: clients, tokens, subscriptions, attempts; and the refusals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from motcua.kernel.errors import Invalid, NamedError, NotFound

SCOPES: dict[str, tuple[str, str]] = {
    "dossiers:read": ("Đọc tiến độ hồ sơ, không có dữ liệu cá nhân", "Read the progress of dossiers, without personal data"),
    "dossiers:submit": ("Nộp hồ sơ, bổ sung giấy tờ", "Submit dossiers, supply papers"),
    "papers:ask": (
        "Xin xem giấy tờ cho hồ sơ của đơn vị mình phục vụ, không đọc được giấy tờ",
        "Ask for papers for dossiers of the units it serves; reads no paper",
    ),
    "statistics:read": ("Đọc số liệu tổng hợp", "Read statistics"),
    "exchange:read": ("Xem trục liên thông dữ liệu", "See the data exchange"),
    "exchange:manage": ("Quản trị trục liên thông", "Manage the exchange"),
    "webhooks": ("Đăng ký nhận thông báo", "Subscribe to notifications"),
}


class DeliveryState(StrEnum):
    """Where a message to a subscriber stands."""

    WAITING = "waiting"
    DONE = "done"
    DEAD = "dead"  # tried for days; waits for a replay


@dataclass(frozen=True, slots=True)
class ClientView:
    """A machine client. The secret is never in it."""

    client_id: UUID
    name: str
    contact: str
    scopes: tuple[str, ...]
    units: tuple[str, ...]
    per_minute: int
    created_at: datetime
    revoked_at: datetime | None
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class NewSecret:
    """A secret, shown once."""

    id: UUID
    secret: str


@dataclass(frozen=True, slots=True)
class AccessToken:
    """A bearer token as RFC 6749 §5.1 answers."""

    access_token: str
    token_type: str
    expires_in: int
    scope: str


@dataclass(frozen=True, slots=True)
class SubscriptionView:
    """A subscription; ``units`` and ``procedures`` empty: all that its client may hear of."""

    subscription_id: UUID
    client_id: UUID | None
    url: str
    events: tuple[str, ...]
    units: tuple[str, ...]
    procedures: tuple[str, ...]
    active: bool
    created_at: datetime
    rotating_until: datetime | None
    waiting: int = 0
    dead: int = 0


@dataclass(frozen=True, slots=True)
class DeliveryView:
    """A message to a subscriber with its last attempt."""

    message_id: UUID
    subscription_id: UUID
    event: str
    stream: str
    state: DeliveryState
    attempts: int
    created_at: datetime
    next_at: datetime | None
    last_status: int | None
    last_error: str


@dataclass(frozen=True, slots=True)
class Sent:
    """What a subscriber answered: an HTTP status, or None with the error; the time it took in milliseconds."""

    status: int | None
    error: str
    took_ms: int

    @property
    def heard(self) -> bool:
        """Whether the subscriber took it: 2xx only, a redirect is not followed."""
        return self.status is not None and 200 <= self.status < 300  # noqa: PLR2004 - the class of success


@dataclass(frozen=True, slots=True)
class Tallied:
    """Dossiers of a period: decided in all, granted, sent back for papers, refused."""

    processed: int
    approved: int
    sent_back: int
    rejected: int


class ClientRefused(NamedError):
    """Wrong id or secret, or the client was revoked: not told apart."""

    code = "developers.client_refused"
    vi = "Mã ứng dụng hoặc khoá bí mật không đúng, hoặc ứng dụng đã bị thu hồi."
    en = "The client id or secret is wrong, or the client was revoked."
    status = 401


class ScopeWrong(NamedError):
    """A scope that the client does not have."""

    code = "developers.scope_wrong"
    vi = "Ứng dụng không được cấp phạm vi “{scope}”."
    en = "The client does not have the scope “{scope}”."
    status = 400


class GrantWrong(NamedError):
    """Another grant than client credentials."""

    code = "developers.grant_wrong"
    vi = "Chỉ nhận grant_type=client_credentials."
    en = "Only grant_type=client_credentials is taken."
    status = 400


class RateReached(NamedError):
    """Too many calls in this minute."""

    code = "developers.rate_reached"
    vi = "Ứng dụng đã gọi quá {per_minute} lần trong một phút. Thử lại sau {retry_after} giây."
    en = "The client made more than {per_minute} calls in a minute. Try again in {retry_after} seconds."
    status = 429


class ClientUnknown(NotFound):
    """No such client."""

    code = "developers.client_unknown"
    vi = "Không tìm thấy ứng dụng này."
    en = "There is no such application."


class SubscriptionUnknown(NotFound):
    """No such subscription, or it is another client's."""

    code = "developers.subscription_unknown"
    vi = "Không tìm thấy đăng ký nhận thông báo này."
    en = "There is no such subscription."


class DeliveryUnknown(NotFound):
    """No dead message of that id."""

    code = "developers.delivery_unknown"
    vi = "Không có thông báo nào đang dừng mang mã này."
    en = "There is no stopped message of this id."


class SettingWrong(Invalid):
    """A client or subscription with wrong fields."""

    code = "developers.setting_wrong"
    vi = "Một số thông tin chưa đúng. Xem lại các ô được đánh dấu."
    en = "Some information is not right. Check the marked fields."


class AddressRefused(NamedError):
    """An address to which the city does not send."""

    code = "developers.address_refused"
    vi = "Không gửi tới địa chỉ này: {reason_vi}"
    en = "Nothing is sent to this address: {reason_en}"
    status = 422
