"""The configuration made ready for look-ups: who is registered, which service lives where, who may call what."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from motcua.gateway.core.paths import compile_glob
from motcua.gateway.protocol.config import Config, Right, Service, Subsystem
from motcua.gateway.protocol.faults import (
    ACCESS_DENIED,
    AUTHENTICATION,
    SERVICE_DISABLED,
    UNKNOWN_CLIENT,
    UNKNOWN_PROVIDER,
    UNKNOWN_SERVICE,
    Fault,
)
from motcua.gateway.protocol.identifiers import ClientId, ServiceId

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True)
class Peer:
    """Who is at the other end of the connection: its address and, over TLS, the SHA-256 of its certificate (hex)."""

    address: str
    certificate: str | None = None


@dataclass(frozen=True, slots=True)
class Grant:
    """One right, ready to be asked."""

    right: Right
    clients: frozenset[ClientId]
    method: str
    path: re.Pattern[str]

    def covers(self, client: ClientId, method: str, path: str) -> bool:
        return client in self.clients and self.method in {"*", method} and self.path.fullmatch(path) is not None


@dataclass(frozen=True, slots=True)
class Route:
    """A service ready to be called; ``origin`` is (scheme, host, port), ``base_path`` has no trailing slash."""

    id: ServiceId
    service: Service
    origin: tuple[str, str, int]
    host_header: str
    base_path: str
    grants: tuple[Grant, ...]

    def grant(self, *, client: ClientId, method: str, path: str) -> Grant | None:
        """The right under which the client may call this method and normalised path, None when it holds none."""
        return next((grant for grant in self.grants if grant.covers(client, method, path)), None)

    def may(self, *, client: ClientId, method: str, path: str) -> bool:
        """Whether the client holds a right for this method and normalised path."""
        return self.grant(client=client, method=method, path=path) is not None

    def may_some(self, client: ClientId) -> bool:
        """Whether the client may call any endpoint of the service."""
        return any(client in grant.clients for grant in self.grants)

    def url_path(self, path: str) -> str:
        """The provider's path: base and service path joined with one slash."""
        return self.base_path + path if path or self.base_path else "/"


class Directory:
    """An immutable view of one configuration."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.clients = config.clients()
        groups = {g.name: frozenset(ClientId.parse(c) for c in g.clients) for g in config.groups}
        self.routes = {ServiceId.parse(s.id): _route(s, groups) for s in config.services}
        self.networks = {
            client: tuple(ipaddress.ip_network(n) for n in subsystem.networks) for client, subsystem in self.clients.items() if subsystem
        }

    def require_client(self, client: ClientId, peer: Peer) -> None:
        """Fault unless the client is registered and the peer may speak for it.

        A member without subsystem may only be spoken for from this machine.
        """
        if client not in self.clients:
            raise Fault(UNKNOWN_CLIENT, f"Client '{client}' is not registered")
        subsystem: Subsystem | None = self.clients[client]
        if subsystem and subsystem.certificates:
            allowed = peer.certificate is not None and peer.certificate.lower() in {c.lower() for c in subsystem.certificates}
        else:
            address = _address(peer.address)
            allowed = address is not None and (
                any(address in network for network in self.networks[client]) if subsystem else address.is_loopback
            )
        if not allowed:
            raise Fault(AUTHENTICATION, f"Client '{client}' is not authenticated on this connection")

    def require_provider(self, provider: ClientId) -> None:
        """Fault unless the subsystem is registered."""
        if self.clients.get(provider) is None:
            raise Fault(UNKNOWN_PROVIDER, f"Provider '{provider}' is not registered")

    def require_route(self, service: ServiceId) -> Route:
        """The route of a service; Fault when provider or service is unknown."""
        self.require_provider(service.provider)
        route = self.routes.get(service)
        if route is None:
            raise Fault(UNKNOWN_SERVICE, f"Unknown service: {service}")
        return route

    def authorise(self, *, route: Route, client: ClientId, method: str, path: str) -> Grant:
        """The right that lets the call pass; Fault without one, then Fault when the service is switched off (PR-MESS order of checks)."""
        grant = route.grant(client=client, method=method, path=path)
        if grant is None:
            raise Fault(ACCESS_DENIED, f"Request is not allowed: {route.id}")
        if not route.service.enabled:
            raise Fault(SERVICE_DISABLED, f"Service {route.id} is disabled: {route.service.notice}".rstrip(": "))
        return grant


def _address(text: str) -> Address | None:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address


def _route(service: Service, groups: dict[str, frozenset[ClientId]]) -> Route:
    url = urlsplit(service.base_url)
    port = url.port or (443 if url.scheme == "https" else 80)
    grants = tuple(
        Grant(
            right=right,
            clients=groups[right.subject[6:]] if right.subject.startswith("group:") else frozenset({ClientId.parse(right.subject)}),
            method=right.method,
            path=compile_glob(right.path),
        )
        for right in service.rights
    )
    return Route(
        id=ServiceId.parse(service.id),
        service=service,
        origin=(url.scheme, url.hostname or "", port),
        host_header=url.netloc,
        base_path=url.path.rstrip("/"),
        grants=grants,
    )
