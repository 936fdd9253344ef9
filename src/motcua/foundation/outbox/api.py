"""THE DOOR of the outbox: publish facts, handle them, do commands once, read them in order."""

from motcua.foundation.outbox.actions import HANDLERS, Handler, do_once, drain, handles, once, publish, publish_history, replay
from motcua.foundation.outbox.contracts import (
    DeliveryUnknown,
    Drained,
    EventMeta,
    EventRecord,
    KeyReused,
    Lag,
    Once,
    ParkedDelivery,
)
from motcua.foundation.outbox.queries import horizon, lag, parked, read

__all__ = [
    "HANDLERS", "DeliveryUnknown", "Drained", "EventMeta", "EventRecord", "Handler", "KeyReused", "Lag", "Once", "ParkedDelivery",
    "do_once", "drain", "handles", "horizon", "lag", "once", "parked", "publish", "publish_history", "read", "replay",
]
