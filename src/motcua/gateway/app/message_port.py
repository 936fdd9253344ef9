"""The port at which other security servers send messages (mutual TLS): answers leave it signed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Protocol

from motcua.gateway.app.dialects.peer import PeerDialect
from motcua.gateway.app.exchange import Exchange
from motcua.gateway.app.http import Request, Response
from motcua.gateway.app.server import Connection
from motcua.gateway.core.body import Spool
from motcua.gateway.core.peering import SIGNATURE, carried, sign_answer
from motcua.gateway.core.replays import Replays
from motcua.gateway.protocol import messages
from motcua.gateway.protocol.config import Limits

_ENVELOPE_BYTES = 16 * 1024  # of a head, beyond what callers may send


class Process(Protocol):
    """What the port needs of the process around it."""

    connections: set[Connection]
    data: Path
    spool: Spool
    closing: bool
    ending: bool
    limits: Limits
    exchange: Exchange

    def refresh(self) -> None:
        """Take over a changed configuration."""
        ...


class MessageHost:
    """The host of connections from other security servers."""

    def __init__(self, process: Process) -> None:
        self._process, self._dialect = process, PeerDialect(Replays(process.data / "replays"))
        self.connections, self.spool = process.connections, process.spool

    @property
    def closing(self) -> bool:
        """Whether the process takes nothing new."""
        return self._process.closing

    @property
    def ending(self) -> bool:
        """Whether connections at rest are closed."""
        return self._process.ending

    @property
    def limits(self) -> Limits:
        """The bounds in force, with room for the envelope."""
        limits = self._process.limits
        return replace(limits, header_bytes=limits.header_bytes + _ENVELOPE_BYTES)

    async def handle(self, request: Request) -> Response:
        """The signed answer to a message."""
        self._process.refresh()
        exchange = self._process.exchange
        response = await exchange.answer(request, dialect=self._dialect)
        response.headers = carried(response.headers)
        head = messages.response_head(status=response.status, reason=response.reason, headers=response.headers)
        question = messages.find(request.headers, SIGNATURE) or ""
        signature = sign_answer(exchange.journal.writer.key, question=question, head=head, body_digest=response.body.digest())
        response.headers = [*response.headers, (SIGNATURE, signature)]
        return response
