"""THE DOOR of messaging."""

from motcua.platform.messaging.actions import deliver_due, mark_read, send, send_again, send_to_phone
from motcua.platform.messaging.contracts import (
    Channel,
    Delivered,
    Message,
    MessageState,
    MessageTemplate,
    MessageUnknown,
    ParametersMissing,
    TemplateUnknown,
    templates,
)
from motcua.platform.messaging.queries import DemoMessage, demo_outbox, inbox, message, troubled, unread

__all__ = [
    "Channel",
    "Delivered",
    "DemoMessage",
    "Message",
    "MessageState",
    "MessageTemplate",
    "MessageUnknown",
    "ParametersMissing",
    "TemplateUnknown",
    "deliver_due",
    "demo_outbox",
    "inbox",
    "mark_read",
    "message",
    "send",
    "send_again",
    "send_to_phone",
    "templates",
    "troubled",
    "unread",
]
