"""What crosses the door of messaging."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from string import Formatter
from typing import Any
from uuid import UUID

from motcua.kernel.errors import NamedError
from motcua.kit.registry import Registry


class Channel(StrEnum):
    """How a message reaches a person."""

    INAPP = "inapp"
    EMAIL = "email"
    SMS = "sms"


class MessageState(StrEnum):
    """States of one message on one channel."""

    QUEUED = "queued"
    SENDING = "sending"  # handed to the port; the answer is not known yet
    SENT = "sent"
    UNKNOWN = "unknown"  # we stopped while the port had it: it may have arrived, so it is not sent again by itself
    FAILED = "failed"
    SKIPPED = "skipped"  # no address


class Delivery(StrEnum):
    """What the provider reported of a message that it had taken; empty until it reports."""

    NONE = ""
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"  # the number does not exist, or does not take it
    EXPIRED = "expired"  # the telephone was not reached in time


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageTemplate:
    """Texts of a message in both languages. Texts take named parameters: ``{dossier_code}``. Empty ``sms_*``: the subject is sent.

    ``link`` is a path with parameters (``/ho-so/{dossier_code}/``), shown as a link in the inbox and appended elsewhere. ``topic``: what
    its reader may choose about it; without one it always comes.
    """

    key: str
    subject_vi: str
    subject_en: str
    body_vi: str
    body_en: str
    sms_vi: str = ""
    sms_en: str = ""
    link: str = ""
    topic: str = ""

    def __post_init__(self) -> None:
        pairs = ((self.subject_vi, self.subject_en), (self.body_vi, self.body_en), (self.sms_vi, self.sms_en))
        if any(fields_of(vi) != fields_of(en) for vi, en in pairs):
            msg = f"{self.key}: the two languages name different parameters"
            raise ValueError(msg)

    @property
    def parameters(self) -> frozenset[str]:
        """All parameters that a sender must give."""
        texts = (self.subject_vi, self.body_vi, self.sms_vi, self.link)
        return frozenset().union(*(fields_of(text) for text in texts))


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageTopic:
    """Messages of one kind, of which the reader may switch off ``channels``; ``audience`` is citizen or officer."""

    key: str
    label_vi: str
    label_en: str
    audience: str
    channels: tuple[Channel, ...]
    purpose: str = ""  # the consent on whose ground such messages are sent; empty when they rest on a dossier or a duty


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicChoice:
    """A channel of a topic and whether the person wants it."""

    topic: MessageTopic
    channel: Channel
    wanted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedMessage:
    """A message with its parameters filled in."""

    subject_vi: str
    subject_en: str
    body_vi: str
    body_en: str
    sms: str
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message on one channel, as its reader or an operator sees it."""

    message_id: UUID
    to_person_id: UUID | None
    channel: Channel
    template: str
    subject_vi: str
    subject_en: str
    body_vi: str
    body_en: str
    link: str
    state: MessageState
    created_at: datetime
    sent_at: datetime | None
    read_at: datetime | None
    segments: int = 0
    delivery: Delivery = Delivery.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """What one round of delivery did."""

    sent: int = 0
    failed: int = 0
    unknown: int = 0


class TemporaryFailure(Exception):
    """A port did not take the message for certain: trying again later cannot double it."""


class PermanentFailure(Exception):
    """A port refused the message for good: no number, or a text that may not be sent."""


class TemplateUnknown(NamedError):
    """No room registered this template."""

    code = "messaging.template_unknown"
    vi = "Không có mẫu thông báo “{key}”."
    en = "There is no message template “{key}”."
    status = 500


class ParametersMissing(NamedError):
    """The sender left out parameters of the template."""

    code = "messaging.parameters_missing"
    vi = "Thiếu thông tin để soạn thông báo “{key}”: {names}."
    en = "Parameters are missing for the message “{key}”: {names}."
    status = 500


class MessageUnknown(NamedError):
    """No such message in this person's inbox."""

    code = "messaging.unknown"
    vi = "Không có thông báo này trong hộp thư của bạn."
    en = "There is no such message in your inbox."
    status = 404


class ReportUnbelieved(NamedError):
    """A delivery report whose signature or time is wrong."""

    code = "messaging.report_unbelieved"
    vi = "Báo cáo gửi tin không có chữ ký đúng hoặc đã quá lâu."
    en = "The delivery report is not signed correctly, or is too old."
    status = 401


class ReportUnreadable(NamedError):
    """A delivery report without the fields it must have."""

    code = "messaging.report_unreadable"
    vi = "Không đọc được báo cáo gửi tin: {field}."
    en = "The delivery report cannot be read: {field}."
    status = 400


topics: Registry[MessageTopic] = Registry(key=lambda topic: topic.key)
"""What people may choose about messages, added in ``apps.ready()`` of the room that writes them."""

templates: Registry[MessageTemplate] = Registry(key=lambda template: template.key)
"""Templates of all rooms, added in their ``apps.ready()``."""


def fields_of(text: str) -> frozenset[str]:
    """Names of the parameters in a text; ValueError for anything but plain names (no attributes, indexes or formats)."""
    names = set()
    for _, name, spec, conversion in Formatter().parse(text):
        if name is None:
            continue
        if not name.isidentifier() or spec or conversion:
            msg = f"{{{name}}} is not a plain parameter"
            raise ValueError(msg)
        names.add(name)
    return frozenset(names)


Parameters = Mapping[str, Any]
