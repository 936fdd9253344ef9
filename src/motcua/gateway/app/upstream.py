"""The gateway's own HTTP/1.1 client: pooled connections per provider, bounded answers, one safe retry on a stale connection."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections import deque
from collections.abc import Sequence
from typing import Any, cast

import httptools

from motcua.gateway.app.http import Response, serialise_request
from motcua.gateway.protocol.messages import Header
from motcua.kernel.public_addresses import may_reach

Origin = tuple[str, str, int]
_SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"})
_REUSE_S = 15.0  # common servers keep an idle connection for at least so long
_REUSE_UNSAFE_S = 2.0  # a POST cannot be repeated, so it takes a connection only while it is certainly fresh
_INTERIM = 200


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

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self.idle_since = 0.0
        self.reusable = False
        self.closed = False
        self._waiter: asyncio.Future[Response] | None = None
        self._parser: httptools.HttpResponseParser | None = None
        self._method, self._limit = "", 0
        self._reset()

    def _reset(self) -> None:
        self._headers: list[Header] = []
        self._chunks: list[bytes] = []
        self._reason, self._size = "", 0
        self._started = self._headed = False

    # transport
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        if self._waiter is None or self._waiter.done() or self._parser is None:
            self.close()  # octets that nobody asked for: the connection cannot be trusted any more
            return
        self._started = True
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade):
            self._fail(InvalidAnswer())

    def connection_lost(self, exc: Exception | None) -> None:
        self.closed = True
        until_close = self._headed and exc is None and not self._framed()
        if until_close:
            self._finish(reusable=False)
        else:
            self._fail(Interrupted(clean=not self._started))

    def _framed(self) -> bool:
        return any(name.lower() in {"content-length", "transfer-encoding"} for name, _ in self._headers)

    # parser
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
        self._size += len(body)
        if self._size > self._limit:
            self._fail(AnswerTooLarge())
            return
        self._chunks.append(body)

    def on_message_complete(self) -> None:
        if not self._headed:
            self._reset()  # 100 Continue and the like
            return
        self._finish(reusable=bool(self._parser and self._parser.should_keep_alive()))

    def _status(self) -> int:
        return self._parser.get_status_code() if self._parser else 0

    def _finish(self, *, reusable: bool) -> None:
        if self._waiter is not None and not self._waiter.done():
            self.reusable = reusable
            self._waiter.set_result(
                Response(status=self._status(), reason=self._reason, headers=self._headers, body=b"".join(self._chunks)),
            )

    def _fail(self, error: Exception) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_exception(error)
        self.close()

    def close(self) -> None:
        self.closed = True
        if self.transport is not None:
            self.transport.abort()

    async def exchange(self, data: bytes, *, method: str, limit: int) -> Response:
        """Send a request and wait for its answer; afterwards ``reusable`` says whether another may follow."""
        self._reset()
        self._method, self._limit, self.reusable = method, limit, False
        self._parser = httptools.HttpResponseParser(self)
        self._waiter = asyncio.get_running_loop().create_future()
        if self.transport is None or self.transport.is_closing():
            raise Interrupted(clean=True)
        self.transport.write(data)
        try:
            return await self._waiter
        finally:
            self._waiter = None


class Pool:
    """Connections to one provider; at most ``size`` at once, the most recently used first."""

    def __init__(self, origin: Origin, *, size: int, connect_s: float, verify_tls: bool, networks: Sequence[str] = ()) -> None:
        self.origin, self.connect_s, self.networks = origin, connect_s, networks
        self._idle: deque[_Connection] = deque()
        self._slots = asyncio.Semaphore(size)
        self._tls: ssl.SSLContext | None = None
        if origin[0] == "https":
            self._tls = ssl.create_default_context()
            if not verify_tls:  # the operator said so for this service, as X-Road allows
                self._tls.check_hostname = False
                self._tls.verify_mode = ssl.CERT_NONE

    async def send(self, *, method: str, target: str, host: str, headers: list[Header], body: bytes, limit: int) -> Response:
        """One request, one answer; repeated once when a reused connection had gone and repeating does no harm."""
        data = serialise_request(method=method, target=target, host=host, headers=headers, body=body)
        async with self._slots:
            connection = self._take(method)
            if connection is not None:
                try:
                    return await self._on(connection, data, method, limit)
                except Interrupted as error:
                    if not error.clean or method not in _SAFE:
                        raise
            return await self._on(await self._connect(), data, method, limit)

    async def _on(self, connection: _Connection, data: bytes, method: str, limit: int) -> Response:
        kept = False
        try:
            response = await connection.exchange(data, method=method, limit=limit)
            if connection.reusable and not connection.closed:
                connection.idle_since = time.monotonic()
                self._idle.append(connection)
                kept = True
            return response
        finally:
            if not kept:
                connection.close()

    def _take(self, method: str) -> _Connection | None:
        fresh_s = _REUSE_S if method in _SAFE else _REUSE_UNSAFE_S
        while self._idle:
            connection = self._idle.pop()
            usable = not connection.closed and connection.transport is not None and not connection.transport.is_closing()
            if usable and time.monotonic() - connection.idle_since < fresh_s:
                return connection
            connection.close()
        return None

    async def _connect(self) -> _Connection:
        scheme, host, port = self.origin
        loop = asyncio.get_running_loop()
        extra: dict[str, Any] = {"ssl": self._tls, "server_hostname": host} if scheme == "https" else {}
        try:
            async with asyncio.timeout(self.connect_s):
                _, connection = await loop.create_connection(_Connection, host, port, **extra)
        except (OSError, TimeoutError, ssl.SSLError) as error:
            raise ConnectFailed from error
        # Whatever the name said before: where the line really leads decides, before one octet is sent.
        peer = connection.transport.get_extra_info("peername") if connection.transport else None
        if not peer or not may_reach(str(peer[0]), networks=self.networks):
            connection.close()
            raise ConnectFailed
        return connection

    def close(self) -> None:
        """Close what is idle; what is busy closes when it has answered."""
        while self._idle:
            self._idle.pop().close()


class Pools:
    """The pools of all providers, made when first needed."""

    def __init__(self, *, size: int, connect_s: float, networks: Sequence[str] = ()) -> None:
        self._size, self._connect_s, self._networks = size, connect_s, networks
        self._pools: dict[tuple[Origin, bool], Pool] = {}

    def get(self, origin: Origin, *, verify_tls: bool) -> Pool:
        """The pool of a provider."""
        pool = self._pools.get((origin, verify_tls))
        if pool is None:
            pool = Pool(origin, size=self._size, connect_s=self._connect_s, verify_tls=verify_tls, networks=self._networks)
            self._pools[origin, verify_tls] = pool
        return pool

    def close(self) -> None:
        """Close every idle connection."""
        for pool in self._pools.values():
            pool.close()
