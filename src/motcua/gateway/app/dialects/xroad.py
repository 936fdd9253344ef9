"""The X-Road message protocol for REST, version r1: the dialect that is spoken when no other is recognised."""

from __future__ import annotations

import uuid

from motcua.gateway.app.http import Request, Response, phrase
from motcua.gateway.core.message import Message, understand
from motcua.gateway.protocol import faults, messages
from motcua.gateway.protocol.config import Config
from motcua.gateway.protocol.faults import Fault


class XRoad:
    """PR-REST: ``/r1/…`` with ``X-Road-*`` headers."""

    def speaks(self, request: Request) -> bool:
        """Every request."""
        return True

    def understand(self, request: Request, config: Config) -> Message:
        """The message behind the request; Fault ``Client.BadRequest`` names what is wrong."""
        return understand(
            method=request.method,
            target=request.target,
            headers=request.headers,
            body=request.body,
            instance=config.instance,
            server_id=config.server_id,
        )

    def own_headers(self, message: Message) -> list[messages.Header]:
        """Client, service, ids and request hash (PR-REST §4.3)."""
        return [
            (messages.CLIENT, str(message.client)),
            (messages.SERVICE, str(message.service)),
            (messages.MESSAGE_ID, message.message_id),
            (messages.REQUEST_ID, message.request_id),
            (messages.REQUEST_HASH, message.request_hash),
        ]

    def refuse(self, request: Request, config: Config, fault: Fault, message: Message | None) -> Response:
        """``{type, message, detail}`` as JSON or XML with ``X-Road-Error`` (PR-REST §4.6); ``detail`` is the id in the message log."""
        code = faults.spell(fault.code, config.error_style)
        detail = message.request_id if message else str(uuid.uuid4())
        xml = faults.wants_xml(messages.find(request.headers, "Accept"))
        kind, body = faults.fault_body(code=code, message=fault.message, detail=detail, xml=xml)
        headers = [("Content-Type", kind), (messages.ERROR, code), *(self.own_headers(message) if message else ())]
        status = faults.status_of(fault.code)
        return Response(status=status, reason=phrase(status), headers=headers, body=body)
