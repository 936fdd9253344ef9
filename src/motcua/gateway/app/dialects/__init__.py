"""Front dialects: ways in which callers speak to one and the same core."""

from __future__ import annotations

from typing import Protocol

from motcua.gateway.app.http import Request, Response
from motcua.gateway.core.directory import Directory
from motcua.gateway.core.message import Message
from motcua.gateway.protocol.faults import Fault
from motcua.gateway.protocol.messages import Header


class Dialect(Protocol):
    """How one kind of caller writes a request and reads answers and errors."""

    def speaks(self, request: Request, directory: Directory) -> bool:
        """Whether the request is written in this dialect; asked of every request, so it looks at as little as it can.

        The first of the gateway's dialects that says so takes it.
        """
        ...

    def answer_itself(self, request: Request, directory: Directory) -> Response | None:
        """The answer to what is no call to a provider (lists, tokens), None for calls; raises Fault."""
        ...

    def understand(self, request: Request, directory: Directory) -> Message:
        """The message behind the request; raises Fault."""
        ...

    def own_headers(self, message: Message) -> list[Header]:
        """The headers that the gateway adds to an answer."""
        ...

    def refuse(self, request: Request, directory: Directory, fault: Fault, message: Message | None) -> Response:
        """The answer that tells the caller of an error of the exchange."""
        ...
