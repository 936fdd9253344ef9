"""Writes of the outbox: publish, do once, replay (``publishing``), deliver (``draining``)."""

from motcua.foundation.outbox.actions.draining import HANDLERS, Handler, drain, handles
from motcua.foundation.outbox.actions.publishing import CHANNEL, do_once, once, publish, publish_history, replay

__all__ = ["CHANNEL", "HANDLERS", "Handler", "do_once", "drain", "handles", "once", "publish", "publish_history", "replay"]
