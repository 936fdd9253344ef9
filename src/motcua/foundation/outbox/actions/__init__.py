"""Writes of the outbox: publish, do once, replay (``publishing``), deliver (``draining``)."""

from motcua.foundation.outbox.actions.draining import HANDLERS, Handler, drain, handles
from motcua.foundation.outbox.actions.publishing import CHANNEL, once, publish, publish_history, replay

__all__ = ["CHANNEL", "HANDLERS", "Handler", "drain", "handles", "once", "publish", "publish_history", "replay"]
