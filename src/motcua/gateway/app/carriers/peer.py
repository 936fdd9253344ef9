"""Carrying a call to the security server behind which its provider lives: signed, over mutual TLS, the answer checked."""

from __future__ import annotations

import hashlib
import json
import ssl
from collections.abc import Callable

from cryptography.hazmat.primitives.asymmetric import ec

from motcua.gateway.app.call import Call, now_ms
from motcua.gateway.app.http import Response
from motcua.gateway.app.upstream import AnswerTooLarge, ConnectFailed, Interrupted, InvalidAnswer, Pool
from motcua.gateway.core import metadata
from motcua.gateway.core.body import Spool
from motcua.gateway.core.directory import Directory
from motcua.gateway.core.peering import FAULT, PATH, SIGNATURE, TRACE, Envelope, carried, verify_answer, write_envelope
from motcua.gateway.protocol import faults, messages
from motcua.gateway.protocol.config import Config, MessagePort, SecurityServer
from motcua.gateway.protocol.faults import Fault
from motcua.gateway.protocol.tracing import TRACEPARENT

_WAIT_S = 90.0  # the provider's server has the service's own timeout; this one only ends waiting for a dead server
_TOLD = frozenset({"retry-after", "ratelimit", "ratelimit-policy", "idempotency-key"})


class PeerPool(Pool):
    """Connections to one security server, whose certificate must be one of those that are known of it."""

    def __init__(self, server: SecurityServer, config: Config, *, tls: ssl.SSLContext, spool: Spool | None) -> None:
        host, _, port = server.address.rpartition(":")
        limits = config.limits
        super().__init__(
            ("https", host.strip("[]"), int(port)),
            size=limits.pool,
            connect_s=limits.connect_s,
            verify_tls=True,
            networks=config.networks,
            spool=spool,
            tls=tls,
        )
        self._pins = frozenset(server.certificates)

    def accepts(self, certificate: bytes | None) -> bool:
        """Whether the certificate is known of the server."""
        return certificate is not None and hashlib.sha256(certificate).hexdigest() in self._pins


class PeerCarrier:
    """Sends messages to other security servers; ``key`` is the one with which the log is signed."""

    def __init__(self, config: Config, *, key: Callable[[], ec.EllipticCurvePrivateKey], spool: Spool | None) -> None:
        self._config, self._key, self._spool = config, key, spool
        self._pools: dict[str, PeerPool] = {}

    def close(self) -> None:
        """Close every idle connection."""
        for pool in self._pools.values():
            pool.close()

    async def carry(self, directory: Directory, server: SecurityServer, call: Call) -> Response:
        """The provider's answer as its server signed it; Fault when there is none or it does not hold.

        There is no sandbox behind another server: whose calls go to sandboxes only may ask there what a provider offers, nothing else.
        """
        message = call.message
        astray = directory.in_sandbox(message.client) and not directory.in_sandbox(message.service.provider)
        if astray and message.service.service_code not in metadata.SERVED:
            raise Fault(faults.ACCESS_DENIED, f"Client {message.client} is of the sandbox, and there is none of {message.service}")
        envelope = Envelope(
            sender=directory.config.server_id,
            receiver=server.id,
            sent_ms=now_ms(),
            request_id=message.request_id,
            message_id=message.message_id,
            method=message.method,
            target=message.target,
            service=str(message.service),
            path=message.path,
            query=message.query,
            request_hash=message.request_hash,
            dialect=message.dialect,
        )
        own = write_envelope(envelope, self._key())
        call.forwarded, call.request_out, call.handed_to = PATH, envelope.sent_ms, server.id
        trace = messages.find(call.headers, TRACEPARENT) if call.journey is not None else None
        try:
            response = await self._pool(server).send(
                method="POST",
                target=PATH,
                host=server.address,
                headers=[*message.headers, *own, *([(TRACE, trace)] if trace else [])],
                body=message.body,
                limit=directory.config.limits.body_bytes,
                timeout_s=_WAIT_S,
            )
        except (TimeoutError, Interrupted, InvalidAnswer):
            raise Fault(faults.NETWORK_ERROR, "The provider's security server did not answer") from None
        except (ConnectFailed, OSError, ssl.SSLError):
            raise Fault(faults.NETWORK_ERROR, "Could not connect to the provider's security server") from None
        except AnswerTooLarge:
            raise Fault(faults.FAILED_SIZE, f"The answer is longer than {directory.config.limits.body_bytes} bytes") from None
        call.response_in = now_ms()
        return _checked(server, call, response, question=own[1][1])

    def _pool(self, server: SecurityServer) -> PeerPool:
        pool = self._pools.get(server.id)
        if pool is None:
            if self._config.message_port is None:
                raise Fault(faults.NETWORK_ERROR, "This security server has no certificate for others")
            pool = PeerPool(server, self._config, tls=client_tls(self._config.message_port), spool=self._spool)
            self._pools[server.id] = pool
        return pool


def _checked(server: SecurityServer, call: Call, response: Response, *, question: str) -> Response:
    """The answer when it is signed, belongs to this very message and is no fault of the other server."""
    signature = messages.find(response.headers, SIGNATURE) or ""
    response.headers = carried(response.headers)
    head = messages.response_head(status=response.status, reason=response.reason, headers=response.headers)
    try:
        verify_answer(server, signature, question=question, head=head, body_digest=response.body.digest())
    except ValueError:
        raise Fault(faults.INCONSISTENT, "The answer is not signed by the provider's security server") from None
    code = messages.find(response.headers, FAULT)
    if code is not None:
        told = tuple(header for header in response.headers if header[0].lower() in _TOLD)
        raise Fault(code, str(json.loads(bytes(response.body))["message"]), headers=told)
    said = messages.find(response.headers, messages.REQUEST_ID), messages.find(response.headers, messages.REQUEST_HASH)
    if said != (call.message.request_id, call.message.request_hash):
        raise Fault(faults.INCONSISTENT, "The answer belongs to another message")
    return response


def client_tls(port: MessagePort) -> ssl.SSLContext:
    """How this server meets another: it shows its certificate and takes those that are trusted and in their time."""
    return _tls(port, ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))


def server_tls(port: MessagePort) -> ssl.SSLContext:
    """How another server is met at the message port: it must show a certificate that is trusted and in its time."""
    return _tls(port, ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER))


def _tls(port: MessagePort, context: ssl.SSLContext) -> ssl.SSLContext:
    context.check_hostname = False  # the certificate itself is known, whatever name is in it
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.verify_mode = ssl.CERT_REQUIRED
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN  # a certificate is trusted itself, without its issuer
    context.load_cert_chain(port.certificate, port.key)
    context.load_verify_locations(port.trusted)
    return context
