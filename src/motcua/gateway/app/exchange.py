"""One call from request to durable record: understand, authorise, forward, answer (PR-REST; order of checks of PR-MESSTRANSP)."""

from __future__ import annotations

import asyncio
import json
import logging
import time
import uuid
from base64 import b64encode
from collections import Counter
from typing import Any
from urllib.parse import parse_qs, urlsplit

from motcua.gateway.app.http import Request, Response, phrase
from motcua.gateway.app.journal import Journal
from motcua.gateway.app.upstream import AnswerTooLarge, ConnectFailed, Interrupted, InvalidAnswer, Pools
from motcua.gateway.core import metadata
from motcua.gateway.core.directory import Directory, Peer, Route
from motcua.gateway.core.log import LogError
from motcua.gateway.core.message import Message, understand
from motcua.gateway.protocol import faults, messages
from motcua.gateway.protocol.faults import Fault
from motcua.gateway.protocol.record import Record

logger = logging.getLogger("motcua.gateway")
_JSON = "application/json; charset=utf-8"


class Call:
    """One call in progress and the instants of its journey (Unix ms)."""

    __slots__ = ("fault", "forwarded", "message", "request_out", "response_in")

    def __init__(self, message: Message) -> None:
        self.message = message
        self.forwarded: str | None = None
        self.request_out: int | None = None
        self.response_in: int | None = None
        self.fault: str | None = None


class Exchange:
    """The data plane without its sockets; ``directory`` is replaced whole when the configuration changes."""

    def __init__(self, *, directory: Directory, journal: Journal, pools: Pools) -> None:
        self.directory, self.journal, self.pools = directory, journal, pools
        self.counts: Counter[str] = Counter()
        self.draining = False

    async def answer(self, request: Request) -> Response:
        """The answer to any protocol request; no exception leaves this function but cancellation."""
        directory = self.directory
        call: Call | None = None
        try:
            try:
                self._require_service()
                message = understand(
                    method=request.method,
                    target=request.target,
                    headers=request.headers,
                    body=request.body,
                    instance=directory.config.instance,
                    server_id=directory.config.server_id,
                )
                directory.require_client(message.client, Peer(request.address, request.certificate))
                call = Call(message)
                response = await self._carry_out(directory, call)
            except Fault as fault:
                response = self._refusal(directory, request, fault, call)
            if call is not None:
                await self.journal.keep(_record(call, request, response))
        except LogError:
            logger.exception("message log")
            response = self._refusal(directory, request, Fault(faults.LOGGING_FAILED, "The message could not be logged"), call)
        except Exception:
            logger.exception("unexpected")
            response = self._refusal(directory, request, Fault(faults.INTERNAL, "Internal error"), call)
        self.counts[messages.find(response.headers, messages.ERROR) or "forwarded"] += 1
        return response

    def _require_service(self) -> None:
        """Nothing is forwarded that could not be logged afterwards."""
        if self.draining:
            raise Fault(faults.MAINTENANCE, "The security server is being stopped")
        if not self.journal.usable:
            raise Fault(faults.LOGGING_FAILED, "The message log cannot be written")

    async def _carry_out(self, directory: Directory, call: Call) -> Response:
        message = call.message
        if message.service.service_code in metadata.SERVED:
            directory.require_provider(message.service.provider)
            response = await self._metadata(directory, message)
        else:
            route = directory.require_route(message.service)
            directory.authorise(route=route, client=message.client, method=message.method, path=message.path)
            response = await self._forward(directory, route, call)
        response.headers = [*messages.kept_response_headers(response.headers), *_own_headers(message)]
        return response

    async def _forward(self, directory: Directory, route: Route, call: Call) -> Response:
        message, limits = call.message, directory.config.limits
        target = route.url_path(message.path) + (f"?{message.query}" if message.query is not None else "")
        call.forwarded, call.request_out = target, _now_ms()
        secret = {name.lower() for name, _ in route.service.provider_headers}
        pool = self.pools.get(route.origin, verify_tls=route.service.verify_tls)
        try:
            async with asyncio.timeout(route.service.timeout_s):
                response = await pool.send(
                    method=message.method,
                    target=target,
                    host=route.host_header,
                    headers=[*(h for h in message.headers if h[0].lower() not in secret), *route.service.provider_headers],
                    body=message.body,
                    limit=limits.body_bytes,
                )
        except ConnectFailed:
            raise Fault(faults.NETWORK_ERROR, "Could not connect to the service") from None
        except TimeoutError:
            raise Fault(faults.FAILED_TIMEOUT, "The service did not answer in time") from None
        except Interrupted:
            raise Fault(faults.FAILED_NETWORK, "The connection to the service ended before the answer was complete") from None
        except InvalidAnswer:
            raise Fault(faults.FAILED_HTTP, "The service did not answer in HTTP") from None
        except AnswerTooLarge:
            raise Fault(faults.FAILED_SIZE, f"The answer is longer than {limits.body_bytes} bytes") from None
        call.response_in = _now_ms()
        return response

    async def _metadata(self, directory: Directory, message: Message) -> Response:
        if message.method != "GET" or message.path not in {"", "/"}:
            raise Fault(faults.INVALID_REQUEST, "Metadata services answer GET without a path")
        provider, code = message.service.provider, message.service.service_code
        if code == metadata.LIST_METHODS:
            return json_response(metadata.list_methods(directory, provider))
        if code == metadata.ALLOWED_METHODS:
            return json_response(metadata.allowed_methods(directory, provider, message.client))
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
                    limit=directory.config.limits.body_bytes,
                )
            kind, text = metadata.hide_servers(answer.body)
        except (ConnectFailed, TimeoutError, Interrupted, InvalidAnswer, AnswerTooLarge, ValueError):
            raise unread from None
        if answer.status != 200:  # noqa: PLR2004
            raise unread
        return Response(status=200, reason="OK", headers=[("Content-Type", kind)], body=text)

    def list_clients(self, request: Request) -> Response:
        """The answer to ``/listClients``: JSON when asked for, XML otherwise (PR-META)."""
        config = self.directory.config
        _, _, query = request.target.partition("?")
        instance = parse_qs(query).get("xRoadInstance", [config.instance])[0]
        if instance != config.instance:
            return self._refusal(self.directory, request, Fault(faults.BAD_REQUEST, "Unknown instance"), None)
        accept = messages.find(request.headers, "Accept") or ""
        if "json" in accept.lower():
            return json_response(metadata.list_clients(config))
        return Response(200, [("Content-Type", "text/xml; charset=utf-8")], metadata.list_clients_xml(config), "OK")

    def _refusal(self, directory: Directory, request: Request, fault: Fault, call: Call | None) -> Response:
        code = faults.spell(fault.code, directory.config.error_style)
        if call is not None:
            call.fault = code
        detail = call.message.request_id if call else str(uuid.uuid4())
        xml = faults.wants_xml(messages.find(request.headers, "Accept"))
        kind, body = faults.fault_body(code=code, message=fault.message, detail=detail, xml=xml)
        headers = [("Content-Type", kind), (messages.ERROR, code), *(_own_headers(call.message) if call else ())]
        status = faults.status_of(fault.code)
        return Response(status=status, reason=phrase(status), headers=headers, body=body)


def json_response(value: Any, *, status: int = 200) -> Response:
    """An answer of the gateway itself."""
    return Response(status, [("Content-Type", _JSON)], json.dumps(value, ensure_ascii=False).encode(), phrase(status))


def _own_headers(message: Message) -> list[messages.Header]:
    return [
        (messages.CLIENT, str(message.client)),
        (messages.SERVICE, str(message.service)),
        (messages.MESSAGE_ID, message.message_id),
        (messages.REQUEST_ID, message.request_id),
        (messages.REQUEST_HASH, message.request_hash),
    ]


def _now_ms() -> int:
    return time.time_ns() // 1_000_000


def _text(digest: bytes | None) -> str | None:
    return b64encode(digest).decode() if digest is not None else None


def _record(call: Call, request: Request, response: Response) -> Record:
    message = call.message
    head = messages.response_head(status=response.status, reason=response.reason, headers=response.headers)
    return Record(
        request_id=message.request_id,
        message_id=message.message_id,
        client=str(message.client),
        service=str(message.service),
        method=message.method,
        target=message.target,
        forwarded=call.forwarded,
        user_id=message.header(messages.USER_ID),
        issue=message.header(messages.ISSUE),
        represented_party=message.header(messages.REPRESENTED),
        request_in_ms=request.received_ms,
        request_out_ms=call.request_out,
        response_in_ms=call.response_in,
        response_out_ms=_now_ms(),
        request_head=message.head.decode("latin-1"),
        request_body=_text(message.body_digest),
        request_size=len(message.body),
        request_hash=message.request_hash,
        response_head=head.decode("latin-1"),
        response_body=_text(messages.body_digest(response.body)),
        response_size=len(response.body),
        status=response.status,
        fault=call.fault,
    )
