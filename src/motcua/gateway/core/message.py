"""A request of the REST protocol understood: caller, service, path, kept headers and hash (PR-REST §4)."""

from __future__ import annotations

import os

import msgspec

from motcua.gateway.core.body import Body
from motcua.gateway.core.paths import normalise
from motcua.gateway.protocol import messages
from motcua.gateway.protocol.config import Config
from motcua.gateway.protocol.faults import BAD_REQUEST, Fault
from motcua.gateway.protocol.identifiers import (
    ClientId,
    IdentifierError,
    ServiceId,
    check_represented_party,
    parse_server_id,
)

_CLIENT, _MESSAGE_ID = messages.CLIENT.lower(), messages.MESSAGE_ID.lower()
_REPRESENTED, _SERVER = messages.REPRESENTED.lower(), messages.SECURITY_SERVER.lower()
_PARTS = 7  # "", r1 and the five codes of the service
_IDS = 256  # so many at a time: asking the system for randomness costs more than all the rest of an id
_random: list[str] = []
_VARIANT = {digit: "89ab"[int(digit, 16) & 3] for digit in "0123456789abcdef"}  # RFC 9562 §4.1: the two high bits are 10
os.register_at_fork(after_in_child=_random.clear)


def new_id() -> str:
    """A random UUID (version 4) as text."""
    if not _random:
        block = os.urandom(16 * _IDS).hex()
        _random.extend(block[at : at + 32] for at in range(0, len(block), 32))
    digits = _random.pop()
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{_VARIANT[digits[16]]}{digits[17:20]}-{digits[20:]}"


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """One call on its way; ``path`` is normalised, ``target`` is the path and query as they came.

    ``named`` holds the last value of every header by its name in lower case.
    ``dialect`` is None for X-Road's own; ``proven`` when the dialect itself established who the client is; ``sender`` is the security
    server that handed it over.
    """

    method: str
    target: str
    client: ClientId
    service: ServiceId
    path: str
    query: str | None
    headers: list[messages.Header]
    named: dict[str, str]
    message_id: str
    request_id: str
    head: bytes
    body: Body
    request_hash: str
    dialect: str | None = None
    proven: bool = False
    sender: str | None = None

    @property
    def body_digest(self) -> bytes | None:
        """SHA-512 of the body, None without one; asked for while the body is open."""
        return self.body.digest()

    def header(self, name: str) -> str | None:
        """A header of the message, None when it has none."""
        return messages.find(self.headers, name)


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """What a target names: a service, the normalised path in it and the query as it came."""

    service: ServiceId
    path: str
    query: str | None


def split_target(target: str) -> tuple[str, str | None]:
    """Path and query of an origin-form target; Fault for absolute or foreign forms."""
    if not target.startswith("/") or "#" in target:
        raise Fault(BAD_REQUEST, "Invalid request URI")
    path, mark, query = target.partition("?")
    return path, query if mark else None


def service_of(path: str) -> tuple[ServiceId, str]:
    """The service that ``/r1/…`` names and the raw path after it; Fault when it is not such a path."""
    parts = path.split("/", _PARTS)
    version = parts[1] if len(parts) > 1 else ""
    if len(version) != 2 or version[0] != "r" or not version[1].isdigit():  # noqa: PLR2004
        raise Fault(BAD_REQUEST, "Invalid protocol version")
    if version != "r1":
        raise Fault(BAD_REQUEST, f"Unsupported protocol version {version[1]}")
    if len(parts) < _PARTS:
        raise Fault(BAD_REQUEST, "Invalid request URI")
    try:
        service = ServiceId.parse("/".join(parts[2:_PARTS]))
    except IdentifierError as error:
        raise Fault(BAD_REQUEST, f"Invalid service identifier: {error}") from None
    return service, "/" + parts[_PARTS] if len(parts) > _PARTS else ""


def require_verb(method: str) -> None:
    """Fault for a method that the protocol does not know (PR-REST §4.1)."""
    if method not in messages.VERBS:
        raise Fault(BAD_REQUEST, f"Unsupported method {method[:16]}")


def understand(*, method: str, target: str, headers: list[messages.Header], body: Body, config: Config) -> Message:
    """The message behind a request of PR-REST; Fault ``Client.BadRequest`` names what is wrong with it."""
    require_verb(method)
    raw_path, query = split_target(target)
    service, rest = service_of(raw_path)
    kept = messages.kept_request_headers(headers)
    named = Named(service=service, path=normalise(rest), query=query)
    return complete(method=method, target=target, named=named, kept=kept, body=body, config=config)


def complete(
    *,
    method: str,
    target: str,
    named: Named,
    kept: list[messages.Header],
    body: Body,
    config: Config,
    dialect: str | None = None,
    proven: bool = False,
) -> Message:
    """The message of kept headers in their X-Road names, for every dialect: ids are given, head and body hashed."""
    found = messages.values(kept)
    client = _client(found.get(_CLIENT), messages.CLIENT)
    _check_optional(found, config)
    request_id = new_id()
    kept.append((messages.REQUEST_ID, request_id))
    message_id = found.get(_MESSAGE_ID)
    if not message_id:
        if message_id is not None:  # an empty one
            kept = [h for h in kept if h[0].lower() != _MESSAGE_ID]
        message_id = f"{config.instance}-{request_id}"
        kept.append((messages.MESSAGE_ID, message_id))
    head = messages.request_head(method=method, target=target, headers=kept)
    return Message(
        method=method,
        target=target,
        client=client,
        service=named.service,
        path=named.path,
        query=named.query,
        headers=kept,
        named=found,
        message_id=message_id,
        request_id=request_id,
        head=head,
        body=body,
        request_hash=messages.request_hash(head, body.digest()),
        dialect=dialect,
        proven=proven,
    )


def client_of(headers: list[messages.Header], *, name: str = messages.CLIENT) -> ClientId:
    """The client that a header names; Fault when it is missing or no client identifier."""
    return _client(messages.find(headers, name), name)


def _client(text: str | None, name: str) -> ClientId:
    if not text:
        raise Fault(BAD_REQUEST, f"Missing required header {name}")
    try:
        return ClientId.parse(text)
    except IdentifierError as error:
        raise Fault(BAD_REQUEST, f"Invalid header {name}: {error}") from None


def _check_optional(found: dict[str, str], config: Config) -> None:
    party, server, name = found.get(_REPRESENTED), found.get(_SERVER), messages.REPRESENTED
    if party is None and server is None:
        return
    try:
        if party is not None:
            check_represented_party(party)
        name = messages.SECURITY_SERVER
        wanted = parse_server_id(server) if server is not None else None
    except IdentifierError as error:
        raise Fault(BAD_REQUEST, f"Invalid header {name}: {error}") from None
    if wanted is not None and wanted not in {parse_server_id(known) for known in (config.server_id, *(s.id for s in config.servers))}:
        raise Fault(BAD_REQUEST, f"Invalid header {name}: no such security server offers the service")
