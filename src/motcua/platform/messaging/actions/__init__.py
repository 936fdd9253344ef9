"""Writes of messaging."""

from motcua.platform.messaging.actions.delivering import deliver_due, send_again
from motcua.platform.messaging.actions.sending import mark_read, send, send_to_phone

__all__ = ["deliver_due", "mark_read", "send", "send_again", "send_to_phone"]
