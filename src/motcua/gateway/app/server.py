"""The listening side: HTTP/1.1 on httptools with bounded heads, bodies, connections and waiting times."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import time
from collections import deque
from collections.abc import Awaitable
from typing import Any, Protocol, cast

import httptools

from motcua.gateway.app import framing
from motcua.gateway.app.http import Request, Response, has_body, phrase, response_head
from motcua.gateway.core.body import Body, Spool, SpoolError
from motcua.gateway.protocol import faults, messages
from motcua.gateway.protocol.config import MEBIBYTE, Limits

_PIPELINE = 16
_AHEAD = MEBIBYTE  # of bodies read before their turn
_SLOWEST = 1024  # bytes a second that a body must make on average, beyond ``body_s``
_LINGER_S = 2.0  # how long a refused sender may go on sending before the line is cut: it reads the refusal only after it has sent
_CONTENT_LENGTH, _EXPECT = len("content-length"), len("expect")
logger = logging.getLogger("motcua.gateway")


class Host(Protocol):
    """What a connection needs of the process around it."""

    connections: set[Connection]
    spool: Spool

    @property
    def closing(self) -> bool:
        """Whether every answer ends its connection."""
        ...

    @property
    def ending(self) -> bool:
        """Whether connections at rest are closed."""
        ...

    @property
    def limits(self) -> Limits:
        """The bounds in force."""
        ...

    def handle(self, request: Request) -> Awaitable[Response]:
        """The answer to a request; never raises."""
        ...


class Connection(asyncio.Protocol):
    """One client's connection: requests are read ahead a little and answered strictly in order."""

    def __init__(self, host: Host) -> None:
        self.host = host
        self.transport: asyncio.Transport | None = None
        self.address = ""
        self.certificate: str | None = None
        self.since = self._began = time.monotonic()
        self._moved = 0
        self._parser = httptools.HttpRequestParser(self)
        self._queue: deque[Request] = deque()
        self._ahead = 0
        self._loop = asyncio.get_running_loop()
        self._task: asyncio.Task[None] | None = None
        self._writable = asyncio.Event()
        self._writable.set()
        self._paused = self._deaf = self._ended = False
        self._refusal = b""
        self._new()

    def _new(self) -> None:
        self._request = Request(address=self.address, certificate=self.certificate)
        self._url = b""
        self._length, self._expect = b"0", False
        self._head_bytes = self._body_bytes = self._frame_bytes = 0
        self._in_head, self._in_message = True, False

    def _begin(self) -> None:
        """A new phase: from here on its pace is measured."""
        self.since = self._began = time.monotonic()
        self._moved = 0

    # transport
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)
        peer: Any = transport.get_extra_info("peername")
        self.address = self._request.address = str(peer[0]) if isinstance(peer, tuple) else ""
        tls: Any = transport.get_extra_info("ssl_object")
        der = tls.getpeercert(binary_form=True) if tls is not None else None
        self.certificate = self._request.certificate = hashlib.sha256(der).hexdigest() if der else None
        full = len(self.host.connections) >= self.host.limits.connections
        self.host.connections.add(self)
        if full:
            self._reject(faults.MAINTENANCE, "Too many connections", 503)

    def connection_lost(self, exc: Exception | None) -> None:
        self._ended = True
        self.host.connections.discard(self)
        self._forget()
        self._writable.set()

    def _forget(self) -> None:
        """Give back what was read and will not be answered."""
        self._request.body.close()
        while self._queue:
            self._queue.popleft().body.close()

    def pause_writing(self) -> None:
        self._writable.clear()
        self.since = time.monotonic()

    def resume_writing(self) -> None:
        self._writable.set()

    def data_received(self, data: bytes) -> None:
        if self._deaf or self._ended:
            return
        had, request = self._body_bytes, self._request
        try:
            self._feed(data)
        except httptools.HttpParserError:
            self._reject(faults.BAD_REQUEST, "Not an HTTP/1.1 request", 400)
        if self._deaf:
            return
        if self._in_head:
            if self._request is not request:
                return  # it ended a message: what is left of it is at rest, or begins a head that is measured with what follows
            self._head_bytes += len(data)
            if self._head_bytes > self.host.limits.header_bytes:
                self._reject(faults.BAD_REQUEST, "The request head is too long", 431)
        else:
            self._frame_bytes += len(data) - max(self._body_bytes - had, 0)
            if self._frame_bytes > MEBIBYTE + 16 * self._body_bytes:
                self._reject(faults.BAD_REQUEST, "More framing than body", 400)

    def _feed(self, data: bytes) -> None:
        """An offer to change the protocol (``Upgrade: h2c``, of Java's client) is not taken: HTTP/1.1 goes on (RFC 9110 §7.8).

        The parser stops behind the head of such a request, even when a body follows: a fresh one is told how that body is framed.
        """
        while data and not self._deaf:
            try:
                self._parser.feed_data(data)
            except httptools.HttpParserUpgrade as offer:
                self._parser = httptools.HttpRequestParser(self)
                if not self._in_head:
                    self._parser.feed_data(b"POST / HTTP/1.1\r\n%s\r\n\r\n" % self._body_framing())
                data = data[offer.args[0] :]
            else:
                return

    def _body_framing(self) -> bytes:
        """The header that frames the body of the request in hand, empty when it has none."""
        if any(name.lower() == "transfer-encoding" for name, _ in self._request.headers):
            return b"transfer-encoding: chunked"
        return b"content-length: " + self._length if self._length.strip(b"0") else b""

    # parser
    def on_message_begin(self) -> None:
        if not self._in_message:
            self._begin()
            self._in_message = True

    def on_url(self, url: bytes) -> None:
        self._url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        if not self._in_head:
            return  # a trailer: it comes after the message was admitted, so it says nothing
        key = name.decode("latin-1")
        self._request.headers.append((key, value.decode("latin-1").strip()))
        if len(name) == _CONTENT_LENGTH and key.lower() == "content-length":
            self._length = value.strip()
        elif len(name) == _EXPECT and key.lower() == "expect":
            self._expect = value.strip().lower() == b"100-continue"

    def on_headers_complete(self) -> None:
        if not self._in_head:
            return  # it was complete before the parser was changed
        request, limits = self._request, self.host.limits
        self._in_head = False
        self._begin()
        request.method = self._parser.get_method().decode("latin-1")
        request.target = self._url.decode("latin-1")
        request.keep_alive = self._parser.should_keep_alive()
        request.received_ms = time.time_ns() // 1_000_000
        size = sum([len(n) + len(v) for n, v in request.headers]) + len(self._url)
        length = int(self._length) if self._length.isdigit() else 0
        if size > limits.header_bytes:
            self._reject(faults.BAD_REQUEST, "The request head is too long", 431)
        elif wrong := framing.problem(request.headers, version=self._parser.get_http_version()):
            self._reject(faults.BAD_REQUEST, wrong, 400)
        elif length > limits.body_bytes:
            self._reject(faults.BAD_REQUEST, f"The body is longer than {limits.body_bytes} bytes", 400)
        elif length and not self.host.spool.has_room(length):
            self._no_room()
        elif self._expect and self.transport is not None and self._task is None:
            self.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")

    def on_body(self, body: bytes) -> None:
        if self._deaf:
            return
        if not self._body_bytes:
            self._request.body = Body(self.host.spool)
        self._body_bytes += len(body)
        self._moved += len(body)
        self.since = time.monotonic()
        if self._body_bytes > self.host.limits.body_bytes:
            self._reject(faults.BAD_REQUEST, f"The body is longer than {self.host.limits.body_bytes} bytes", 400)
            return
        try:
            self._request.body.add(body)
        except SpoolError:
            logger.exception("a request body cannot be kept")
            self._no_room()

    def on_message_complete(self) -> None:
        if self._deaf or (self._parser.should_upgrade() and self._body_framing()):
            return
        request = self._request
        self._new()
        self._queue.append(request)
        self._ahead += len(request.body)
        if self._task is None:
            self._task = self._loop.create_task(self._work())
        elif (len(self._queue) >= _PIPELINE or self._ahead > _AHEAD) and self.transport is not None and not self._paused:
            self._paused = True
            self.transport.pause_reading()

    # answers
    async def _work(self) -> None:
        try:
            while self._queue and not self._ended:
                request = self._queue.popleft()
                self._ahead -= len(request.body)
                try:
                    response = await self.host.handle(request)
                finally:
                    request.body.close()
                close = not request.keep_alive or self.host.closing
                try:
                    await self._write(response, method=request.method, close=close)
                finally:
                    response.body.close()
                if self._ended or self.transport is None:
                    return
                self._begin()
                if close:
                    self._ended = True
                    self.transport.close()
                    return
                if self._paused and len(self._queue) < _PIPELINE // 2 and self._ahead <= _AHEAD:
                    self._paused = False
                    self.transport.resume_reading()
            if self._refusal:
                self._refuse()
        finally:
            self._task = None

    async def _write(self, response: Response, *, method: str, close: bool) -> None:
        """Head and body, no faster than the client reads."""
        if not self._writable.is_set():
            await self._writable.wait()
        if self._ended or self.transport is None:
            return
        head = response_head(response, method=method, close=close)
        body = response.body
        if not has_body(response, method=method):
            self.transport.write(head)
        elif body.in_memory:
            self.transport.write(head + bytes(body))
        else:
            self._begin()
            self.transport.write(head)
            try:
                await self._write_pieces(self.transport, body)
            except SpoolError:
                logger.exception("an answer cannot be read back")
                self.transport.abort()  # its length was announced: only a cut line tells the client that it is not whole

    async def _write_pieces(self, transport: asyncio.Transport, body: Body) -> None:
        for piece in body.chunks():
            transport.write(piece)
            self._moved += len(piece)
            if not self._writable.is_set():
                await self._writable.wait()
            if self._ended:
                return

    def _no_room(self) -> None:
        self._reject(faults.LOGGING_FAILED, "The security server cannot hold the body at present", 503)

    def _reject(self, code: str, message: str, status: int) -> None:
        """Say what is wrong, after the answers that are still due, and close: after such a request the framing cannot be trusted."""
        if self._deaf or self._ended:
            return
        self._deaf = True
        kind, body = faults.fault_body(code=code, message=message, detail="", xml=False)
        headers = [("Content-Type", kind), (messages.ERROR, code)]
        self._refusal = response_head(Response(status, headers, body, phrase(status)), method="GET", close=True) + body
        if self._task is None:
            self._refuse()

    def _refuse(self) -> None:
        if self._ended or self.transport is None:
            return
        self._ended = True
        self._forget()
        self._begin()
        self.transport.write(self._refusal)
        if not self.transport.can_write_eof():
            self.transport.close()
            return
        self.transport.write_eof()
        if self._paused:
            self.transport.resume_reading()

    @property
    def busy(self) -> bool:
        """Whether a request is being answered or read."""
        return self._task is not None or bool(self._queue) or (self._in_message and not self._deaf)

    def check(self, now: float) -> None:
        """Close a connection that has waited too long in its present state."""
        if self.transport is None:
            return
        limits, waited = self.host.limits, now - self.since
        slow = waited > limits.body_s or now - self._began > limits.body_s + self._moved / _SLOWEST
        if self._ended:
            stale = waited > (limits.body_s if self.transport.get_write_buffer_size() else _LINGER_S)
        elif not self._writable.is_set():
            stale = slow
        elif self._task is not None:
            stale = False  # the service's own timeout rules
        elif self._in_message or self._head_bytes:
            stale = waited > limits.header_s if self._in_head else slow
        else:
            stale = waited > limits.idle_s
        if stale:
            self.transport.abort()
        elif self.host.ending and not self.busy:
            self.transport.close()
