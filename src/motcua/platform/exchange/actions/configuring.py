"""The gateway's configuration file follows the tables."""

from __future__ import annotations

import hmac
from datetime import datetime
from pathlib import Path

from django.conf import settings

from motcua.gateway import protocol
from motcua.platform.exchange import conf, queries
from motcua.platform.exchange.adapters import gateway
from motcua.platform.exchange.contracts import CITY_CODE, MEMBER_CLASS
from motcua.platform.exchange.models import Member, Service


def build_config(*, token: str) -> protocol.Config:
    """What the gateway should know, from the tables."""
    members = Member.objects.prefetch_related("subsystems").order_by("member_class", "member_code")
    services = Service.objects.select_related("subsystem__member").prefetch_related("rights__client__member").order_by("id")
    return protocol.Config(
        instance=conf.INSTANCE,
        server_id=f"{protocol.ClientId(conf.INSTANCE, MEMBER_CLASS, CITY_CODE)}/{conf.SERVER_CODE}",
        members=tuple(_member(row) for row in members),
        services=tuple(_service(row) for row in services),
        log_token=token,
        # A key of its own for access tokens, from the one secret that gateway and platform share already (RFC 5869 §2.3).
        token_key=hmac.digest(token.encode(), b"motcua access tokens\x01", "sha256").hex(),
        networks=(*conf.NETWORKS.split(), *(conf.OWN_MACHINE if settings.MOTCUA_DEMO else ())),
    )


def write_gateway_config(*, now: datetime) -> Path:
    """Write the file when it differs from the tables; the gateway takes it over by itself. Returns its path."""
    path = gateway.config_path()
    config = build_config(token=gateway.log_token())
    try:
        current = protocol.load_config(path.read_bytes())
    except (OSError, protocol.ConfigError):
        current = None
    if current != config:
        protocol.write_config(path, config)
    return path


def _member(row: Member) -> protocol.Member:
    subsystems = tuple(
        protocol.Subsystem(code=s.code, name=s.name_vi, networks=tuple(s.networks), certificates=tuple(s.certificates))
        for s in sorted(row.subsystems.all(), key=lambda s: s.code)
    )
    return protocol.Member(member_class=row.member_class, member_code=row.member_code, name=row.name_vi, subsystems=subsystems)


def _service(row: Service) -> protocol.Service:
    rights = sorted(row.rights.all(), key=lambda r: r.id)
    return protocol.Service(
        id=str(queries.service_id(row)),
        base_url=row.base_url,
        type=row.kind,
        timeout_s=row.timeout_s,
        enabled=row.enabled,
        notice=row.notice,
        endpoints=tuple(protocol.Endpoint(method=e["method"], path=e["path"]) for e in row.endpoints),
        rights=tuple(protocol.Right(subject=str(queries.client_id(r.client)), method=r.method, path=r.path) for r in rights),
        description_url=row.description_url or None,
        verify_tls=row.verify_tls,
        provider_headers=tuple(sorted((row.provider_headers or {}).items())),
    )
