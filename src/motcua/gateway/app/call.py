"""One call in progress, and the instants of its journey."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from motcua.gateway.core.directory import Grant, Route
from motcua.gateway.core.message import Message
from motcua.gateway.protocol.messages import Header

if TYPE_CHECKING:
    from motcua.gateway.app.traces import Journey


class Call:
    """A message on its way. ``route`` leads to its service, ``grant`` is the right that lets it pass, ``forwarded`` the target there.

    Instants are in Unix ms. ``headers`` are those that are sent on: the message's own unless the gateway has to change one, while
    ``message.head`` (what is hashed and logged) stays as it was received. ``told`` are headers of the gateway's own for the answer;
    ``variant`` names another address of the service than the ordinary one (``canary``, ``sandbox``). ``translator`` is the fingerprint
    of the declaration that turned the message into another one, ``journey`` are its spans while tracing is on, ``handed_to`` the
    security server behind which the provider lives when that is another.
    """

    __slots__ = (
        *("fault", "fault_string", "forwarded", "grant", "handed_to", "headers", "journey", "message", "request_out", "response_in"),
        *("route", "told", "translator", "variant"),
    )

    def __init__(self, message: Message, journey: Journey | None = None) -> None:
        self.message, self.journey = message, journey
        self.headers: list[Header] = message.headers
        self.told: list[Header] = []
        self.variant: str | None = None
        self.route: Route | None = None
        self.grant: Grant | None = None
        self.forwarded: str | None = None
        self.translator: str | None = None
        self.handed_to: str | None = None
        self.request_out: int | None = None
        self.response_in: int | None = None
        self.fault: str | None = None
        self.fault_string: str | None = None


def now_ms() -> int:
    """Now in Unix milliseconds."""
    return time.time_ns() // 1_000_000
