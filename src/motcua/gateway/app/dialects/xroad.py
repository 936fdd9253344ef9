"""The X-Road message protocol for REST, version r1: the dialect that is spoken when no other is recognised."""

from __future__ import annotations

import uuid

from motcua.gateway.app.carriers.metadata import instance_asked, list_clients, verification_configuration
from motcua.gateway.app.http import Request, Response, phrase
from motcua.gateway.core.directory import Directory
from motcua.gateway.core.message import Message, understand
from motcua.gateway.protocol import faults, messages
from motcua.gateway.protocol.faults import Fault


class XRoad:
    """PR-REST: ``/r1/…`` with ``X-Road-*`` headers; PR-META: ``/listClients``; ``/verificationconf``."""

    def speaks(self, request: Request, directory: Directory) -> bool:
        """Every request."""
        return True

    def answer_itself(self, request: Request, directory: Directory) -> Response | None:
        """The lists that have no ``/r1``."""
        if request.target.startswith("/r1/") or request.method not in {"GET", "HEAD"}:
            return None
        path = request.target.partition("?")[0]
        if path == "/listClients":
            instance_asked(request, directory, parameter="xRoadInstance")
            return list_clients(directory, request)
        if path == "/verificationconf":
            return verification_configuration(directory, request)
        return None

    def understand(self, request: Request, directory: Directory) -> Message:
        """The message behind the request; Fault ``Client.BadRequest`` names what is wrong."""
        return understand(
            method=request.method, target=request.target, headers=request.headers, body=request.body, config=directory.config
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

    def refuse(self, request: Request, directory: Directory, fault: Fault, message: Message | None) -> Response:
        """``{type, message, detail}`` as JSON or XML with ``X-Road-Error`` (PR-REST §4.6); ``detail`` is the id in the message log."""
        code = faults.spell(fault.code, directory.config.error_style)
        detail = message.request_id if message else str(uuid.uuid4())
        xml = faults.wants_xml(messages.find(request.headers, "Accept"))
        kind, body = faults.fault_body(code=code, message=fault.message, detail=detail, xml=xml)
        headers = [("Content-Type", kind), (messages.ERROR, code), *(self.own_headers(message) if message else ())]
        status = faults.status_of(fault.code)
        return Response(status=status, reason=phrase(status), headers=headers, body=body)
