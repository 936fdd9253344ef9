"""One call in progress, and the instants of its journey."""

from __future__ import annotations

import time

from motcua.gateway.core.directory import Grant
from motcua.gateway.core.message import Message


class Call:
    """A message on its way. ``grant`` is the right that lets it pass, ``forwarded`` the target at the provider; instants in Unix ms."""

    __slots__ = ("fault", "forwarded", "grant", "message", "request_out", "response_in")

    def __init__(self, message: Message) -> None:
        self.message = message
        self.grant: Grant | None = None
        self.forwarded: str | None = None
        self.request_out: int | None = None
        self.response_in: int | None = None
        self.fault: str | None = None


def now_ms() -> int:
    """Now in Unix milliseconds."""
    return time.time_ns() // 1_000_000
