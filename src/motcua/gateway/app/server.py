"""The listening side: HTTP/1.1 on httptools with bounded heads, bodies, connections and waiting times."""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any, Protocol, cast

import httptools

from motcua.gateway.app.http import Request, Response, phrase, serialise
from motcua.gateway.protocol import faults, messages
from motcua.gateway.protocol.config import Limits

_PIPELINE = 16
Handler = Callable[[Request], Awaitable[Response]]


class Host(Protocol):
    """What a connection needs of the process around it."""

    connections: set[Connection]
    buffered: int
    closing: bool

    @property
    def limits(self) -> Limits:
        """The bounds in force."""
        ...

    async def handle(self, request: Request) -> Response:
        """The answer to a request; never raises."""
        ...


class Connection(asyncio.Protocol):
    """One client's connection: requests are read ahead a little and answered strictly in order."""

    def __init__(self, host: Host) -> None:
        self.host = host
        self.transport: asyncio.Transport | None = None
        self.address = ""
        self.certificate: str | None = None
        self.since = time.monotonic()
        self._parser = httptools.HttpRequestParser(self)
        self._queue: deque[Request] = deque()
        self._task: asyncio.Task[None] | None = None
        self._writable = asyncio.Event()
        self._writable.set()
        self._paused = self._ended = False
        self._new()

    def _new(self) -> None:
        self._request = Request()
        self._url = b""
        self._chunks: list[bytes] = []
        self._head_bytes = self._body_bytes = 0
        self._in_head, self._in_message = True, False

    # transport
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)
        peer: Any = transport.get_extra_info("peername")
        self.address = str(peer[0]) if isinstance(peer, tuple) else ""
        tls: Any = transport.get_extra_info("ssl_object")
        der = tls.getpeercert(binary_form=True) if tls is not None else None
        self.certificate = hashlib.sha256(der).hexdigest() if der else None
        if len(self.host.connections) >= self.host.limits.connections:
            self._reject(faults.MAINTENANCE, "Too many connections", 503)
            return
        self.host.connections.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        self._ended = True
        self.host.connections.discard(self)
        self.host.buffered -= self._body_bytes + sum(len(r.body) for r in self._queue)
        self._body_bytes = 0
        self._queue.clear()
        self._writable.set()

    def pause_writing(self) -> None:
        self._writable.clear()
        self.since = time.monotonic()

    def resume_writing(self) -> None:
        self._writable.set()

    def data_received(self, data: bytes) -> None:
        if self._ended:
            return
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade):
            self._reject(faults.BAD_REQUEST, "Not an HTTP/1.1 request", 400)
        if self._in_head:
            self._head_bytes += len(data)
            if self._head_bytes > self.host.limits.header_bytes:
                self._reject(faults.BAD_REQUEST, "The request head is too long", 431)

    # parser
    def on_message_begin(self) -> None:
        if not self._in_message:
            self.since = time.monotonic()
            self._in_message = True

    def on_url(self, url: bytes) -> None:
        self._url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        self._request.headers.append((name.decode("latin-1"), value.decode("latin-1").strip()))

    def on_headers_complete(self) -> None:
        request = self._request
        self._in_head = False
        self.since = time.monotonic()
        request.method = self._parser.get_method().decode("latin-1")
        request.target = self._url.decode("latin-1")
        request.keep_alive = self._parser.should_keep_alive()
        request.address, request.certificate = self.address, self.certificate
        request.received_ms = time.time_ns() // 1_000_000
        size = sum(len(n) + len(v) for n, v in request.headers) + len(self._url)
        if size > self.host.limits.header_bytes:
            self._reject(faults.BAD_REQUEST, "The request head is too long", 431)
            return
        length = messages.find(request.headers, "content-length") or "0"
        if length.isdigit() and int(length) > self.host.limits.body_bytes:
            self._reject(faults.BAD_REQUEST, f"The body is longer than {self.host.limits.body_bytes} bytes", 400)
            return
        expects = (messages.find(request.headers, "expect") or "").lower() == "100-continue"
        if expects and self.transport is not None and self._task is None:
            self.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")

    def on_body(self, body: bytes) -> None:
        if self._ended:
            return
        self._body_bytes += len(body)
        self.host.buffered += len(body)
        self.since = time.monotonic()
        if self._body_bytes > self.host.limits.body_bytes:
            self._reject(faults.BAD_REQUEST, f"The body is longer than {self.host.limits.body_bytes} bytes", 400)
        elif self.host.buffered > self.host.limits.buffered_bytes:
            self._reject(faults.MAINTENANCE, "The security server holds too many bodies at once", 503)
        else:
            self._chunks.append(body)

    def on_message_complete(self) -> None:
        if self._ended:
            return
        request = self._request
        request.body = b"".join(self._chunks)
        self._new()
        self._queue.append(request)
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._work())
        elif len(self._queue) >= _PIPELINE and self.transport is not None and not self._paused:
            self._paused = True
            self.transport.pause_reading()

    # answers
    async def _work(self) -> None:
        try:
            while self._queue and not self._ended:
                request = self._queue.popleft()
                try:
                    response = await self.host.handle(request)
                finally:
                    self.host.buffered -= len(request.body)
                await self._writable.wait()
                close = not request.keep_alive or self.host.closing
                if self._ended or self.transport is None:
                    return
                self.transport.write(serialise(response, method=request.method, close=close))
                self.since = time.monotonic()
                if close:
                    self._ended = True
                    self.transport.close()
                    return
                if self._paused and len(self._queue) < _PIPELINE // 2:
                    self._paused = False
                    self.transport.resume_reading()
        finally:
            self._task = None

    def _reject(self, code: str, message: str, status: int) -> None:
        """Say what is wrong and close: after such a request the framing cannot be trusted."""
        if self._ended or self.transport is None:
            return
        self._ended = True
        kind, body = faults.fault_body(code=code, message=message, detail="", xml=False)
        headers = [("Content-Type", kind), (messages.ERROR, code)]
        self.transport.write(serialise(Response(status, headers, body, phrase(status)), method="GET", close=True))
        self.transport.close()

    @property
    def busy(self) -> bool:
        """Whether a request is being answered or read."""
        return self._task is not None or bool(self._queue) or self._in_message

    def check(self, now: float) -> None:
        """Close a connection that has waited too long in its present state."""
        if self.transport is None:
            return
        limits, waited = self.host.limits, now - self.since
        if not self._writable.is_set():
            stale = waited > limits.body_s
        elif self._task is not None:
            stale = False  # the service's own timeout rules
        elif self._in_message or self._head_bytes:
            stale = waited > (limits.header_s if self._in_head else limits.body_s)
        else:
            stale = waited > limits.idle_s
        if stale:
            self.transport.abort()
        elif self.host.closing and not self.busy:
            self.transport.close()
