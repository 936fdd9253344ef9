"""What crosses the door of ``exchange``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from motcua.kernel.errors import NamedError
from motcua.platform.exchange.contracts.control import (
    CertificateInfo,
    ChangedMeanwhile,
    ChangeInfo,
    ClientInfo,
    CredentialInfo,
    Difference,
    FieldInfo,
    GatewayInfo,
    GroupInfo,
    MaintenanceInfo,
    MemberInfo,
    NewCredential,
    PeerInfo,
    RightDetail,
    ServiceDetail,
    ServiceHealth,
    SettingWrong,
    StillUsed,
    ThingUnknown,
    VersionInfo,
)
from motcua.platform.exchange.contracts.history import Changed, Kind, NotUndone, PastAct
from motcua.platform.exchange.contracts.setting import DeadLetter, EventRoomInfo, EventSubscription, EventTypeInfo, SettingInfo
from motcua.platform.exchange.contracts.sharing import (
    FourEyes,
    Limits,
    ReasonMissing,
    SharingAsk,
    SharingInfo,
    SharingState,
    SharingStepInfo,
)
from motcua.platform.exchange.contracts.suspending import Affected
from motcua.platform.exchange.contracts.watching import (
    ALL_CALLS,
    CallsAsked,
    Count,
    DayCount,
    Described,
    DescriptionRefused,
    FieldUse,
    Flow,
    Receiver,
    SandboxAnswer,
    Source,
    StampsWaiting,
    State,
)

MEMBER_CLASS = "GOV"
CITY_CODE = "H24"
REGISTER_CODE = "C06-sim"
ONE_STOP = "one-stop"
SANDBOX = "sandbox"
POPULATION = "population"
PERSONS = "persons"


class Outcome(StrEnum):
    """How a call ended: answered, refused by the provider or by the exchange, or failed: the service could not answer."""

    ANSWERED = "answered"
    REFUSED = "refused"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class ExchangeResponse:
    """A provider's answer. ``json`` is the body read as JSON, None when empty; ``took_ms`` is our side's waiting time."""

    status: int
    json: Any
    message_id: str
    request_id: str
    took_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One logged exchange. Sizes in bytes; ``seal_first`` to ``seal_last`` is the signed batch that covers it."""

    id: int
    request_id: UUID
    message_id: str
    client: str
    service: str
    method: str
    status: int
    fault: str
    outcome: Outcome
    took_ms: int
    at: datetime
    issue: str
    purpose: str
    has_user: bool
    request_size: int
    response_size: int
    request_hash: str
    seq: int
    key_id: str
    seal_first: int
    seal_last: int
    seal_root: str


@dataclass(frozen=True, slots=True)
class RightInfo:
    """Who may call a service, with which method and path; ``client_vi`` and ``client_en`` name the client's owner and its system.

    ``fields`` are the paths that pass to it (none: all), ``valid_until`` the instant from which on nothing does (None: no end).
    """

    client: str
    method: str
    path: str
    purpose: str
    client_vi: str = ""
    client_en: str = ""
    fields: tuple[str, ...] = ()
    valid_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceInfo:
    """A registered service with its rights.

    ``personal``: the personal data that it tells, in both languages; empty where it tells none, None where nobody described it.
    ``contexts``: the paths at which clients of the LGSP dialect find it. ``suspended``: whoever provides it takes no part now.
    """

    id: str
    name_vi: str
    name_en: str
    provider_vi: str
    provider_en: str
    type: str
    enabled: bool
    notice: str
    timeout_s: float
    rights: tuple[RightInfo, ...]
    personal: tuple[tuple[str, str], ...] | None = None
    contexts: tuple[str, ...] = ()
    suspended: bool = False

    def name(self, language: str) -> str:
        """The name in ``vi`` or ``en``."""
        return (self.name_en or self.name_vi) if language == "en" else self.name_vi


@dataclass(frozen=True, slots=True)
class GatewayState:
    """Whether the gateway answers and keeps its log, and what was found when the log was last checked.

    ``stamps`` is None where no time-stamping authority is set, or nobody answers.
    """

    answers: bool
    ready: bool
    config_current: bool
    last_seq: int
    checked_at: datetime | None
    problem: str
    stamps: StampsWaiting | None = None


@dataclass(frozen=True, slots=True)
class Collected:
    """What one reading of the gateway's log brought; ``problem`` names what did not verify."""

    messages: int
    problem: str = ""


class GatewayUnreachable(NamedError):
    """No gateway answers."""

    code: ClassVar[str] = "exchange.unreachable"
    vi: ClassVar[str] = "Trục liên thông dữ liệu chưa trả lời. Bạn tự điền thông tin và tiếp tục được."
    en: ClassVar[str] = "The data exchange does not answer. You can type the details and go on."
    status: ClassVar[int] = 503


class ServiceRefused(NamedError):
    """The exchange could not deliver the call; ``fault`` is its code, ``detail`` the id in the message log."""

    code: ClassVar[str] = "exchange.service_refused"
    vi: ClassVar[str] = "Dịch vụ {service} chưa trả lời được ({fault}, mã tra cứu {detail}). Bạn tự điền thông tin và tiếp tục được."
    en: ClassVar[str] = "Service {service} could not answer ({fault}, look-up id {detail}). You can type the details and go on."
    status: ClassVar[int] = 502


class AnswerUnreadable(NamedError):
    """The provider's answer is not what it promised."""

    code: ClassVar[str] = "exchange.answer_unreadable"
    vi: ClassVar[str] = "Dịch vụ {service} trả lời sai khuôn dạng (mã tra cứu {detail}). Bạn tự điền thông tin và tiếp tục được."
    en: ClassVar[str] = "Service {service} answered in a wrong form (look-up id {detail}). You can type the details and go on."
    status: ClassVar[int] = 502


class ServiceUnknown(NamedError):
    """No such service, subsystem or member is registered."""

    code: ClassVar[str] = "exchange.service_unknown"
    vi: ClassVar[str] = "{name} chưa được đăng ký trên trục liên thông."
    en: ClassVar[str] = "{name} is not registered with the exchange."
    status: ClassVar[int] = 404


class RegistrationRefused(NamedError):
    """A registration that the gateway could not use; ``why`` names the reason for the operator."""

    code: ClassVar[str] = "exchange.registration_refused"
    vi: ClassVar[str] = "Không đăng ký được {name}: {why}"
    en: ClassVar[str] = "{name} cannot be registered: {why}"
    status: ClassVar[int] = 422


class UserRefused(NamedError):
    """The person on whose behalf a call is made is not given as ``VN`` and twelve digits."""

    code: ClassVar[str] = "exchange.user_refused"
    vi: ClassVar[str] = "Người thực hiện cuộc gọi phải được ghi là VN và 12 chữ số định danh."
    en: ClassVar[str] = "The person behind a call must be given as VN and the 12-digit personal number."
    status: ClassVar[int] = 422


class MessageUnknown(NamedError):
    """No logged message of that id."""

    code: ClassVar[str] = "exchange.message_unknown"
    vi: ClassVar[str] = "Không có cuộc gọi nào mang mã {request_id}."
    en: ClassVar[str] = "There is no call with the id {request_id}."
    status: ClassVar[int] = 404


__all__ = [
    "ALL_CALLS",
    "CITY_CODE",
    "MEMBER_CLASS",
    "ONE_STOP",
    "PERSONS",
    "POPULATION",
    "REGISTER_CODE",
    "SANDBOX",
    "Affected",
    "AnswerUnreadable",
    "CallsAsked",
    "CertificateInfo",
    "ChangeInfo",
    "Changed",
    "ChangedMeanwhile",
    "ClientInfo",
    "Collected",
    "Count",
    "CredentialInfo",
    "DayCount",
    "DeadLetter",
    "Described",
    "DescriptionRefused",
    "Difference",
    "EventRoomInfo",
    "EventSubscription",
    "EventTypeInfo",
    "ExchangeResponse",
    "FieldInfo",
    "FieldUse",
    "Flow",
    "FourEyes",
    "GatewayInfo",
    "GatewayState",
    "GatewayUnreachable",
    "GroupInfo",
    "Kind",
    "Limits",
    "MaintenanceInfo",
    "MemberInfo",
    "Message",
    "MessageUnknown",
    "NewCredential",
    "NotUndone",
    "Outcome",
    "PastAct",
    "PeerInfo",
    "ReasonMissing",
    "Receiver",
    "RegistrationRefused",
    "RightDetail",
    "RightInfo",
    "SandboxAnswer",
    "ServiceDetail",
    "ServiceHealth",
    "ServiceInfo",
    "ServiceRefused",
    "ServiceUnknown",
    "SettingInfo",
    "SettingWrong",
    "SharingAsk",
    "SharingInfo",
    "SharingState",
    "SharingStepInfo",
    "Source",
    "StampsWaiting",
    "State",
    "StillUsed",
    "ThingUnknown",
    "UserRefused",
    "VersionInfo",
]
