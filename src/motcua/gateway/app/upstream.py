"""The gateway's own HTTP/1.1 client: pooled connections per provider, bounded answers, one safe retry on a stale connection."""

from __future__ import annotations

import asyncio
import logging
import ssl
import time
from collections import deque
from collections.abc import Sequence
from typing import Any, cast

import httptools

from motcua.gateway.app.http import WITH_BODY, Response, request_head
from motcua.gateway.core.body import NOTHING, Body, Spool, SpoolError
from motcua.gateway.core.gate import Gate
from motcua.gateway.protocol.faults import LOGGING_FAILED, Fault
from motcua.gateway.protocol.messages import Header
from motcua.kernel.public_addresses import may_reach

Origin = tuple[str, str, int]
_SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"})
_REUSE_S = 15.0  # common servers keep an idle connection for at least so long
_REUSE_UNSAFE_S = 2.0  # a POST cannot be repeated, so it takes a connection only while it is certainly fresh
_INTERIM = 200
_LOOK_S = 0.05  # how late, at the most, a provider's time is found to be over
logger = logging.getLogger("motcua.gateway")


class ConnectFailed(Exception):
    """No connection to the provider."""


class Interrupted(Exception):
    """The connection ended before a whole answer; ``clean`` when not one octet of it had come."""

    def __init__(self, *, clean: bool) -> None:
        super().__init__("interrupted")
        self.clean = clean


class InvalidAnswer(Exception):
    """What came back is not an HTTP answer."""


class AnswerTooLarge(Exception):
    """The answer is longer than the gateway may hold."""


class _Connection(asyncio.Protocol):
    """One connection to a provider, one request at a time."""

    def __init__(self, spool: Spool | None) -> None:
        self.transport: asyncio.Transport | None = None
        self.spool = spool
        self.idle_since = 0.0
        self.until = 0.0  # by the loop's clock: when the answer in hand is no longer waited for
        self.reusable = False
        self.closed = False
        self._waiter: asyncio.Future[Response] | None = None
        self._parser = httptools.HttpResponseParser(self)
        self._method, self._limit = "", 0
        self._writable = asyncio.Event()
        self._writable.set()
        self._sending = self._doubtful = False
        self._loop = asyncio.get_running_loop()
        self._reset()

    def _reset(self) -> None:
        self._headers: list[Header] = []
        self._body = NOTHING
        self._reason = ""
        self._started = self._headed = False

    # transport
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        if self._waiter is None or self._waiter.done():
            self.close()  # octets that nobody asked for: the connection cannot be trusted any more
            return
        self._started = True
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade):
            self._fail(InvalidAnswer())

    def connection_lost(self, exc: Exception | None) -> None:
        self.closed = True
        self._writable.set()
        until_close = self._headed and exc is None and not self._framed()
        if until_close:
            self._finish(reusable=False)
        else:
            self._fail(Interrupted(clean=not self._started))

    def pause_writing(self) -> None:
        self._writable.clear()

    def resume_writing(self) -> None:
        self._writable.set()

    def _framed(self) -> bool:
        return any(name.lower() in {"content-length", "transfer-encoding"} for name, _ in self._headers)

    # parser
    def on_message_begin(self) -> None:
        if self._waiter is None or self._waiter.done():  # a second answer behind the first: what follows it would be taken for the next
            self._headers = []
            self.close()

    def on_status(self, status: bytes) -> None:
        self._reason += status.decode("latin-1")

    def on_header(self, name: bytes, value: bytes) -> None:
        self._headers.append((name.decode("latin-1"), value.decode("latin-1")))

    def on_headers_complete(self) -> None:
        if self._status() < _INTERIM:
            return
        self._headed = True
        if self._method == "HEAD":  # the parser would wait for a body that never comes
            self._finish(reusable=False)

    def on_body(self, body: bytes) -> None:
        if self._waiter is None or self._waiter.done():
            return  # what a provider sends after it has been given up
        if self._body is NOTHING:
            self._body = Body(self.spool)
        if len(self._body) + len(body) > self._limit:
            self._fail(AnswerTooLarge())
            return
        try:
            self._body.add(body)
        except SpoolError as error:
            logger.error("an answer cannot be kept: %s", error)  # noqa: TRY400 - the disk is full, the place does not matter
            self._fail(Fault(LOGGING_FAILED, "The security server cannot hold the answer at present"))

    def on_message_complete(self) -> None:
        if not self._headed:
            self._reset()  # 100 Continue and the like
            return
        self._finish(reusable=self._parser.should_keep_alive())

    def _status(self) -> int:
        status: int = self._parser.get_status_code()
        return status

    def _finish(self, *, reusable: bool) -> None:
        if self._waiter is not None and not self._waiter.done():
            self.reusable = reusable and not self._sending and not self._doubtful
            self._waiter.set_result(Response(self._status(), self._headers, self._body, self._reason))
            self._body = NOTHING  # handed over: whoever has the answer closes it
            self._writable.set()

    def _fail(self, error: Exception) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_exception(error)
        self.close()

    def give_up(self) -> None:
        """The time is over."""
        self._fail(TimeoutError())

    def close(self) -> None:
        self.closed = True
        self._body.close()
        if self.transport is not None:
            self.transport.abort()

    async def exchange(self, head: bytes, body: Body, *, method: str, limit: int) -> Response:
        """Send a request and wait for its answer; afterwards ``reusable`` says whether another may follow."""
        self._reset()
        self._method, self._limit, self.reusable = method, limit, False
        # Some providers do not read the body of a GET: they would take it for a request, and its answer would go to the next caller.
        self._doubtful = bool(body) and method not in WITH_BODY
        waiter: asyncio.Future[Response] = self._loop.create_future()
        self._waiter = waiter
        if self.transport is None or self.transport.is_closing():
            raise Interrupted(clean=True)
        try:
            if body.in_memory:
                self.transport.write(head + bytes(body) if body else head)
            else:
                self.transport.write(head)
                await self._send(self.transport, body, waiter)
            return await waiter
        finally:
            self._waiter = None

    async def _send(self, transport: asyncio.Transport, body: Body, waiter: asyncio.Future[Response]) -> None:
        """The body, no faster than the provider reads; no further once it has answered or gone."""
        self._sending = True
        for piece in body.chunks():
            transport.write(piece)
            if not self._writable.is_set():
                await self._writable.wait()
            if waiter.done():
                return
        self._sending = False


class Pool:
    """Connections to one provider; at most ``size`` at once, the most recently used first."""

    def __init__(
        self,
        origin: Origin,
        *,
        size: int,
        connect_s: float,
        verify_tls: bool,
        networks: Sequence[str] = (),
        spool: Spool | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.origin, self.connect_s, self.networks, self.spool = origin, connect_s, networks, spool
        self._idle: deque[_Connection] = deque()
        self._size, self._gate = size, Gate()
        self._loop = asyncio.get_running_loop()
        self._busy: set[_Connection] = set()
        self._watching = self._closed = False
        self._tls = tls
        if origin[0] == "https" and tls is None:
            self._tls = ssl.create_default_context()
            if not verify_tls:  # the operator said so for this service, as X-Road allows
                self._tls.check_hostname = False
                self._tls.verify_mode = ssl.CERT_NONE

    async def send(
        self, *, method: str, target: str, host: str, headers: list[Header], body: Body | bytes, limit: int, timeout_s: float
    ) -> Response:
        """One request, one answer; repeated once when a reused connection had gone and repeating does no harm.

        The answer's body waits in the spool. ConnectFailed, Interrupted, InvalidAnswer, AnswerTooLarge, TimeoutError when the whole took
        longer than ``timeout_s`` (seconds); Fault when the body cannot be kept.
        """
        body = Body.of(body)
        head = request_head(method=method, target=target, host=host, headers=headers, length=len(body))
        until = self._loop.time() + timeout_s
        if not self._gate.walk_in(self._size) and not await self._gate.enter(self._size, patience_s=timeout_s):
            raise TimeoutError
        try:
            connection = self._take(method)
            if connection is not None:
                connection.until = until
                try:
                    return await self._on(connection, head, body, method, limit)
                except Interrupted as error:
                    if not error.clean or method not in _SAFE:
                        raise
            connection = await self._connect(until)
            connection.until = until
            return await self._on(connection, head, body, method, limit)
        finally:
            self._gate.leave()

    async def _on(self, connection: _Connection, head: bytes, body: Body, method: str, limit: int) -> Response:
        kept = False
        self._busy.add(connection)
        if not self._watching:
            self._watching = True
            self._loop.call_later(_LOOK_S, self._look)
        try:
            response = await connection.exchange(head, body, method=method, limit=limit)
            if connection.reusable and not connection.closed and not self._closed:
                connection.idle_since = time.monotonic()
                self._idle.append(connection)
                kept = True
        except SpoolError:
            logger.exception("a request body cannot be read back")
            raise Fault(LOGGING_FAILED, "The security server cannot read the message back") from None
        finally:
            self._busy.discard(connection)
            if not kept:
                connection.close()
        return response

    def _look(self) -> None:
        """One look at all that wait: a timer for each call would cost more than the call."""
        now = self._loop.time()
        for connection in [c for c in self._busy if c.until <= now]:
            connection.give_up()
        self._watching = bool(self._busy)
        if self._watching:
            self._loop.call_later(_LOOK_S, self._look)

    def _take(self, method: str) -> _Connection | None:
        fresh_s = _REUSE_S if method in _SAFE else _REUSE_UNSAFE_S
        while self._idle:
            connection = self._idle.pop()
            usable = not connection.closed and connection.transport is not None and not connection.transport.is_closing()
            if usable and time.monotonic() - connection.idle_since < fresh_s:
                return connection
            connection.close()
        return None

    async def _connect(self, until: float) -> _Connection:
        scheme, host, port = self.origin
        loop = self._loop
        extra: dict[str, Any] = {"ssl": self._tls, "server_hostname": host} if scheme == "https" else {}
        try:
            async with asyncio.timeout_at(min(until, loop.time() + self.connect_s)):
                _, connection = await loop.create_connection(lambda: _Connection(self.spool), host, port, **extra)
        except (OSError, ssl.SSLError) as error:
            if isinstance(error, TimeoutError) and loop.time() >= until:
                raise
            raise ConnectFailed from error
        # Whatever the name said before: where the line really leads decides, before one octet is sent.
        peer = connection.transport.get_extra_info("peername") if connection.transport else None
        if not peer or not may_reach(str(peer[0]), networks=self.networks):
            connection.close()
            raise ConnectFailed
        shown = connection.transport.get_extra_info("ssl_object") if connection.transport and self._tls else None
        if not self.accepts(shown.getpeercert(binary_form=True) if shown else None):
            connection.close()
            raise ConnectFailed
        return connection

    def accepts(self, certificate: bytes | None) -> bool:
        """Whether whoever showed this certificate (DER; None without TLS) is the one meant, beyond what TLS itself has checked."""
        return True

    def close(self) -> None:
        """Close what is idle; what is busy closes when it has answered."""
        self._closed = True
        while self._idle:
            self._idle.pop().close()


class Pools:
    """The pools of all providers, made when first needed."""

    def __init__(self, *, size: int, connect_s: float, networks: Sequence[str] = (), spool: Spool | None = None) -> None:
        self._size, self._connect_s, self._networks, self._spool = size, connect_s, networks, spool
        self._pools: dict[tuple[Origin, bool], Pool] = {}

    def get(self, origin: Origin, *, verify_tls: bool) -> Pool:
        """The pool of a provider."""
        pool = self._pools.get((origin, verify_tls))
        if pool is None:
            pool = Pool(
                origin, size=self._size, connect_s=self._connect_s, verify_tls=verify_tls, networks=self._networks, spool=self._spool
            )
            self._pools[origin, verify_tls] = pool
        return pool

    def close(self) -> None:
        """Close every idle connection."""
        for pool in self._pools.values():
            pool.close()
