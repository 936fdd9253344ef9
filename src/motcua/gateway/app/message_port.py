"""The port at which other security servers send messages (mutual TLS): answers leave it signed."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import ssl
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from motcua.gateway.app.callers_tls import Stamps, stamps
from motcua.gateway.app.carriers.peer import server_tls
from motcua.gateway.app.dialects.peer import PeerDialect
from motcua.gateway.app.exchange import Exchange
from motcua.gateway.app.http import Request, Response
from motcua.gateway.app.server import Connection
from motcua.gateway.core.body import Spool
from motcua.gateway.core.peering import SIGNATURE, carried, sign_answer
from motcua.gateway.core.replays import Replays
from motcua.gateway.protocol import messages
from motcua.gateway.protocol.config import Limits, MessagePort

logger = logging.getLogger("motcua.gateway")
_BACKLOG = 256
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
    workers: int

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


class PeerListener:
    """The sockets of the message port. They follow the configuration: a new port or new certificates need no restart.

    ``problem`` says why the port that is wanted is not open; what was open before stays so, and ``retry`` tries again.
    """

    def __init__(self, process: Process) -> None:
        self._process = process
        self.wanted: MessagePort | None = None
        self.port: MessagePort | None = None
        self.problem = ""
        self._host = ""
        self._stamps: Stamps = ()
        self._sockets: list[socket.socket] = []
        self._servers: list[asyncio.Server] = []
        self._serving: set[asyncio.Task[None]] = set()
        self._turn = asyncio.Lock()

    async def open(self, host: str, port: MessagePort | None) -> None:
        """Listen at the start of the process. OSError (also of TLS) when that cannot be."""
        self._host, self.wanted = host, port
        self._bind(port)
        await asyncio.gather(*self._serving)

    def take(self, port: MessagePort | None) -> MessagePort | None:
        """Want this port from now on; the one that is open afterwards. Before ``open`` nothing is opened."""
        self.wanted, self.problem = port, ""
        if self._host and (port != self.port or self._renewed):
            try:
                self._bind(port)
            except OSError as error:
                self.problem = f"the message port cannot be opened, the rest holds: {error}"
                logger.error("%s", self.problem)  # noqa: TRY400 - the sentence says all
        return self.port if self._host else port

    def follow(self) -> bool:
        """Try once more what could not be opened, and take over certificates renewed in their files; whether something is new now."""
        due = bool(self.problem) or self._renewed
        return due and self.take(self.wanted) == self.wanted and not self.problem

    @property
    def _renewed(self) -> bool:
        """Whether the files of the open port were written anew, or are just being written."""
        try:
            return self._stamps != _stamps(self.port)
        except OSError:
            return True

    def close(self) -> None:
        """Accept no more."""
        for task in self._serving:
            task.cancel()
        for server in self._servers:
            server.close()
        for one in self._sockets:
            one.close()
        self._servers, self._sockets = [], []

    def _bind(self, port: MessagePort | None) -> None:
        """Certificates are read and sockets bound at once, so that all of it works or nothing has changed."""
        found, context = _stamps(port), None if port is None else server_tls(port)
        if port is None or self.port is None or port.port != self.port.port:
            fresh = [] if port is None else _listening(self._host, port.port, shared=bool(self._process.workers))
            before, self._sockets = self._sockets, fresh
            for one in before:
                one.close()
        self.port, self._stamps = port, found
        task = asyncio.get_running_loop().create_task(self._serve(context))
        self._serving.add(task)
        task.add_done_callback(self._serving.discard)

    async def _serve(self, context: ssl.SSLContext | None) -> None:
        """Accept with these certificates on copies of the sockets: callers that wait at them do not notice the change."""
        host = MessageHost(self._process)
        async with self._turn:
            before, self._servers = self._servers, []
            if context is not None:
                make, copies = asyncio.get_running_loop().create_server, [one.dup() for one in self._sockets]
                self._servers = [await make(lambda: Connection(host), sock=copy, ssl=context, backlog=_BACKLOG) for copy in copies]
            for server in before:
                server.close()


def _stamps(port: MessagePort | None) -> Stamps:
    return stamps(port.certificate, port.key, port.trusted) if port else ()


def _listening(host: str, port: int, *, shared: bool) -> list[socket.socket]:
    """Sockets that listen at every address of a host; OSError when one cannot."""
    opened: list[socket.socket] = []
    with contextlib.ExitStack() as undo:
        for family, kind, proto, _, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE):
            one = undo.enter_context(socket.socket(family, kind, proto))
            one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if shared:
                one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            if family == socket.AF_INET6:
                one.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            one.bind(address)
            one.listen(_BACKLOG)
            one.setblocking(False)
            opened.append(one)
        undo.pop_all()
    return opened
