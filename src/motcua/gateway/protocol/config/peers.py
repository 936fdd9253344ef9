"""What a configuration says of other security servers, checked."""

from __future__ import annotations

import re

from motcua.gateway.protocol.config.refusing import refuse, require_address
from motcua.gateway.protocol.config.shapes import Config
from motcua.gateway.protocol.identifiers import ClientId, ServiceId, parse_server_id
from motcua.gateway.protocol.record import load_public_key

_DIGEST = re.compile(r"[0-9a-f]{64}")
_ADDRESS = re.compile(r"(?:\[[0-9A-Fa-f:]+\]|[A-Za-z0-9.-]+):[0-9]{1,5}")


def check_peers(config: Config) -> None:
    """Each server is known by certificate and key, and each subsystem lives behind one server; ConfigError, IdentifierError, ValueError."""
    known = config.clients()
    identifiers, certificates = {config.server_id}, set[str]()
    elsewhere: set[ClientId] = set()
    for server in config.servers:
        parse_server_id(server.id)
        refuse(server.id in identifiers, f"security server {server.id} is there twice")
        refuse(not _ADDRESS.fullmatch(server.address), f"{server.id}: {server.address[:80]!r} is not host:port")
        require_address(server.id, f"https://{server.address}", config.networks)
        refuse(not server.certificates or not server.public_keys, f"{server.id}: a certificate and a key are needed to know it by")
        for digest in server.certificates:
            refuse(not _DIGEST.fullmatch(digest), f"{server.id}: {digest[:80]!r} is no SHA-256 in hex")
            refuse(digest in certificates, f"{server.id}: its certificate is that of another server")
            certificates.add(digest)
        for pem in server.public_keys:
            load_public_key(pem.encode())
        for client in map(ClientId.parse, server.clients):
            refuse(known.get(client) is None, f"{server.id}: {client} is no registered subsystem")
            refuse(client in elsewhere, f"{client} lives behind two security servers")
            elsewhere.add(client)
        identifiers.add(server.id)
    refuse(bool(config.servers) and config.message_port is None, "other security servers need a message_port")
    for service in config.services:
        refuse(ServiceId.parse(service.id).provider in elsewhere, f"service {service.id} lives behind another security server")
