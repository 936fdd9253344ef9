"""The configuration file of the gateway: members, services and rights, written by the platform and read by the data plane."""

from __future__ import annotations

import ipaddress
import os
import re
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from motcua.gateway.protocol.faults import ErrorStyle
from motcua.gateway.protocol.identifiers import ClientId, IdentifierError, ServiceId, parse_server_id, strict_code
from motcua.gateway.protocol.messages import NEVER_FORWARDED, VERBS
from motcua.kernel.public_addresses import may_reach

MEBIBYTE = 1024 * 1024
_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^`|~-]+")
LOOPBACK = ("127.0.0.0/8", "::1/128")
RESERVED = frozenset(
    {"listClients", "listMethods", "allowedMethods", "getWsdl", "getOpenAPI", "getSecurityServerMetrics"}
    | {"getSecurityServerOperationalData", "getSecurityServerHealthData"},
)


class ConfigError(ValueError):
    """The configuration cannot be used; the gateway keeps the one it has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subsystem:
    """A system of a member. ``networks`` may speak for it; with ``certificates`` (SHA-256, hex) only the holder of one may."""

    code: str
    name: str = ""
    networks: tuple[str, ...] = LOOPBACK
    certificates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """An agency or organisation; ``member_code`` is its agency code (QĐ 20/2020/QĐ-TTg)."""

    member_class: str
    member_code: str
    name: str = ""
    subsystems: tuple[Subsystem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """A method and a path glob: ``*`` is one segment, ``**`` any number."""

    method: str = "*"
    path: str = "**"


@dataclass(frozen=True, slots=True, kw_only=True)
class Right:
    """Who may call: ``subject`` is a client identifier or ``group:<name>``; without method and path the whole service."""

    subject: str
    method: str = "*"
    path: str = "**"


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A service and where it lives; ``timeout_s`` in seconds, ``notice`` is told when it is disabled.

    ``provider_headers`` (name, value) are credentials between gateway and provider: callers neither see nor override them, and they
    are no part of the message that is hashed and logged.
    """

    id: str
    base_url: str
    type: str = "REST"
    timeout_s: float = 30.0
    enabled: bool = True
    notice: str = ""
    endpoints: tuple[Endpoint, ...] = ()
    rights: tuple[Right, ...] = ()
    description_url: str | None = None
    verify_tls: bool = True
    provider_headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A named set of clients, usable as the subject of a right."""

    name: str
    clients: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tls:
    """PEM files of the listener: its certificate, its key and the certificates of clients that it may ask for."""

    certificate: str
    key: str
    clients: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds of one process: bytes, seconds and counts."""

    body_bytes: int = 10 * MEBIBYTE
    header_bytes: int = 64 * 1024
    buffered_bytes: int = 256 * MEBIBYTE
    connections: int = 4096
    pool: int = 64
    connect_s: float = 5.0
    header_s: float = 10.0
    body_s: float = 60.0
    idle_s: float = 75.0
    drain_s: float = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Everything that the gateway knows; ``log_token`` opens ``/_log``, ``error_style`` spells fault codes.

    ``networks`` (CIDR) are those of the city in which providers may live besides the public one; see ``public_addresses.may_reach``.
    """

    instance: str
    server_id: str
    members: tuple[Member, ...] = ()
    services: tuple[Service, ...] = ()
    groups: tuple[Group, ...] = ()
    error_style: ErrorStyle = ErrorStyle.PASCAL
    log_token: str = ""
    limits: Limits = field(default_factory=Limits)
    networks: tuple[str, ...] = ()
    tls: Tls | None = None

    def clients(self) -> dict[ClientId, Subsystem | None]:
        """Every member and subsystem that is registered."""
        known: dict[ClientId, Subsystem | None] = {}
        for m in self.members:
            known[ClientId(self.instance, m.member_class, m.member_code)] = None
            known.update({ClientId(self.instance, m.member_class, m.member_code, s.code): s for s in m.subsystems})
        return known


def load_config(text: bytes) -> Config:
    """The checked configuration; ConfigError says what is wrong."""
    try:
        config = msgspec.json.decode(text, type=Config)
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise ConfigError(str(error)) from None
    check_config(config)
    return config


def check_config(config: Config) -> None:
    """Raise ConfigError at the first identifier, address, network or right that cannot hold."""
    try:
        parse_server_id(config.server_id)
        for network in config.networks:
            ipaddress.ip_network(network)
        _check_members(config)
        known = config.clients()
        groups = {group.name for group in config.groups}
        for group in config.groups:
            for client in group.clients:
                ClientId.parse(client)
        seen: set[ServiceId] = set()
        for service in config.services:
            identifier = ServiceId.parse(service.id)
            _refuse(identifier in seen, f"service {service.id} is there twice")
            _refuse(identifier.provider not in known, f"service {service.id} belongs to no registered subsystem")
            seen.add(identifier)
            _check_service(service, identifier, groups)
            for address in (service.base_url, *filter(None, [service.description_url])):
                _check_address(service, address, config.networks)
    except (IdentifierError, ValueError) as error:
        raise ConfigError(str(error)) from None


def _refuse(wrong: bool, sentence: str) -> None:
    if wrong:
        raise ConfigError(sentence)


def _check_members(config: Config) -> None:
    seen: set[tuple[str, str, str]] = set()
    for member in config.members:
        codes = [member.member_class, member.member_code, *(s.code for s in member.subsystems)]
        for code in codes:
            _refuse(not strict_code(code), f"code {code!r} has characters that PR-REST §4.8 does not allow")
        for code in ["", *codes[2:]]:
            key = (member.member_class, member.member_code, code)
            _refuse(key in seen, f"{'/'.join(key)} is there twice")
            seen.add(key)
        for subsystem in member.subsystems:
            for network in subsystem.networks:
                ipaddress.ip_network(network)


def _check_address(service: Service, text: str, networks: tuple[str, ...]) -> None:
    """An HTTP address of one machine; a bare network address must lie where providers may live, names are asked when they are called."""
    url = urlsplit(text)
    _refuse(url.scheme not in {"http", "https"} or not url.hostname, f"{service.id}: {text[:80]!r} is not an HTTP address")
    _refuse(bool(url.username or url.password or url.fragment), f"{service.id}: the address carries more than an address")
    host = str(url.hostname)
    bare = ":" in host or host.replace(".", "").isdigit()
    _refuse(bare and not may_reach(host, networks=networks), f"{service.id}: {host} lies in no network in which providers may live")


def _check_service(service: Service, identifier: ServiceId, groups: set[str]) -> None:
    _refuse(not strict_code(identifier.service_code), f"service code {identifier.service_code!r} is not allowed")
    _refuse(identifier.service_code in RESERVED, f"service code {identifier.service_code} is reserved")
    _refuse(service.type not in {"REST", "OPENAPI"}, f"service type {service.type} is neither REST nor OPENAPI")
    _refuse(bool(urlsplit(service.base_url).query), f"{service.id}: base_url carries more than an address")
    _refuse(service.timeout_s <= 0, f"{service.id}: timeout_s must be above zero")
    for method in [e.method for e in service.endpoints] + [r.method for r in service.rights]:
        _refuse(method != "*" and method not in VERBS, f"{service.id}: method {method} is unknown")
    for name, value in service.provider_headers:
        _refuse(not _TOKEN.fullmatch(name) or name.lower() in NEVER_FORWARDED, f"{service.id}: header {name!r} cannot be sent")
        _refuse(not value.isprintable() or not value.isascii(), f"{service.id}: the value of {name} cannot be sent")
    for right in service.rights:
        name = right.subject.removeprefix("group:")
        if name != right.subject:
            _refuse(name not in groups, f"{service.id}: group {name} is unknown")
        else:
            ClientId.parse(right.subject)


def write_config(path: Path, config: Config) -> None:
    """Check the configuration and replace the file in one step, readable by its owner alone (it holds the log token)."""
    check_config(config)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(msgspec.json.format(msgspec.json.encode(config)) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
