"""What the gateway answers about itself: listClients, listMethods, allowedMethods, getOpenAPI (PR-META, PR-MREST)."""

from __future__ import annotations

import asyncio
from urllib.parse import parse_qs, urlsplit

from motcua.gateway.app.call import now_ms
from motcua.gateway.app.http import Request, Response, json_response
from motcua.gateway.app.upstream import AnswerTooLarge, ConnectFailed, Interrupted, InvalidAnswer, Pools
from motcua.gateway.core import metadata
from motcua.gateway.core.directory import Directory
from motcua.gateway.core.message import Message
from motcua.gateway.protocol import faults, messages
from motcua.gateway.protocol.config import MEBIBYTE
from motcua.gateway.protocol.faults import Fault

_DESCRIPTION = 10 * MEBIBYTE  # of an OpenAPI text, which is read in memory


class MetadataCarrier:
    """Answers the reserved service codes of every provider."""

    def __init__(self, pools: Pools) -> None:
        self.pools = pools

    async def answer(self, directory: Directory, message: Message) -> Response:
        """The answer of a metadata service of the provider; Fault when the question cannot be answered."""
        if message.method != "GET" or message.path not in {"", "/"}:
            raise Fault(faults.INVALID_REQUEST, "Metadata services answer GET without a path")
        provider, code = message.service.provider, message.service.service_code
        if code == metadata.LIST_METHODS:
            return json_response(metadata.list_methods(directory, provider))
        if code == metadata.ALLOWED_METHODS:
            return json_response(metadata.allowed_methods(directory, provider, message.client, at_s=now_ms() // 1000))
        return await self._description(directory, message)

    async def _description(self, directory: Directory, message: Message) -> Response:
        wanted = parse_qs(message.query or "").get("serviceCode", [""])[0]
        if not wanted:
            raise Fault(faults.INVALID_REQUEST, "Missing serviceCode in message body")
        found = [r for i, r in directory.routes.items() if i.provider == message.service.provider and i.service_code == wanted]
        if not found:
            raise Fault(faults.UNKNOWN_SERVICE, f"Unknown service: {message.service.provider}/{wanted[:255]}")
        service = found[0].service
        if service.type != "OPENAPI" or not service.description_url:
            raise Fault(faults.SERVICE_TYPE, f"Invalid service type: {service.type}")
        unread = Fault(faults.INTERNAL.replace("Client", "Server"), f"Failed reading service description from {wanted}")
        url = urlsplit(service.description_url)
        origin = (url.scheme, url.hostname or "", url.port or (443 if url.scheme == "https" else 80))
        try:
            async with asyncio.timeout(service.timeout_s):
                answer = await self.pools.get(origin, verify_tls=service.verify_tls).send(
                    method="GET",
                    target=(url.path or "/") + (f"?{url.query}" if url.query else ""),
                    host=url.netloc,
                    headers=[("Accept", "application/json, text/yaml")],
                    body=b"",
                    limit=_DESCRIPTION,
                )
            kind, text = metadata.hide_servers(bytes(answer.body))
        except (ConnectFailed, TimeoutError, Interrupted, InvalidAnswer, AnswerTooLarge, ValueError):
            raise unread from None
        if answer.status != 200:  # noqa: PLR2004
            raise unread
        return Response(status=200, reason="OK", headers=[("Content-Type", kind)], body=text)


def list_clients(directory: Directory, request: Request) -> Response:
    """The answer to ``/listClients``: JSON when asked for, XML otherwise (PR-META)."""
    config = directory.config
    _, _, query = request.target.partition("?")
    instance = parse_qs(query).get("xRoadInstance", [config.instance])[0]
    if instance != config.instance:
        raise Fault(faults.BAD_REQUEST, "Unknown instance")
    accept = messages.find(request.headers, "Accept") or ""
    if "json" in accept.lower():
        return json_response(metadata.list_clients(config))
    return Response(200, [("Content-Type", "text/xml; charset=utf-8")], metadata.list_clients_xml(config), "OK")
