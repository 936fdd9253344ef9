"""Reads of how the exchange runs: certificates, keys, groups, other servers, versions, gateways, maintenance."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Count

from motcua.kernel.actors import Actor
from motcua.kernel.policy import require
from motcua.platform.exchange import conf, policies
from motcua.platform.exchange.contracts import (
    CertificateInfo,
    CredentialInfo,
    Difference,
    GroupInfo,
    MaintenanceInfo,
    PeerInfo,
    ThingUnknown,
    VersionInfo,
)
from motcua.platform.exchange.contracts.control import tag_of
from motcua.platform.exchange.models import AccessRight, Certificate, ConfigVersion, Credential, Gateway, Group, MaintenanceNotice, Peer
from motcua.platform.exchange.queries.register import client_id
from motcua.platform.exchange.rules import keys


def certificates(*, actor: Actor, now: datetime, client: str = "") -> tuple[CertificateInfo, ...]:
    """Certificates of systems, those that end first before, revoked and ended ones last. Raises Forbidden."""
    require(policies.can_view(actor))
    rows = Certificate.objects.select_related("subsystem__member").order_by("not_after", "id")
    found = [
        CertificateInfo(
            id=row.uuid, client=str(client_id(row.subsystem)), sha256=row.sha256, subject=row.subject, not_before=row.not_before,
            not_after=row.not_after, revoked_at=row.revoked_at, revoked_why=row.revoked_why,
            state=keys.certificate_state(not_before=row.not_before, not_after=row.not_after, revoked_at=row.revoked_at, now=now),
        )
        for row in rows
    ]  # fmt: skip
    kept = (c for c in found if not client or c.client == client)
    return tuple(sorted(kept, key=lambda c: c.state in ("revoked", "ended")))


def credentials(*, actor: Actor, now: datetime, client: str = "") -> tuple[CredentialInfo, ...]:
    """Keys of systems, the newest first, without their secrets. Raises Forbidden."""
    require(policies.can_view(actor))
    rows = Credential.objects.select_related("subsystem__member").order_by("-id")
    found = (
        CredentialInfo(
            id=row.uuid, client=str(client_id(row.subsystem)), access_key=row.access_key, app_name=row.app_name,
            partner_code=row.partner_code, created_at=row.created_at, not_after=row.not_after, revoked_at=row.revoked_at,
            revoked_why=row.revoked_why, state=keys.credential_state(not_after=row.not_after, revoked_at=row.revoked_at, now=now),
        )
        for row in rows
    )  # fmt: skip
    return tuple(c for c in found if not client or c.client == client)


def groups(*, actor: Actor) -> tuple[GroupInfo, ...]:
    """Groups by name. Raises Forbidden."""
    require(policies.can_view(actor))
    given = dict(AccessRight.objects.exclude(group=None).values_list("group").annotate(Count("id")))
    rows = Group.objects.prefetch_related("clients__member").order_by("name")
    return tuple(_group(row, given.get(row.pk, 0)) for row in rows)


def group(*, name: str, actor: Actor) -> GroupInfo:
    """One group. Raises Forbidden, ThingUnknown."""
    found = next((g for g in groups(actor=actor) if g.name == name), None)
    if found is None:
        raise ThingUnknown(name=name)
    return found


def peers(*, actor: Actor) -> tuple[PeerInfo, ...]:
    """Other security servers by identifier. Raises Forbidden."""
    require(policies.can_view(actor))
    return tuple(_peer(row) for row in Peer.objects.order_by("server_id"))


def peer(*, id: str, actor: Actor) -> PeerInfo:  # noqa: A002 - the identifier of the protocol
    """One other security server. Raises Forbidden, ThingUnknown."""
    found = next((p for p in peers(actor=actor) if p.id == id), None)
    if found is None:
        raise ThingUnknown(name=id)
    return found


def maintenance() -> MaintenanceInfo | None:
    """Why and until when the whole exchange rests; None when it works."""
    row = MaintenanceNotice.objects.filter(ended_at=None).first()
    return None if row is None else MaintenanceInfo(row.notice_vi, row.notice_en, row.until, row.begun_at, row.begun_by)


def versions(*, actor: Actor, before: int | None = None, limit: int = 25) -> tuple[VersionInfo, ...]:
    """Versions of the configuration, the newest first. Raises Forbidden."""
    require(policies.can_view(actor))
    rows = ConfigVersion.objects.order_by("-number").defer("content")
    if before is not None:
        rows = rows.filter(number__lt=before)
    return tuple(_version(row) for row in rows[:limit])


def version(*, number: int, actor: Actor) -> VersionInfo:
    """One version. Raises Forbidden, ThingUnknown."""
    require(policies.can_view(actor))
    row = ConfigVersion.objects.defer("content").filter(number=number).first()
    if row is None:
        raise ThingUnknown(name=str(number))
    return _version(row)


def gateway_rows() -> list[tuple[str, str, str, str, Gateway | None]]:
    """Code, names and address of every gateway: that of this machine first, by the settings, then the registered ones."""
    rows = {row.code: row for row in Gateway.objects.order_by("code")}
    own = rows.pop(conf.SERVER_CODE, None)
    names = (own.name_vi, own.name_en) if own else ("Cổng của máy này", "This machine's gateway")
    first: list[tuple[str, str, str, str, Gateway | None]] = [(conf.SERVER_CODE, *names, settings.MOTCUA_GATEWAY_URL, own)]
    return first + [(row.code, row.name_vi, row.name_en, row.url, row) for row in rows.values()]


def _group(row: Group, given: int) -> GroupInfo:
    found = tuple(sorted(str(client_id(c)) for c in row.clients.all()))
    facts = {"name_vi": row.name_vi, "name_en": row.name_en, "clients": found}
    return GroupInfo(row.name, row.name_vi, row.name_en, found, given, tag_of(facts))


def _peer(row: Peer) -> PeerInfo:
    facts: dict[str, Any] = {
        "name_vi": row.name_vi, "name_en": row.name_en, "address": row.address, "certificates": tuple(row.certificates),
        "public_keys": tuple(row.public_keys), "clients": tuple(row.clients),
    }  # fmt: skip
    return PeerInfo(id=row.server_id, tag=tag_of(facts), **facts)


def _version(row: ConfigVersion) -> VersionInfo:
    return VersionInfo(
        number=row.number, digest=row.digest, made_at=row.made_at, made_by=row.made_by, why=row.why, restores=row.restores,
        changes=tuple(Difference(**one) for one in row.changes),
    )  # fmt: skip
