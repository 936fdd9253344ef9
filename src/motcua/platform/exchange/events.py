"""Facts of the exchange that other rooms hear."""

from __future__ import annotations

from datetime import datetime

from motcua.kernel.events import event


@event("exchange.message.exchanged.v1", stream="message_id")
class MessageExchanged:
    """A message went through the gateway and is in its signed log. ``status`` is that of the answer, ``took_ms`` milliseconds."""

    message_id: str
    client: str
    service: str
    status: int
    took_ms: int
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
