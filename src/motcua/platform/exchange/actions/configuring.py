"""The gateway's configuration follows the tables: built, checked, written into the file of this machine or fetched by gateways."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
from django.conf import settings
from django.db.models import Exists, OuterRef

from motcua.gateway import protocol
from motcua.gateway.protocol import secrets
from motcua.kernel import openapi
from motcua.platform.exchange import conf, queries
from motcua.platform.exchange.adapters import gateway, portal
from motcua.platform.exchange.contracts import CITY_CODE, MEMBER_CLASS
from motcua.platform.exchange.models import (
    AccessRight,
    EventRoom,
    Group,
    MaintenanceNotice,
    Member,
    Peer,
    Service,
    ServiceDescription,
    Setting,
    Subsystem,
)
from motcua.platform.exchange.queries.register import own_client
from motcua.platform.exchange.rules import keys


def server_id(code: str) -> str:
    """The identifier of a gateway of the city."""
    return f"{protocol.ClientId(conf.INSTANCE, MEMBER_CLASS, CITY_CODE)}/{code}"


def build_config(*, token: str, now: datetime) -> protocol.Config:
    """What the gateway should know now, from the tables."""
    members = Member.objects.prefetch_related("subsystems__held_certificates", "subsystems__credentials")
    services = Service.objects.select_related("subsystem__member").prefetch_related("rights__client__member", "rights__group")
    described = Exists(ServiceDescription.objects.filter(service=OuterRef("pk")))
    groups = Group.objects.prefetch_related("clients__member").order_by("name")
    settled: dict[str, dict[str, Any]] = dict(Setting.objects.values_list("name", "content"))
    return protocol.Config(
        instance=conf.INSTANCE,
        server_id=server_id(conf.SERVER_CODE),
        members=tuple(_member(row, now) for row in members.order_by("member_class", "member_code")),
        services=tuple(_service(row) for row in services.annotate(described=described).order_by("id")),
        groups=tuple(_group(row) for row in groups),
        log_token=token,
        token_key=_token_key(token),
        networks=(*conf.NETWORKS.split(), *(conf.OWN_MACHINE if settings.MOTCUA_DEMO else ())),
        tls=_tls(),
        servers=tuple(_peer(row) for row in Peer.objects.order_by("server_id")),
        maintenance=_maintenance(),
        time_stamping=_time_stamping(),
        keep_bodies_days=settled.get("keep_bodies", {}).get("days", 0),
        archiving=_shape(settled.get("archiving"), protocol.Archiving),
        message_port=_shape(settled.get("message_port"), protocol.MessagePort),
        folders=tuple(settled.get("folders", {}).get("roots", ())),
        pubsub=_pubsub(settled.get("events", {})),
        body_key=Path(conf.BODY_KEY_FILE).read_text(encoding="ascii") if conf.BODY_KEY_FILE else "",
    )


def _token_key(token: str) -> str:
    """A key of its own for access tokens, from the one secret that gateway and platform share already (RFC 5869 §2.3)."""
    return hmac.digest(token.encode(), b"motcua access tokens\x01", "sha256").hex()


@dataclass(frozen=True, slots=True)
class Sent:
    """A configuration as one gateway gets it: the bytes, and the version by which ``/readyz`` names them."""

    content: bytes
    version: str


def as_sent(config: protocol.Config, *, code: str) -> Sent:
    """The bytes for the gateway ``code``: with its own identifier and the token of the log."""
    token = gateway.log_token()
    own = replace(config, server_id=server_id(code), log_token=token, token_key=_token_key(token))
    content = msgspec.json.format(msgspec.json.encode(own)) + b"\n"
    return Sent(content, hashlib.sha256(content).hexdigest()[:16])


def write_gateway_config(*, now: datetime) -> Path:
    """Write the file when it differs from the tables; the gateway takes it over by itself. Returns its path."""
    path = gateway.config_path()
    config = build_config(token=gateway.log_token(), now=now)
    try:
        current = protocol.load_config(path.read_bytes())
    except (OSError, protocol.ConfigError):
        current = None
    if current != config:
        protocol.write_config(path, config)
    return path


def unix(at: datetime | None) -> int:
    """An instant as the configuration says it: Unix seconds, 0 for no bound."""
    return int(at.timestamp()) if at else 0


def instant(seconds: int) -> datetime | None:
    """The instant that the configuration means; None for no bound."""
    return datetime.fromtimestamp(seconds, tz=UTC) if seconds else None


def _member(row: Member, now: datetime) -> protocol.Member:
    subsystems = tuple(_subsystem(s, now) for s in sorted(row.subsystems.all(), key=lambda s: s.code))
    return protocol.Member(
        member_class=row.member_class, member_code=row.member_code, name=row.name_vi, subsystems=subsystems,
        suspended=row.suspended_at is not None,
    )  # fmt: skip


def _subsystem(row: Subsystem, now: datetime) -> protocol.Subsystem:
    held = sorted(row.held_certificates.all(), key=lambda c: c.id)
    good = [c.sha256 for c in held if c.revoked_at is None and now < c.not_after]
    gone = {c.sha256 for c in held} - set(good)
    certificates = tuple(dict.fromkeys([*(c for c in row.certificates if c not in gone), *good]))
    if not certificates and (held or row.certificates):
        certificates = (keys.NOBODY,)
    trusted = tuple(c.pem for c in held if c.sha256 in certificates and c.pem)
    credentials = tuple(
        protocol.Credential(
            access_key=c.access_key, secret_sha256=c.secret_sha256, app_name=c.app_name, partner_code=c.partner_code,
            not_after=unix(c.not_after),
        )
        for c in sorted(row.credentials.all(), key=lambda c: c.id)
        if c.revoked_at is None and (c.not_after is None or now < c.not_after)
    )
    return protocol.Subsystem(
        code=row.code, name=row.name_vi, networks=tuple(row.networks), certificates=certificates,
        trusted=trusted, networks_until=unix(row.networks_until) if good else 0, credentials=credentials,
        environment=protocol.Environment(row.environment), suspended=row.suspended_at is not None,
    )  # fmt: skip


def _service(row: Any) -> protocol.Service:
    # By what they say and not by their numbers: a version that comes back is the same to the last character.
    rights = sorted(row.rights.all(), key=lambda r: (queries.subject_of(r), r.method, r.path, r.agreement))
    identifier = str(queries.service_id(row))
    kind, description_url = _description(row, identifier)
    return protocol.Service(
        id=identifier,
        base_url=row.base_url,
        type=kind,
        timeout_s=row.timeout_s,
        enabled=row.enabled,
        notice=row.notice,
        endpoints=tuple(protocol.Endpoint(method=e["method"], path=e["path"]) for e in row.endpoints),
        rights=tuple(_right(r) for r in rights),
        description_url=description_url or None,
        verify_tls=row.verify_tls,
        provider_headers=tuple(sorted((row.provider_headers or {}).items())),
        keep_body=protocol.KeepBody(row.keep_body),
        pace=_shape(row.pace, protocol.Pace),
        at_once=row.at_once,
        breaker=_shape(row.breaker, protocol.Breaker),
        canary=_shape(row.canary, protocol.Canary),
        sandbox_url=row.sandbox_url or None,
        adapter=_adapter(row),
        contexts=tuple(row.contexts),
        soap_offer=row.soap_offer,
        own_pace=_shape(row.own_pace, protocol.Pace),
    )


def _description(row: Any, identifier: str) -> tuple[str, str]:
    """The type and where the description is: at the provider's, else in the portal, which tells what was given or declared."""
    declared = row.described or row.endpoints or row.fields
    if row.description_url or not declared:
        return row.kind, row.description_url
    address = portal.description_address(identifier)
    return ("OPENAPI", address) if address else (row.kind, "")


def _shape(value: Any, kind: Any) -> Any:
    """A kept mapping as the configuration's shape; None stays None."""
    return None if value is None else msgspec.convert(value, kind)


def _adapter(row: Service) -> protocol.Adapter | None:
    """The adapter with its secrets in their places, as only gateways are told it."""
    if row.adapter is None:
        return None
    kind = str(row.adapter["kind"])
    return protocol.Adapter(kind=kind, settings=secrets.put_back(kind, row.adapter["settings"], row.adapter_secrets or {}))


def _right(row: AccessRight) -> protocol.Right:
    return protocol.Right(
        subject=queries.subject_of(row),
        method=row.method,
        path=row.path,
        fields=tuple(dict.fromkeys(map(openapi.without_lists, row.fields))),  # as descriptions were read before: members[].name
        valid_from=unix(row.valid_from),
        valid_until=unix(row.valid_until),
        agreement=row.agreement,
        pace=_shape(row.pace, protocol.Pace),
    )


def _group(row: Group) -> protocol.Group:
    return protocol.Group(name=row.name, clients=tuple(sorted(str(queries.client_id(c)) for c in row.clients.all())))


def _peer(row: Peer) -> protocol.SecurityServer:
    return protocol.SecurityServer(
        id=row.server_id, address=row.address, certificates=tuple(row.certificates), public_keys=tuple(row.public_keys),
        clients=tuple(row.clients),
    )  # fmt: skip


def _pubsub(bounds: dict[str, Any]) -> protocol.PubSub | None:
    """Rooms and bounds; None without a room. The platform itself is an operator: its pages show and empty dead letters."""
    rows = EventRoom.objects.select_related("subsystem__member").prefetch_related("event_types")
    rooms = sorted((_room(row) for row in rows), key=lambda room: room.id)
    if not rooms:
        return None
    operators = dict.fromkeys([str(own_client()), *bounds.get("operators", ())])
    return msgspec.convert({**bounds, "rooms": rooms, "operators": tuple(operators)}, protocol.PubSub)


def _room(row: EventRoom) -> protocol.Room:
    kinds = tuple(
        protocol.EventType(
            name=kind.name, schema=kind.schema, key=kind.key, publishers=tuple(kind.publishers), subscribers=tuple(kind.subscribers),
            event_bytes=kind.event_bytes, pace=_shape(kind.pace, protocol.Pace),
        )
        for kind in sorted(row.event_types.all(), key=lambda kind: kind.name)
    )
    return protocol.Room(
        id=str(queries.client_id(row.subsystem)), owners=tuple(row.owners), publishers=tuple(row.publishers),
        subscribers=tuple(row.subscribers), event_types=kinds, pace=_shape(row.pace, protocol.Pace), stream=row.stream,
    )  # fmt: skip


def _tls() -> protocol.Tls | None:
    files = conf.TLS_FILES.split()
    if not files:
        return None
    if len(files) not in {2, 3}:
        raise protocol.ConfigError(f"MOTCUA_GATEWAY_TLS names {len(files)} files, not two or three")
    return protocol.Tls(certificate=files[0], key=files[1], clients=files[2] if files[2:] else None)


def _time_stamping() -> protocol.TimeStamping | None:
    urls = tuple(conf.TIME_STAMPS.split())
    if not urls:
        return None
    return protocol.TimeStamping(urls=urls, trusted=conf.TIME_STAMPS_TRUSTED, policy=conf.TIME_STAMPS_POLICY)


def _maintenance() -> protocol.Maintenance | None:
    row = MaintenanceNotice.objects.filter(ended_at=None).first()
    if row is None:
        return None
    return protocol.Maintenance(notice=" · ".join(filter(None, [row.notice_vi, row.notice_en])), until=unix(row.until))
