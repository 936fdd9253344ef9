"""Facts of the exchange that other rooms hear."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from motcua.kernel.events import event


@event("exchange.message.exchanged.v1", stream="message_id")
class MessageExchanged:
    """A message went through the gateway and is in its signed log. Told until v2, which says what the message means for its service."""

    message_id: str
    client: str
    service: str
    status: int
    took_ms: int
    at: datetime


@event("exchange.message.exchanged.v2", stream="request_id")
class MessageTold:
    """A message went through the gateway and is in its signed log, where ``request_id`` finds it.

    ``outcome`` is what it says of the service: ``answered``, ``refused`` (by the provider or by the exchange) or ``failed`` (the service
    could not answer); ``fault`` names the exchange's own error. ``status`` is that of the answer, ``took_ms`` milliseconds.
    """

    request_id: UUID
    message_id: str
    client: str
    service: str
    status: int
    fault: str
    outcome: str
    took_ms: int
    at: datetime


@event("exchange.system.linked.v1", stream="system")
class SystemLinked:
    """A declared system became connected (``linked``) or is so no longer.

    ``why``: ``answered`` and ``failing`` are proved by the call ``request_id``; ``lapsed`` (nothing was heard for too long) and
    ``removed`` (it is registered no more) have none.
    """

    system: str
    code: str
    linked: bool
    why: str
    request_id: str
    at: datetime


@event("exchange.right.granted.v1", stream="service")
class RightGranted:
    """A client may call a service, for a stated purpose."""

    service: str
    client: str
    method: str
    path: str
    purpose: str
    at: datetime


@event("exchange.right.revoked.v1", stream="service")
class RightRevoked:
    """A client may no longer call a service."""

    service: str
    client: str
    method: str
    path: str
    at: datetime


@event("exchange.config.changed.v1", stream="digest")
class ConfigChanged:
    """The gateways' configuration has a new version."""

    number: int
    digest: str
    at: datetime


@event("exchange.service.switched.v1", stream="service")
class ServiceSwitched:
    """A service was switched on or off; while it is off callers are told ``notice``."""

    service: str
    enabled: bool
    notice: str
    at: datetime


@event("exchange.participant.switched.v1", stream="participant")
class ParticipantSwitched:
    """A member with all its systems, or one system, was suspended (``active`` False), or takes part again."""

    participant: str
    active: bool
    at: datetime


@event("exchange.service.changed.v1", stream="service")
class ServiceChanged:
    """A service has a new version, described in its change log."""

    service: str
    version: str
    at: datetime


@event("exchange.sharing.moved.v1", stream="code")
class SharingMoved:
    """A data-sharing request took a step: asked, agreed, approved, refused, revoked… Units are empty for agencies outside the city."""

    code: str
    act: str
    state: str
    service: str
    client: str
    client_unit: str
    provider_unit: str
    at: datetime


@event("exchange.certificate.ending.v1", stream="client")
class CertificateEnding:
    """A certificate of a system ends within ``days`` days (30, 7 or 1); its owner puts the next one beside it before."""

    client: str
    sha256: str
    days: int
    not_after: datetime
    at: datetime


@event("exchange.maintenance.begun.v1", stream="scope")
class MaintenanceBegun:
    """The whole exchange rests; ``until`` is empty when nobody knows."""

    scope: str
    notice_vi: str
    notice_en: str
    until: str
    at: datetime


@event("exchange.maintenance.ended.v1", stream="scope")
class MaintenanceEnded:
    """The exchange works again."""

    scope: str
    at: datetime
