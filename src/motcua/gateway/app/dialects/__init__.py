"""Front dialects: ways in which callers speak to one and the same core."""

from __future__ import annotations

from typing import Protocol

from motcua.gateway.app.http import Request, Response
from motcua.gateway.core.message import Message
from motcua.gateway.protocol.config import Config
from motcua.gateway.protocol.faults import Fault
from motcua.gateway.protocol.messages import Header


class Dialect(Protocol):
    """How one kind of caller writes a request and reads answers and errors."""

    def speaks(self, request: Request) -> bool:
        """Whether the request is written in this dialect; the first of the gateway's dialects that says so takes it."""
        ...

    def understand(self, request: Request, config: Config) -> Message:
        """The message behind the request; raises Fault."""
        ...

    def own_headers(self, message: Message) -> list[Header]:
        """The headers that the gateway adds to an answer."""
        ...

    def refuse(self, request: Request, config: Config, fault: Fault, message: Message | None) -> Response:
        """The answer that tells the caller of an error of the exchange."""
        ...
