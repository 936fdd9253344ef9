"""Reads of the exchange, by topic."""

from motcua.platform.exchange.queries.log import gateway_state, message, messages, recent, service_health
from motcua.platform.exchange.queries.register import (
    catalogue,
    client,
    client_id,
    clients,
    declared,
    member,
    member_id,
    members,
    own_clients,
    right,
    rights,
    service,
    service_id,
    services,
    subject_of,
)
from motcua.platform.exchange.queries.running import (
    certificates,
    credentials,
    gateway_rows,
    group,
    groups,
    maintenance,
    peer,
    peers,
    version,
    versions,
)

__all__ = [
    "catalogue", "certificates", "client", "client_id", "clients", "credentials", "declared", "gateway_rows", "gateway_state", "group",
    "groups", "maintenance", "member", "member_id", "members", "message", "messages", "own_clients", "peer", "peers", "recent", "right",
    "rights", "service", "service_health", "service_id", "services", "subject_of", "version", "versions",
]  # fmt: skip
