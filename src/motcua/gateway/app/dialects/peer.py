"""What another security server of ours says: a signed message over mutual TLS, spoken at the message port alone."""

from __future__ import annotations

import json

from motcua.gateway.app.dialects.xroad import XRoad
from motcua.gateway.app.http import Request, Response, phrase
from motcua.gateway.core.directory import Directory
from motcua.gateway.core.message import Message, client_of
from motcua.gateway.core.paths import normalise
from motcua.gateway.core.peering import FAULT, PATH, Envelope, carried, read_envelope
from motcua.gateway.core.replays import Replays
from motcua.gateway.protocol import faults, messages
from motcua.gateway.protocol.config import SecurityServer
from motcua.gateway.protocol.faults import Fault
from motcua.gateway.protocol.identifiers import IdentifierError, ServiceId


class PeerDialect:
    """A message that another server has understood already: here it is checked, authorised, carried and logged."""

    def __init__(self, replays: Replays) -> None:
        self._xroad, self._replays = XRoad(), replays

    def speaks(self, request: Request, directory: Directory) -> bool:
        """Every request: nothing else is spoken at the message port."""
        return True

    def answer_itself(self, request: Request, directory: Directory) -> Response | None:
        """Nothing."""
        return None

    def understand(self, request: Request, directory: Directory) -> Message:
        """The message; Fault unless the certificate and the signature are those of one server, which the client lives behind."""
        server = directory.servers.get(request.certificate or "")
        if server is None:
            raise Fault(faults.PEER_REFUSED, "No security server is known by this certificate")
        if (request.method, request.target) != ("POST", PATH):
            raise Fault(faults.BAD_REQUEST, "Only messages are taken here")
        try:
            envelope = read_envelope(request.headers, server)
            service = ServiceId.parse(envelope.service)
        except (ValueError, IdentifierError):
            raise Fault(faults.PEER_REFUSED, "The message is not signed by the security server that sends it") from None
        message = _message(request, envelope, service, server)
        if (envelope.sender, envelope.receiver) != (server.id, directory.config.server_id) or message.request_hash != envelope.request_hash:
            raise Fault(faults.PEER_REFUSED, "The message is not the one that was signed")
        if directory.behind.get(message.client) is not server or message.client not in directory.clients:
            raise Fault(faults.AUTHENTICATION, f"Client '{message.client}' does not live behind the security server that sends it")
        if directory.behind.get(service.provider) is not None:
            raise Fault(faults.UNKNOWN_PROVIDER, f"Provider '{service.provider}' does not live behind this security server")
        if not self._replays.first(server.id, envelope.request_id, sent_ms=envelope.sent_ms, now_ms=request.received_ms):
            raise Fault(faults.PEER_REFUSED, "The message is too old, from the future, or was sent before")
        return message

    def own_headers(self, message: Message) -> list[messages.Header]:
        """X-Road's five."""
        return self._xroad.own_headers(message)

    def refuse(self, request: Request, directory: Directory, fault: Fault, message: Message | None) -> Response:
        """The fault as it is: the consumer's server words it for its caller."""
        own = self._xroad.own_headers(message) if message else []
        headers = [("Content-Type", "application/json; charset=utf-8"), (FAULT, fault.code), *own]
        body = json.dumps({"message": fault.message}, ensure_ascii=False).encode()
        return Response(faults.status_of(fault.code), headers, body, phrase(faults.status_of(fault.code)))


def _message(request: Request, envelope: Envelope, service: ServiceId, server: SecurityServer) -> Message:
    kept = carried(request.headers)
    if envelope.path != normalise(envelope.path) or messages.find(kept, messages.REQUEST_ID) != envelope.request_id:
        raise Fault(faults.PEER_REFUSED, "The message is not the one that was signed")
    head = messages.request_head(method=envelope.method, target=envelope.target, headers=kept)
    return Message(
        method=envelope.method,
        target=envelope.target,
        client=client_of(kept),
        service=service,
        path=envelope.path,
        query=envelope.query,
        headers=kept,
        named=messages.values(kept),
        message_id=envelope.message_id,
        request_id=envelope.request_id,
        head=head,
        body=request.body,
        request_hash=messages.request_hash(head, request.body.digest()),
        dialect=envelope.dialect,
        proven=True,
        sender=server.id,
    )
