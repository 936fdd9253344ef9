"""The dialect of the GovStack information mediator: X-Road's protocol with names of its own and lists in the shape ``member``.

Its documents do not agree with each other, so both forms are understood: the building blocks name the caller in
``Information-Mediator-Client`` and write no ``/r1``, the directory (IM Directory Services API 1.0) has ``/r1`` and ``X-GovStack-Client``.
An answer speaks in the family of headers in which it was asked.
"""

from __future__ import annotations

from collections.abc import Iterable

from motcua.gateway.app.carriers.metadata import instance_asked
from motcua.gateway.app.dialects.xroad import XRoad
from motcua.gateway.app.http import Request, Response, json_response
from motcua.gateway.core import metadata
from motcua.gateway.core.directory import Directory
from motcua.gateway.core.message import Message, Named, client_of, complete, require_verb, service_of, split_target
from motcua.gateway.core.paths import normalise
from motcua.gateway.protocol import messages
from motcua.gateway.protocol.faults import BAD_REQUEST, Fault

NAME = metadata.GOVSTACK
_CLIENTS = {f"{prefix}Client".lower(): prefix for prefix in messages.GOVSTACK}
_LENGTHS = frozenset(map(len, _CLIENTS))
_TRANSLATED = (
    messages.CLIENT,
    messages.MESSAGE_ID,
    messages.USER_ID,
    messages.ISSUE,
    messages.REPRESENTED,
    messages.SECURITY_SERVER,
)


def _family(headers: Iterable[messages.Header]) -> str | None:
    """The prefix in which a caller names itself, None when it does not speak this dialect."""
    for name, _ in headers:
        if len(name) in _LENGTHS and (found := _CLIENTS.get(name.lower())):
            return found
    return None


class GovStack:
    """Calls to ``[/r1]/instance/class/member/application/service[/path]`` with ``Information-Mediator-*`` or ``X-GovStack-*`` headers."""

    def __init__(self) -> None:
        self._xroad = XRoad()

    def speaks(self, request: Request, directory: Directory) -> bool:
        """By the path without ``/r1``, by the client header, or by the parameter that only this directory has."""
        if request.target.startswith(directory.own_prefix) or _family(request.headers) is not None:
            return True
        return request.target.startswith("/listClients?") and "instanceId=" in request.target

    def answer_itself(self, request: Request, directory: Directory) -> Response | None:
        """``/listClients`` in the shape of the directory."""
        if request.target.partition("?")[0] != "/listClients" or request.method not in {"GET", "HEAD"}:
            return None
        instance_asked(request, directory, parameter="instanceId")
        return json_response(metadata.govstack_clients(directory.config))

    def understand(self, request: Request, directory: Directory) -> Message:
        """The message, with the caller's headers beside their X-Road names so that every provider reads the same caller."""
        require_verb(request.method)
        path, query = split_target(request.target)
        service, rest = service_of(path if path.startswith("/r1/") else f"/r1{path}")
        kept = messages.kept_request_headers(request.headers)
        prefix = _family(kept) or messages.GOVSTACK[0]
        client = client_of(kept, name=f"{prefix}Client")
        for name in (messages.CLIENT, *(f"{other}Client" for other in messages.GOVSTACK)):
            if messages.find(kept, name) is not None and client_of(kept, name=name) != client:
                raise Fault(BAD_REQUEST, f"{prefix}Client and {name} name different clients")
        for name in _TRANSLATED:
            value = messages.find(kept, prefix + name.removeprefix("X-Road-"))
            if value is not None:
                kept = [h for h in kept if h[0].lower() != name.lower()]
                kept.append((name, value))
        named = Named(service=service, path=normalise(rest), query=query)
        return complete(
            method=request.method,
            target=request.target,
            named=named,
            kept=kept,
            body=request.body,
            config=directory.config,
            dialect=NAME,
        )

    def own_headers(self, message: Message) -> list[messages.Header]:
        """X-Road's five under the names of the caller's family."""
        return _respelt(self._xroad.own_headers(message), _family(message.headers))

    def refuse(self, request: Request, directory: Directory, fault: Fault, message: Message | None) -> Response:
        """X-Road's error under the names of the caller's family."""
        response = self._xroad.refuse(request, directory, fault, message)
        response.headers = _respelt(response.headers, _family(request.headers))
        return response


def _respelt(headers: list[messages.Header], prefix: str | None) -> list[messages.Header]:
    family = prefix or messages.GOVSTACK[0]
    spelt: list[messages.Header] = []
    for name, value in headers:
        own = name[:7].lower() == "x-road-"
        spelt.append((family + "-".join(part.capitalize() for part in name[7:].split("-")), value) if own else (name, value))
    return spelt
