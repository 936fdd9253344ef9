"""What the gateway answers about itself: lists, descriptions of services, verificationconf (PR-META, PR-MREST)."""

from __future__ import annotations

from urllib.parse import parse_qs, parse_qsl, urlsplit

from motcua.gateway.app.call import now_ms
from motcua.gateway.app.http import Request, Response, json_response
from motcua.gateway.app.upstream import AnswerTooLarge, ConnectFailed, Interrupted, InvalidAnswer, Pools
from motcua.gateway.core import metadata, shared_params
from motcua.gateway.core.directory import Directory, Route
from motcua.gateway.core.message import Message
from motcua.gateway.protocol import faults, messages
from motcua.gateway.protocol.config import MEBIBYTE
from motcua.gateway.protocol.faults import Fault
from motcua.gateway.translate.describing import GET_WSDL, HIDDEN_ENDPOINT
from motcua.gateway.translate.offer import SoapOffer

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
        if code == metadata.GET_OPENAPI:
            return await self._description(directory, message)
        if code == GET_WSDL:
            return _wsdl(directory, message)
        if code == metadata.LIST_METHODS:
            listed = metadata.list_methods(directory, provider)
        else:
            listed = metadata.allowed_methods(directory, provider, message.client, at_s=now_ms() // 1000)
        if message.dialect == metadata.GOVSTACK:
            listed = metadata.govstack_methods(listed, service_id=_parameter(message.query, "serviceId"))
        return json_response(listed)

    async def _description(self, directory: Directory, message: Message) -> Response:
        wanted, route = _wanted(directory, message)
        service = route.service
        if service.type != "OPENAPI" or not service.description_url:
            raise Fault(faults.SERVICE_TYPE, f"Invalid service type: {service.type}")
        # The address stays unsaid: X-Road names it here, but it is none of the caller's business.
        unread = Fault(faults.PROVIDER_INTERNAL, f"Failed reading service description from {wanted}")
        answer = await self._fetch(directory, route, unread)
        try:
            kind, text = metadata.hide_servers(bytes(answer.body))
        except ValueError:
            raise unread from None
        return Response(status=200, reason="OK", headers=[("Content-Type", kind)], body=text)

    async def _fetch(self, directory: Directory, route: Route, unread: Fault) -> Response:
        service = route.service
        url = urlsplit(service.description_url or "")
        origin = (url.scheme, url.hostname or "", url.port or (443 if url.scheme == "https" else 80))
        try:
            answer = await self.pools.get(origin, verify_tls=service.verify_tls).send(
                method="GET",
                target=(url.path or "/") + (f"?{url.query}" if url.query else ""),
                host=url.netloc,
                headers=[("Accept", "application/json, text/yaml")],
                body=b"",
                limit=_DESCRIPTION,
                timeout_s=service.timeout_s,
            )
        except (ConnectFailed, TimeoutError, Interrupted, InvalidAnswer, AnswerTooLarge):
            raise unread from None
        if answer.status != 200:  # noqa: PLR2004
            raise unread
        return answer


def _wanted(directory: Directory, message: Message) -> tuple[str, Route]:
    """The service of the provider whose description is asked; Fault when none is named or there is none of that code."""
    wanted = _parameter(message.query, "serviceCode")
    if not wanted:
        raise Fault(faults.INVALID_REQUEST, "Missing serviceCode in message body")
    found = [r for i, r in directory.routes.items() if i.provider == message.service.provider and i.service_code == wanted]
    if not found:
        raise Fault(faults.UNKNOWN_SERVICE, f"Unknown service: {message.service.provider}/{wanted[:255]}")
    return wanted, found[0]


def _wsdl(directory: Directory, message: Message) -> Response:
    """The WSDL of a service that SOAP callers may reach, without any address (PR-META §4)."""
    wanted, route = _wanted(directory, message)
    if route.offer is None:
        raise Fault(faults.SERVICE_TYPE, f"Invalid service type: {route.service.type}")
    return Response(200, [("Content-Type", "text/xml; charset=utf-8")], wsdl_of(route.offer, wanted, HIDDEN_ENDPOINT), "OK")


def wsdl_of(offer: SoapOffer, code: str, address: str) -> bytes:
    """The WSDL of a service by its code, whatever signs that has, at an address."""
    name = "".join(sign for sign in code if sign.isalnum()) or "service"
    return offer.description(name=name if name[0].isalpha() else f"s{name}", address=address)


def _parameter(query: str | None, name: str) -> str | None:
    """The last value of a query parameter whatever the case of its name, as X-Road reads ``serviceCode``; None when it is not there."""
    return next((value for key, value in reversed(parse_qsl(query or "")) if key.lower() == name.lower()), None)


def instance_asked(request: Request, directory: Directory, *, parameter: str) -> None:
    """Fault when a list is asked of an instance that this gateway does not know (PR-META §2)."""
    own = directory.config.instance
    if parse_qs(request.target.partition("?")[2]).get(parameter, [own])[-1] != own:
        raise Fault(faults.BAD_REQUEST, "Unknown instance")


def list_clients(directory: Directory, request: Request) -> Response:
    """The answer to ``/listClients``: JSON when asked for, XML otherwise (PR-META §2)."""
    accept = messages.find(request.headers, "Accept") or ""
    if "json" in accept.lower():
        return json_response(metadata.list_clients(directory.config))
    return Response(200, [("Content-Type", "text/xml; charset=utf-8")], metadata.list_clients_xml(directory.config), "OK")


def verification_configuration(directory: Directory, request: Request) -> Response:
    """The answer to ``/verificationconf``: a zip with the instance and its shared parameters."""
    host = (messages.find(request.headers, "Host") or "").rpartition(":")[0] or messages.find(request.headers, "Host") or ""
    content = shared_params.verification_zip(directory.config, own_address=host)
    name = 'filename="verificationconf.zip"'
    return Response(200, [("Content-Type", "application/zip"), ("Content-Disposition", f"attachment; {name}")], content, "OK")
