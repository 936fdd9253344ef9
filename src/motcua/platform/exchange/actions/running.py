"""What the exchange runs by: groups, other security servers, the maintenance notice, gateways and their tokens."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from motcua.foundation.audit import api as audit
from motcua.foundation.outbox import api as outbox
from motcua.gateway import protocol
from motcua.gateway.protocol.identifiers import parse_server_id
from motcua.kernel.actors import Actor, ActorKind
from motcua.kernel.policy import require
from motcua.kernel.tokens import digest, new_secret
from motcua.platform.exchange import events, policies, queries
from motcua.platform.exchange.actions import configuring, versions
from motcua.platform.exchange.actions.rows import group_row, subsystem_row, unchanged
from motcua.platform.exchange.adapters import gateway
from motcua.platform.exchange.contracts import SettingWrong, StillUsed, ThingUnknown
from motcua.platform.exchange.models import AccessRight, ConfigVersion, EventRoom, EventType, Gateway, Group, MaintenanceNotice, Peer
from motcua.platform.exchange.queries.history import group_facts
from motcua.platform.exchange.rules import history

TOKEN = "mcg_"  # noqa: S105 - what a gateway's token begins with
GATEWAY_FACTS = ("name_vi", "name_en", "url")
PEER_FACTS = ("address", "name_vi", "name_en", "certificates", "public_keys", "clients")
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,58}[a-z0-9]")


@transaction.atomic
def set_group(
    *, name: str, name_vi: str, name_en: str = "", clients: Sequence[str], expected: str = "", actor: Actor, now: datetime
) -> None:
    """Make or change a group of systems. Raises Forbidden, SettingWrong, ServiceUnknown, ChangedMeanwhile."""
    require(policies.can_manage(actor))
    if not _NAME.fullmatch(name) or not name_vi.strip():
        raise SettingWrong(fields={"name": ("Tên gồm chữ thường, số, dấu gạch nối.", "A name has small letters, digits and hyphens.")})
    if expected:
        unchanged(name, found=queries.group(name=name, actor=actor).tag, expected=expected)
    rows = [subsystem_row(client) for client in dict.fromkeys(clients)]
    facts = {"name_vi": name_vi.strip()[:250], "name_en": name_en.strip()[:250]}
    before = group_facts(name) or {}
    row, _ = Group.objects.update_or_create(name=name, defaults=facts, create_defaults={**facts, "created_at": now})
    row.clients.set(rows)
    versions.keep(name, actor=actor, now=now, why=f"group {name}")
    after = group_facts(name) or {}
    if before != after:
        details = history.change_details(before, after)
        audit.record(action="exchange.set_group", object_ref=f"exchange.group:{name}", actor=actor, now=now, details=details)


@transaction.atomic
def remove_group(*, name: str, actor: Actor, now: datetime) -> None:
    """Remove a group that neither a right nor a room for events names. Raises Forbidden, ThingUnknown, StillUsed."""
    require(policies.can_manage(actor))
    row = group_row(name)
    if AccessRight.objects.filter(group=row).exists() or _in_rooms(f"{protocol.GROUP}{name}"):
        raise StillUsed(name=name)
    before = group_facts(name) or {}
    row.delete()
    versions.keep(name, actor=actor, now=now, why=f"group {name} removed")
    details = history.change_details(before, {})
    audit.record(action="exchange.remove_group", object_ref=f"exchange.group:{name}", actor=actor, now=now, details=details)


def _in_rooms(subject: str) -> bool:
    named = Q(publishers__contains=[subject]) | Q(subscribers__contains=[subject])
    return EventType.objects.filter(named).exists() or EventRoom.objects.filter(named | Q(owners__contains=[subject])).exists()


@transaction.atomic
def set_peer(
    *, server_id: str, address: str, name_vi: str = "", name_en: str = "", certificates: Sequence[str] = (),
    public_keys: Sequence[str] = (), clients: Sequence[str] = (), expected: str = "", actor: Actor, now: datetime,
) -> None:  # fmt: skip
    """Connect another security server, or change how. Raises Forbidden, SettingWrong, RegistrationRefused, ChangedMeanwhile."""
    require(policies.can_manage(actor))
    try:
        parse_server_id(server_id)
        for client in clients:
            protocol.ClientId.parse(client)
    except protocol.IdentifierError:
        raise SettingWrong(fields={"server_id": ("Mã định danh chưa đúng.", "An identifier is not right.")}) from None
    if expected:
        unchanged(server_id, found=queries.peer(id=server_id, actor=actor).tag, expected=expected)
    facts = {
        "address": address.strip()[:250], "name_vi": name_vi.strip()[:250], "name_en": name_en.strip()[:250],
        "certificates": [c.strip().lower() for c in certificates], "public_keys": list(public_keys),
        "clients": list(dict.fromkeys(clients)),
    }  # fmt: skip
    if any(not re.fullmatch(r"[0-9a-f]{64}", c) for c in certificates):
        raise SettingWrong(fields={"certificates": ("Mỗi chứng thư là 64 ký tự hex.", "Each certificate is 64 hex characters.")})
    before = Peer.objects.filter(server_id=server_id).values(*facts).first() or {}
    Peer.objects.update_or_create(server_id=server_id, defaults=facts, create_defaults={**facts, "created_at": now})
    versions.keep(server_id, actor=actor, now=now, why=f"server {server_id}")
    if before != facts:
        details = history.change_details(before, facts)
        audit.record(action="exchange.set_peer", object_ref=f"exchange.peer:{server_id}", actor=actor, now=now, details=details)


@transaction.atomic
def remove_peer(*, server_id: str, actor: Actor, now: datetime) -> None:
    """Disconnect another security server. Raises Forbidden, ThingUnknown."""
    require(policies.can_manage(actor))
    details = _deleted(Peer.objects.filter(server_id=server_id), PEER_FACTS, name=server_id)
    versions.keep(server_id, actor=actor, now=now, why=f"server {server_id} removed")
    audit.record(action="exchange.remove_peer", object_ref=f"exchange.peer:{server_id}", actor=actor, now=now, details=details)


@transaction.atomic
def begin_maintenance(*, notice_vi: str, notice_en: str, until: datetime | None = None, actor: Actor, now: datetime) -> None:
    """Let the whole exchange rest, or change what callers are told. Raises Forbidden, SettingWrong."""
    require(policies.can_manage(actor))
    said = {"notice_vi": notice_vi.strip(), "notice_en": notice_en.strip()}
    wrong = ("Viết lời báo, tối đa 250 chữ.", "Write the notice, at most 250 letters.")
    faults = {name: wrong for name, text in said.items() if not 0 < len(text) <= 250}  # noqa: PLR2004 - the column
    if until is not None and until <= now:
        faults["until"] = ("Giờ dự kiến xong phải ở phía trước.", "The expected end must lie ahead.")
    if faults:
        raise SettingWrong(fields=faults)
    MaintenanceNotice.objects.update_or_create(
        ended_at=None, defaults={**said, "until": until}, create_defaults={**said, "until": until, "begun_at": now, "begun_by": actor.ref}
    )
    if versions.keep("maintenance", actor=actor, now=now, why="maintenance begins"):
        audit.record(action="exchange.begin_maintenance", object_ref="exchange:all", actor=actor, now=now, details=said)
        fact = events.MaintenanceBegun(scope="exchange", **said, until=until.isoformat() if until else "", at=now)
        outbox.publish(event=fact, now=now, actor=actor)


@transaction.atomic
def end_maintenance(*, actor: Actor, now: datetime) -> bool:
    """The exchange works again; False when it was not resting. Raises Forbidden."""
    require(policies.can_manage(actor))
    if not MaintenanceNotice.objects.filter(ended_at=None).update(ended_at=now, ended_by=actor.ref):
        return False
    versions.keep("maintenance", actor=actor, now=now, why="maintenance ends")
    audit.record(action="exchange.end_maintenance", object_ref="exchange:all", actor=actor, now=now)
    outbox.publish(event=events.MaintenanceEnded(scope="exchange", at=now), now=now, actor=actor)
    return True


@transaction.atomic
def set_gateway(*, code: str, name_vi: str, name_en: str = "", url: str = "", actor: Actor, now: datetime) -> None:
    """Name a gateway of the city; ``url`` is where ``/readyz`` answers. Raises Forbidden, SettingWrong."""
    require(policies.can_manage(actor))
    faults: dict[str, tuple[str, str]] = {}
    if not _NAME.fullmatch(code):
        faults["code"] = ("Mã gồm chữ thường, số, dấu gạch nối.", "A code has small letters, digits and hyphens.")
    if not name_vi.strip():
        faults["name_vi"] = ("Nhập tên cổng.", "Name the gateway.")
    if url and not gateway.is_address(url):
        faults["url"] = ("Nhập địa chỉ http hoặc https của cổng.", "Give the gateway's http or https address.")
    if faults:
        raise SettingWrong(fields=faults)
    facts = {"name_vi": name_vi.strip()[:250], "name_en": name_en.strip()[:250], "url": url.strip()[:250]}
    before = Gateway.objects.filter(code=code).values(*facts).first() or {}
    Gateway.objects.update_or_create(code=code, defaults=facts, create_defaults={**facts, "created_at": now})
    if before != facts:
        details = history.change_details(before, facts)
        audit.record(action="exchange.set_gateway", object_ref=f"exchange.gateway:{code}", actor=actor, now=now, details=details)


@transaction.atomic
def remove_gateway(*, code: str, reason: str = "", actor: Actor, now: datetime) -> None:
    """Forget a gateway: its token opens nothing any more, so that it gets no configuration again; what it logged stays.

    A process that still runs goes on with the configuration that it has until it is stopped. Raises Forbidden, ThingUnknown.
    """
    require(policies.can_manage(actor))
    details, ground = _deleted(Gateway.objects.filter(code=code), GATEWAY_FACTS, name=code), reason.strip()[:250]
    audit.record(
        action="exchange.remove_gateway", object_ref=f"exchange.gateway:{code}", actor=actor, now=now, ground=ground, details=details
    )


def _deleted(rows: QuerySet[Any], facts: tuple[str, ...], *, name: str) -> dict[str, Any]:
    """Delete the row; what its history keeps of it. Raises ThingUnknown when there is none."""
    before = rows.values(*facts).first()
    if before is None:
        raise ThingUnknown(name=name)
    rows.delete()
    return history.change_details(before, {})


@transaction.atomic
def make_gateway_token(*, code: str, actor: Actor, now: datetime) -> str:
    """A new token with which a gateway fetches its configuration, told once; the old one ends at once. Raises Forbidden, ThingUnknown."""
    require(policies.can_manage(actor))
    token = TOKEN + new_secret()
    if not Gateway.objects.filter(code=code).update(token_digest=digest(token)):
        raise ThingUnknown(name=code)
    audit.record(action="exchange.make_gateway_token", object_ref=f"exchange.gateway:{code}", actor=actor, now=now)
    return token


def gateway_actor(*, token: str) -> Actor | None:
    """The gateway behind a token, as a machine that may fetch its configuration; None for any other token."""
    if not token.startswith(TOKEN):
        return None
    row = Gateway.objects.filter(token_digest=digest(token)).first()
    return None if row is None else Actor(kind=ActorKind.MACHINE, name=row.code, scopes=frozenset({policies.FETCH}))


@transaction.atomic
def fetch_config(*, actor: Actor, holds: str, now: datetime) -> configuring.Sent | None:
    """The configuration for the gateway that asks; None when it ``holds`` (version) this one already. Notes what it fetched."""
    require(policies.can_fetch(actor))
    row = Gateway.objects.filter(code=actor.name).first()
    if row is None:
        raise ThingUnknown(name=actor.name or "gateway")
    versions.follow(now=now)
    last = ConfigVersion.objects.order_by("-number").first()
    sent = configuring.as_sent(configuring.build_config(token="", now=now), code=row.code)
    row.fetched_at, row.fetched_version = now, last.number if last else None
    row.save(update_fields=["fetched_at", "fetched_version"])
    return None if holds == sent.version else sent
