"""The port at which other security servers send messages (mutual TLS): answers leave it signed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from motcua.gateway.app.call import now_ms
from motcua.gateway.app.dialects.peer import PeerDialect
from motcua.gateway.app.exchange import Exchange
from motcua.gateway.app.http import Request, Response
from motcua.gateway.app.server import Connection
from motcua.gateway.core.body import Spool
from motcua.gateway.core.peering import SIGNATURE, SKEW_MS, carried, sign_answer
from motcua.gateway.protocol import messages
from motcua.gateway.protocol.config import Limits
from motcua.gateway.protocol.identifiers import ClientId
from motcua.gateway.protocol.logfile import ArchivedError, read_batches
from motcua.gateway.protocol.record import Record, decode_record

_LOOK_BACK = 20_000  # records: more than two minutes of any one server's calls
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
        self._process, self._dialect = process, PeerDialect()
        self._remember(process.data)
        self.connections, self.spool = process.connections, process.spool

    def _remember(self, data: Path) -> None:
        """What came in the last minutes stands in the log: a restart does not let it be sent again."""
        since = now_ms() - 2 * SKEW_MS
        behind = self._process.exchange.directory.behind
        for record in _latest(data, last=self._process.exchange.journal.writer.last):
            server = behind.get(ClientId.parse(record.client))
            if server is not None and record.request_in_ms >= since:
                self._dialect.seen.remember(server.id, record.request_id, at_ms=record.request_in_ms)

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


def _latest(data: Path, *, last: int) -> Iterator[Record]:
    """The newest records of the log that are not in an archive yet."""
    after = max(0, last - _LOOK_BACK)
    while True:
        try:
            for raws, _ in read_batches(data, after=after):
                yield from map(decode_record, raws)
        except ArchivedError as error:
            after = error.through
            continue
        return
