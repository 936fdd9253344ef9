"""The configuration made ready for look-ups: who is registered, which service lives where, who may call what."""

from __future__ import annotations

import ipaddress
import re
import time
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

from motcua.gateway.core.contexts import Contexts
from motcua.gateway.core.credentials import Credentials
from motcua.gateway.core.filtering import Tree, compile_fields
from motcua.gateway.core.message import Message
from motcua.gateway.core.paces import Bound, Name, bound_of
from motcua.gateway.core.paths import compile_glob
from motcua.gateway.protocol.config import Config, Environment, Right, SecurityServer, Service, Subsystem, tighter
from motcua.gateway.protocol.faults import (
    ACCESS_DENIED,
    AUTHENTICATION,
    BAD_REQUEST,
    CLIENT_SUSPENDED,
    SERVICE_DISABLED,
    UNKNOWN_CLIENT,
    UNKNOWN_PROVIDER,
    UNKNOWN_SERVICE,
    Fault,
)
from motcua.gateway.protocol.identifiers import GROUP, ClientId, ServiceId, encode_segment, parse_server_id
from motcua.gateway.protocol.messages import SECURITY_SERVER
from motcua.gateway.translate.declarations import declare_offer, fingerprint
from motcua.gateway.translate.offer import SoapOffer
from motcua.gateway.translate.prepared import Translator, prepare

_ADMITTED = 4096  # pairs of client and peer that were let in and are not looked at again
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Peer(NamedTuple):
    """Who is at the other end of the connection: its address and, over TLS, the SHA-256 of its certificate (hex)."""

    address: str
    certificate: str | None = None


@dataclass(frozen=True, slots=True)
class Grant:
    """One right, ready to be asked. ``fields`` of JSON answers pass (None: all); ``bound`` is the pace of the right itself.

    ``name`` is that of its counter: one for all clients of the right.
    """

    right: Right
    clients: frozenset[ClientId]
    method: str
    path: re.Pattern[str]
    fields: Tree | None = None
    bound: Bound | None = None
    name: Name = ()

    def holds(self, at_s: int) -> bool:
        """Whether the instant (Unix seconds) lies in the right's half-open period."""
        until = self.right.valid_until
        return self.right.valid_from <= at_s and (not until or at_s < until)

    def covers(self, method: str, path: str) -> bool:
        """Whether it is for this method and normalised path."""
        return self.method in {"*", method} and self.path.fullmatch(path) is not None


@dataclass(frozen=True, slots=True)
class Route:
    """A service ready to be called; ``origin`` is (scheme, host, port), ``base_path`` has no trailing slash.

    ``bound`` is the pace of each client, ``paced`` are the rights that have one of their own; ``canary`` and ``sandbox`` are the same
    service at its other addresses, which ``variant`` names.
    ``translator`` and its ``fingerprint`` are there when the service has an adapter, ``offer`` when SOAP callers may reach it.
    """

    id: ServiceId
    service: Service
    origin: tuple[str, str, int]
    host_header: str
    base_path: str
    grants: tuple[Grant, ...]
    variant: str | None = None
    bound: Bound | None = None
    paced: tuple[Grant, ...] = ()
    canary: Route | None = None
    canary_clients: frozenset[ClientId] = frozenset()
    sandbox: Route | None = None
    translator: Translator | None = None
    fingerprint: str | None = None
    offer: SoapOffer | None = None

    def grant(self, *, client: ClientId, method: str, path: str, at_s: int) -> Grant | None:
        """The right under which the client may call this method and normalised path now (Unix seconds), None when it holds none.

        Several rights are worth what they are worth together: one without bounds on fields wins, otherwise the fields of all pass.
        """
        held: list[Grant] = []
        for grant in self.grants:
            if client in grant.clients and grant.covers(method, path) and grant.holds(at_s):
                if grant.fields is None:
                    return grant
                held.append(grant)
        if len(held) <= 1:
            return held[0] if held else None
        return replace(held[0], fields=compile_fields(name for grant in held for name in grant.right.fields))

    def bounds(self, message: Message, *, at_s: int) -> list[tuple[Name, Bound]]:
        """Every bound that applies to a call now (Unix seconds), by its counter: the service's for the client, that of each right."""
        found: list[tuple[Name, Bound]] = [] if self.bound is None else [((self.id, message.client), self.bound)]
        for grant in self.paced:
            covers = message.client in grant.clients and grant.covers(message.method, message.path) and grant.holds(at_s)
            if covers and grant.bound is not None:
                found.append((grant.name, grant.bound))
        return found

    def may(self, *, client: ClientId, method: str, path: str, at_s: int) -> bool:
        """Whether the client holds a right for this method and normalised path."""
        return self.grant(client=client, method=method, path=path, at_s=at_s) is not None

    def may_some(self, client: ClientId, *, at_s: int) -> bool:
        """Whether the client may call any endpoint of the service."""
        return any(client in grant.clients and grant.holds(at_s) for grant in self.grants)

    def url_path(self, path: str) -> str:
        """The provider's path: base and service path joined with one slash."""
        return self.base_path + path if path or self.base_path else "/"


class Directory:
    """An immutable view of one configuration."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.clients, self.suspended = config.clients(), config.suspended()
        self.names = {client: str(client) for client in self.clients}
        self._sandboxed = {client for client, system in self.clients.items() if system and system.environment is Environment.SANDBOX}
        self._admitted: set[tuple[ClientId, Peer]] = set()
        self.contexts, self.credentials = Contexts(config), Credentials(config)
        self.own_prefix = f"/{encode_segment(config.instance)}/"
        self.servers = {digest: server for server in config.servers for digest in server.certificates}
        self.behind = {ClientId.parse(client): server for server in config.servers for client in server.clients}
        groups = {g.name: frozenset(ClientId.parse(c) for c in g.clients) for g in config.groups}
        self.routes = {ServiceId.parse(s.id): _route(s, groups) for s in config.services}
        self.networks = {
            client: tuple(ipaddress.ip_network(n) for n in subsystem.networks) for client, subsystem in self.clients.items() if subsystem
        }

    def require_client(self, client: ClientId, peer: Peer) -> None:
        """Fault unless the client is registered and the peer may speak for it.

        A member without subsystem may only be spoken for from this machine.
        """
        if (client, peer) in self._admitted:
            return
        lasting = True
        if client not in self.clients:
            raise Fault(UNKNOWN_CLIENT, f"Client '{client}' is not registered")
        subsystem: Subsystem | None = self.clients[client]
        if client in self.behind:
            allowed = False  # its own security server speaks for it
        elif subsystem and subsystem.certificates:
            allowed = peer.certificate is not None and peer.certificate.lower() in {c.lower() for c in subsystem.certificates}
            if not allowed and time.time() < subsystem.networks_until:
                allowed, lasting = self._is_near(client, peer), False
        else:
            allowed = self._is_near(client, peer)
        if not allowed:
            wanted = ": show its certificate over TLS" if subsystem and subsystem.certificates else ""
            raise Fault(AUTHENTICATION, f"Client '{client}' is not authenticated on this connection{wanted}")
        if lasting and len(self._admitted) < _ADMITTED:
            self._admitted.add((client, peer))

    def _is_near(self, client: ClientId, peer: Peer) -> bool:
        """Whether the peer calls from a network of the system; for a member without one, from this machine."""
        address = _address(peer.address)
        if address is None:
            return False
        return any(address in network for network in self.networks[client]) if self.clients[client] else address.is_loopback

    def require_active(self, message: Message) -> None:
        """Fault when who calls, or who is called, is suspended."""
        client, provider = message.client, message.service.provider
        if client in self.suspended:
            raise Fault(CLIENT_SUSPENDED, f"Client '{client}' is suspended in this exchange and cannot call")
        if provider in self.suspended:
            raise Fault(SERVICE_DISABLED, f"Provider '{provider}' is suspended in this exchange and cannot be called")

    def server_for(self, message: Message) -> SecurityServer | None:
        """The other security server behind which the provider lives, None when it is here; Fault when the message names a third."""
        server = self.behind.get(message.service.provider)
        named = message.header(SECURITY_SERVER)
        if named is not None and parse_server_id(named) != parse_server_id(server.id if server else self.config.server_id):
            raise Fault(BAD_REQUEST, f"Invalid header {SECURITY_SERVER}: the provider does not live behind it")
        return server

    def require_provider(self, provider: ClientId) -> None:
        """Fault unless the subsystem is registered."""
        if self.clients.get(provider) is None:
            raise Fault(UNKNOWN_PROVIDER, f"Provider '{provider}' is not registered")

    def require_route(self, service: ServiceId) -> Route:
        """The route of a service; Fault when provider or service is unknown."""
        route = self.routes.get(service)
        if route is None:
            self.require_provider(service.provider)
            raise Fault(UNKNOWN_SERVICE, f"Unknown service: {service}")
        return route

    def authorise(self, *, route: Route, client: ClientId, method: str, path: str, at_s: int) -> Grant:
        """The right that lets the call pass; Fault without one, then Fault when the service is switched off (PR-MESS order of checks)."""
        grant = route.grant(client=client, method=method, path=path, at_s=at_s)
        if grant is None:
            outside = any(client in grant.clients and grant.covers(method, path) for grant in route.grants)
            why = " (the right has ended or has not begun)" if outside else ""
            raise Fault(ACCESS_DENIED, f"Request is not allowed: {route.id}{why}")
        if not route.service.enabled:
            raise Fault(SERVICE_DISABLED, f"Service {route.id} is disabled: {route.service.notice}".rstrip(": "))
        return grant

    def in_sandbox(self, client: ClientId) -> bool:
        """Whether the client's calls go to sandboxes only."""
        return client in self._sandboxed


@lru_cache(maxsize=4096)
def _address(text: str) -> Address | None:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address


def _clients_of(subject: str, groups: dict[str, frozenset[ClientId]]) -> frozenset[ClientId]:
    return groups[subject.removeprefix(GROUP)] if subject.startswith(GROUP) else frozenset({ClientId.parse(subject)})


def _route(service: Service, groups: dict[str, frozenset[ClientId]]) -> Route:
    grants = tuple(
        Grant(
            right=right,
            clients=_clients_of(right.subject, groups),
            method=right.method,
            path=compile_glob(right.path),
            fields=compile_fields(right.fields),
            bound=bound_of(right.pace, whose="right-"),
            name=(service.id, right.subject, right.method, right.path, *filter(None, [right.agreement])),
        )
        for right in service.rights
    )
    canary, sandbox = None, None
    if service.canary is not None:
        canary = _at(replace(service, base_url=service.canary.base_url), grants, "canary")
    if service.sandbox_url is not None:
        # Credentials and adapter are those of the real provider; the sandbox gets neither.
        sandbox = _at(replace(service, base_url=service.sandbox_url, provider_headers=(), adapter=None), grants, "sandbox")
    clients = frozenset(ClientId.parse(c) for c in service.canary.clients) if service.canary else frozenset[ClientId]()
    return replace(_at(service, grants, None), canary=canary, canary_clients=clients, sandbox=sandbox)


def _at(service: Service, grants: tuple[Grant, ...], variant: str | None) -> Route:
    """The route to one address of the service."""
    url, adapter = urlsplit(service.base_url), service.adapter
    port = url.port or (443 if url.scheme == "https" else 80)
    return Route(
        id=ServiceId.parse(service.id),
        service=service,
        origin=(url.scheme, url.hostname or "", port),
        host_header=url.netloc,
        base_path=url.path.rstrip("/"),
        grants=grants,
        variant=variant,
        bound=bound_of(tighter(service.pace, service.own_pace)),
        paced=tuple(grant for grant in grants if grant.bound is not None),
        translator=prepare(adapter.kind, adapter.settings) if adapter else None,
        offer=SoapOffer(declare_offer(service.soap_offer)) if service.soap_offer is not None else None,
        fingerprint=fingerprint(adapter.kind, adapter.settings) if adapter else None,
    )
