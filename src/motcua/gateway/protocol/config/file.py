"""The configuration checked, read and written: one JSON file, written whole by the platform and read by the data plane."""

from __future__ import annotations

import ipaddress
import os
import re
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509 import load_pem_x509_certificate

from motcua.gateway.protocol.config.adapters import check_adapter, check_roots, speaks_files
from motcua.gateway.protocol.config.controls import check_controls
from motcua.gateway.protocol.config.evidence import check_evidence
from motcua.gateway.protocol.config.peers import check_peers
from motcua.gateway.protocol.config.pubsub import check_pubsub
from motcua.gateway.protocol.config.refusing import ConfigError, require_address
from motcua.gateway.protocol.config.refusing import refuse as _refuse
from motcua.gateway.protocol.config.shapes import Config, Limits, Service
from motcua.gateway.protocol.identifiers import GROUP, ClientId, IdentifierError, ServiceId, parse_server_id, strict_code
from motcua.gateway.protocol.messages import NEVER_FORWARDED, VERBS

TOKEN_KEY_LENGTH = 32
OWN_PATHS = frozenset({"r1", "token", "oauth2", "verificationconf", "asic", "healthz", "readyz", "metrics"})
_DIGEST = re.compile(r"[0-9a-f]{64}")
_CONTEXT = re.compile(r"(?:/(?!\.{1,2}(?:/|$))[A-Za-z0-9._~-]+){1,4}")
_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^`|~-]+")
RESERVED = frozenset(
    {"listClients", "listMethods", "allowedMethods", "getWsdl", "getOpenAPI", "getSecurityServerMetrics"}
    | {"getSecurityServerOperationalData", "getSecurityServerHealthData"},
)


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
        _check_limits(config.limits)
        check_roots(config.folders)
        _check_members(config)
        _check_credentials(config)
        _check_contexts(config)
        check_peers(config)
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
            check_adapter(service, config.folders)
            for address in (service.base_url, *filter(None, [service.description_url])):
                if address or not speaks_files(service):
                    require_address(service.id, address, config.networks)
        check_controls(config)
        check_evidence(config)
        if config.pubsub is not None:
            check_pubsub(config.pubsub, known=known, groups=groups, services={(s.provider, s.service_code) for s in seen})
    except (IdentifierError, ValueError) as error:
        raise ConfigError(str(error)) from None


def _check_limits(limits: Limits) -> None:
    for name in ("body_bytes", "header_bytes", "body_memory", "buffered_bytes", "spool_bytes", "connections", "pool"):
        _refuse(getattr(limits, name) < 1, f"limits: {name} must be above zero")
    for name in ("connect_s", "header_s", "body_s", "idle_s"):
        _refuse(getattr(limits, name) <= 0, f"limits: {name} must be above zero")
    _refuse(limits.body_bytes > limits.spool_bytes, "limits: the longest body (body_bytes) does not fit into spool_bytes")


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
            for pem in subsystem.trusted:
                known = _certificate_digest(pem) in subsystem.certificates
                _refuse(not known, f"{subsystem.code}: a trusted certificate is not among those that may speak for it")


def _certificate_digest(pem: str) -> str:
    """The SHA-256 (hex) of the one certificate in a PEM text, empty when it is none."""
    try:
        return load_pem_x509_certificate(pem.encode()).fingerprint(SHA256()).hex()
    except ValueError:
        return ""


def _check_credentials(config: Config) -> None:
    """Access keys are unique in the exchange, secrets are kept as digests only, and what signs tokens cannot be guessed."""
    _refuse(0 < len(config.token_key) < TOKEN_KEY_LENGTH, f"token_key must have {TOKEN_KEY_LENGTH} characters or more")
    seen: set[str] = set()
    for credential in (c for m in config.members for s in m.subsystems for c in s.credentials):
        key = credential.access_key
        _refuse(not key.isascii() or not key.isprintable() or not key or ":" in key, f"access key {key[:40]!r} cannot be sent")
        _refuse(key in seen, f"access key {key} is there twice")
        _refuse(not _DIGEST.fullmatch(credential.secret_sha256), f"access key {key}: the secret is no SHA-256 in hex")
        seen.add(key)


def _check_contexts(config: Config) -> None:
    """Contexts of services neither overlap nor hide an address of the gateway itself."""
    taken: list[str] = []
    for service in config.services:
        for context in service.contexts:
            first = context[1:].partition("/")[0]
            _refuse(not _CONTEXT.fullmatch(context), f"{service.id}: context {context!r} is not /name/version")
            own = first in {*OWN_PATHS, *RESERVED, config.instance} or first.startswith("_")
            _refuse(own, f"{service.id}: context {context} begins with a name of the gateway")
            for other in taken:
                overlap = f"{context}/".startswith(f"{other}/") or f"{other}/".startswith(f"{context}/")
                _refuse(overlap, f"contexts {context} and {other} overlap")
            taken.append(context)


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
        name = right.subject.removeprefix(GROUP)
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
