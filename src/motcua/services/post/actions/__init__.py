"""Writes of the room."""

from motcua.services.post.actions.choosing import attach, choose, choose_for_draft, end, forget, make_ready
from motcua.services.post.actions.handing import hand_over, order_due
from motcua.services.post.actions.hearing import ask_due, receive_event

__all__ = [
    "ask_due", "attach", "choose", "choose_for_draft", "end", "forget", "hand_over", "make_ready", "order_due", "receive_event",
]
