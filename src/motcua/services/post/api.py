"""THE DOOR of the room."""

from motcua.services.post.actions import (
    ask_due,
    attach,
    choose,
    choose_for_draft,
    end,
    forget,
    hand_over,
    make_ready,
    order_due,
    receive_event,
)
from motcua.services.post.queries import fee, of_dossier, of_draft, of_shown, offered, waiting

__all__ = [
    "ask_due",
    "attach",
    "choose",
    "choose_for_draft",
    "end",
    "fee",
    "forget",
    "hand_over",
    "make_ready",
    "of_dossier",
    "of_draft",
    "of_shown",
    "offered",
    "order_due",
    "receive_event",
    "waiting",
]
