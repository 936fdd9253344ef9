"""Going back to an earlier configuration, as a new version: the tables say again what they said then.

What decides who may see what is not brought back by this: revoked certificates and keys stay revoked, rights that data-sharing requests
gave stay as those stand, who is suspended stays so, the maintenance notice is that of the hour. Services that came later are switched
off, not forgotten.
"""

from __future__ import annotations

from datetime import datetime

import msgspec
from django.db import transaction
from django.db.models import Max

from motcua.gateway import protocol
from motcua.kernel.actors import Actor
from motcua.kernel.policy import require
from motcua.platform.exchange import policies, queries
from motcua.platform.exchange.actions import back_to, configuring, offering, rights, versions
from motcua.platform.exchange.adapters import portal
from motcua.platform.exchange.contracts import Difference, ReasonMissing, ThingUnknown
from motcua.platform.exchange.models import AccessRight, ConfigVersion, Group, Member, Peer, Service, Subsystem
from motcua.platform.exchange.rules import changes
from motcua.platform.exchange.rules.keys import NOBODY

_STAYS = "Dịch vụ có sau phiên bản được khôi phục · The service is newer than the restored version"


def restore_version(*, number: int, reason: str, actor: Actor, now: datetime) -> int | None:
    """Make the tables say what version ``number`` said; the number of the new version, None when they said it already.

    Raises Forbidden, ThingUnknown, ReasonMissing, RegistrationRefused (what was right then may not be now).
    """
    require(policies.can_manage(actor))
    if not reason.strip():
        raise ReasonMissing
    old = _old(number)
    last = _newest()
    with versions.as_one(name=f"version {number}", actor=actor, now=now, why=reason.strip()[:250], restores=number):
        _apply(old, actor=actor, now=now)
    made = _newest()
    return made if made != last else None


def preview_restore(*, number: int, actor: Actor, now: datetime) -> tuple[Difference, ...]:
    """What restoring a version would change, without changing it. Raises Forbidden, ThingUnknown."""
    require(policies.can_manage(actor))
    old = _old(number)
    before = configuring.build_config(token="", now=now)
    with transaction.atomic(), versions.held():
        _apply(old, actor=actor, now=now)
        after = configuring.build_config(token="", now=now)
        transaction.set_rollback(True)
    return changes.differences(before, after)


def _newest() -> int:
    return ConfigVersion.objects.aggregate(newest=Max("number"))["newest"] or 0


def _old(number: int) -> protocol.Config:
    row = ConfigVersion.objects.filter(number=number).first()
    if row is None:
        raise ThingUnknown(name=str(number))
    return versions.read(row)


def _apply(old: protocol.Config, *, actor: Actor, now: datetime) -> None:
    _clients(old)
    _groups(old)
    back_to.settings(old, actor=actor, now=now)
    back_to.rooms(old, now)
    offered = {s.id: s for s in old.services}
    for row in Service.objects.select_related("subsystem__member").order_by("id"):
        identifier = str(queries.service_id(row))
        then = offered.get(identifier)
        _service(row, then, now)
        _rights(row, identifier, then, actor=actor, now=now)
    _peers(old, now)


def _clients(old: protocol.Config) -> None:
    rows = Subsystem.objects.select_related("member").prefetch_related("held_certificates")
    found = {(row.member.member_class, row.member.member_code, row.code): row for row in rows}
    for member in old.members:
        Member.objects.filter(member_class=member.member_class, member_code=member.member_code).update(name_vi=member.name)
        for then in member.subsystems:
            row = found.get((member.member_class, member.member_code, then.code))
            if row is None:
                continue
            managed = {c.sha256 for c in row.held_certificates.all()} | {NOBODY}
            row.networks, row.environment, row.name_vi = list(then.networks), str(then.environment), then.name
            row.certificates = [c for c in then.certificates if c not in managed]
            row.save(update_fields=["networks", "environment", "certificates", "name_vi"])


def _groups(old: protocol.Config) -> None:
    rows = Subsystem.objects.select_related("member")
    clients = {str(queries.client_id(row)): row for row in rows}
    kept = {group.name: group for group in old.groups}
    for row in Group.objects.all():
        then = kept.get(row.name)
        if then is not None:
            row.clients.set([clients[c] for c in then.clients if c in clients])
        elif not AccessRight.objects.filter(group=row).exists():
            row.delete()


def _service(row: Service, then: protocol.Service | None, now: datetime) -> None:
    if then is None:
        row.enabled, row.notice = False, _STAYS
        row.save(update_fields=["enabled", "notice"])
        return
    plain = offering.as_json(then)
    row.kind, row.description_url, row.sandbox_url = then.type, then.description_url or "", then.sandbox_url or ""
    if portal.is_description_address(row.description_url, service=then.id):  # what the configuration made of a description kept here
        row.kind, row.description_url = "REST", ""
    row.provider_headers = dict(then.provider_headers)
    known, (row.adapter, row.adapter_secrets) = row.adapter_secrets, offering.apart(plain["adapter"])
    row.secrets_since = offering.since(known, row.adapter_secrets, held=row.secrets_since, now=now)
    same = (
        "base_url", "timeout_s", "enabled", "notice", "endpoints", "verify_tls", "keep_body", "pace", "own_pace", "at_once", "breaker",
        "canary", "contexts", "soap_offer",
    )  # fmt: skip
    for name in same:
        setattr(row, name, plain[name])
    held = ("provider_headers", "adapter", "adapter_secrets", "secrets_since")
    row.save(update_fields=["kind", "description_url", "sandbox_url", *held, *same])


def _rights(row: Service, identifier: str, then: protocol.Service | None, *, actor: Actor, now: datetime) -> None:
    """Rights without an agreement become those of then; those of agreements stay."""
    wanted = {(r.subject, r.method, r.path): r for r in (then.rights if then else ()) if not r.agreement}
    for held in AccessRight.objects.select_related("client__member", "group").filter(service=row, agreement=""):
        subject = queries.subject_of(held)
        if (subject, held.method, held.path) not in wanted:
            rights.take_back(AccessRight.objects.filter(pk=held.pk), service=identifier, client=subject, actor=actor, now=now)
    for (subject, method, path), right in wanted.items():
        name = subject.removeprefix(protocol.GROUP)
        if name != subject and not Group.objects.filter(name=name).exists():
            continue  # a group that was removed since
        purpose = f"Khôi phục cấu hình · restored ({now:%d/%m/%Y})"
        rights.give(
            service=identifier, client=subject, purpose=purpose, endpoints=[(method, path)], fields=right.fields,
            valid_from=configuring.instant(right.valid_from), valid_until=configuring.instant(right.valid_until),
            pace=msgspec.to_builtins(right.pace) if right.pace else None, agreement="", actor=actor, now=now,
        )  # fmt: skip


def _peers(old: protocol.Config, now: datetime) -> None:
    Peer.objects.exclude(server_id__in=[s.id for s in old.servers]).delete()
    for s in old.servers:
        facts = {
            "address": s.address, "certificates": list(s.certificates), "public_keys": list(s.public_keys), "clients": list(s.clients),
        }
        Peer.objects.update_or_create(server_id=s.id, defaults=facts, create_defaults={**facts, "created_at": now})
