"""Writes of messaging."""

from motcua.platform.messaging.actions.choosing import choose_topics
from motcua.platform.messaging.actions.delivering import deliver_due, send_again
from motcua.platform.messaging.actions.reporting import receive_report
from motcua.platform.messaging.actions.sending import mark_read, mark_seen, send, send_to_officer, send_to_phone

__all__ = [
    "choose_topics", "deliver_due", "mark_read", "mark_seen", "receive_report", "send", "send_again", "send_to_officer", "send_to_phone",
]
