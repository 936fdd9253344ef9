"""Reads of who takes part and what is offered."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Count, Q

from motcua.gateway import protocol
from motcua.kernel.actors import Actor
from motcua.kernel.policy import require
from motcua.kit.ciphers import blind_index
from motcua.platform.exchange import conf, policies, rules
from motcua.platform.exchange.contracts import (
    CITY_CODE,
    MEMBER_CLASS,
    ONE_STOP,
    PERSONS,
    POPULATION,
    REGISTER_CODE,
    ChangeInfo,
    ClientInfo,
    FieldInfo,
    MemberInfo,
    RightDetail,
    RightInfo,
    ServiceDetail,
    ServiceInfo,
    ServiceUnknown,
)
from motcua.platform.exchange.contracts.control import tag_of
from motcua.platform.exchange.contracts.systems import FILES
from motcua.platform.exchange.models import AccessRight, Member, Service, Subsystem
from motcua.platform.exchange.queries.systems import declared_tells

_MOST = 10_000


def services(*, id: str = "") -> tuple[ServiceInfo, ...]:  # noqa: A002 - the identifier of the protocol
    """Every registered service with its rights, by identifier; a group's right stands there once for each of its systems.

    With ``id`` that service alone, nothing when there is none.
    """
    rows = Service.objects.select_related("subsystem__member").prefetch_related("rights__client__member", "rights__group__clients__member")
    rows = rows.filter(named(id)) if id else rows
    tells = declared_tells()
    found = [
        ServiceInfo(
            id=str(service_id(row)),
            name_vi=row.name_vi,
            name_en=row.name_en,
            provider_vi=row.subsystem.member.name_vi,
            provider_en=row.subsystem.member.name_en,
            type=row.kind,
            enabled=row.enabled,
            notice=row.notice,
            timeout_s=row.timeout_s,
            rights=tuple(right for r in row.rights.all() for right in callers(r)),
            personal=_personal(row, tells),
            contexts=tuple(row.contexts),
            suspended=_suspended(row),
        )
        for row in rows
    ]
    return tuple(sorted(found, key=lambda s: s.id))


def named(identifier: str) -> Q:
    """The condition for the service of that identifier; of no service when it is none of this instance."""
    try:
        i = protocol.ServiceId.parse(identifier)
    except protocol.IdentifierError:
        return Q(pk__in=())
    if i.instance != conf.INSTANCE:
        return Q(pk__in=())
    return Q(
        code=i.service_code, subsystem__code=i.subsystem_code, subsystem__member__member_class=i.member_class,
        subsystem__member__member_code=i.member_code,
    )  # fmt: skip


def client_id(row: Subsystem) -> protocol.ClientId:
    """The identifier of a subsystem."""
    return protocol.ClientId(conf.INSTANCE, row.member.member_class, row.member.member_code, row.code)


def own_client() -> protocol.ClientId:
    """The city's own system, in whose name the platform asks the gateway."""
    return protocol.ClientId(conf.INSTANCE, MEMBER_CLASS, CITY_CODE, ONE_STOP)


def is_system(identifier: str) -> bool:
    """Whether it names a system (instance/class/member/system) and not a member."""
    return identifier.count("/") > 2  # noqa: PLR2004


def spoken_by_files() -> frozenset[str]:
    """Identifiers of the services whose providers exchange files."""
    rows = Service.objects.filter(adapter__kind=FILES).select_related("subsystem__member")
    return frozenset(str(service_id(row)) for row in rows)


def service_id(row: Service) -> protocol.ServiceId:
    """The identifier of a service."""
    member = row.subsystem.member
    return protocol.ServiceId(conf.INSTANCE, member.member_class, member.member_code, row.subsystem.code, row.code)


def subject_of(row: AccessRight) -> str:
    """Whom a right is for: a client's identifier, or ``group:<name>``."""
    return f"{protocol.GROUP}{row.group.name}" if row.group else str(client_id(row.client)) if row.client else ""


def member_id(row: Member) -> str:
    """The identifier of a member."""
    return str(protocol.ClientId(conf.INSTANCE, row.member_class, row.member_code))


def members(*, actor: Actor, query: str = "") -> tuple[MemberInfo, ...]:
    """Members by identifier, narrowed by words of their name or code. Raises Forbidden."""
    require(policies.can_view(actor))
    rows = Member.objects.annotate(clients=Count("subsystems")).order_by("member_class", "member_code")
    for word in query.split():
        rows = rows.filter(Q(name_vi__icontains=word) | Q(name_en__icontains=word) | Q(member_code__icontains=word))
    return tuple(_member(row) for row in rows[:_MOST])


def member(*, id: str, actor: Actor) -> MemberInfo:  # noqa: A002 - the identifier of the protocol
    """One member. Raises Forbidden, ServiceUnknown."""
    found = next((m for m in members(actor=actor) if m.id == id), None)
    if found is None:
        raise ServiceUnknown(name=id)
    return found


def clients(*, actor: Actor, query: str = "", member: str = "") -> tuple[ClientInfo, ...]:
    """Systems by identifier, narrowed by words or by member. Raises Forbidden."""
    require(policies.can_view(actor))
    rows = Subsystem.objects.select_related("member").annotate(offered=Count("services", distinct=True)).prefetch_related(
        "held_certificates", "groups"
    )
    for word in query.split():
        rows = rows.filter(
            Q(name_vi__icontains=word) | Q(name_en__icontains=word) | Q(code__icontains=word) | Q(member__name_vi__icontains=word)
            | Q(member__name_en__icontains=word) | Q(member__member_code__icontains=word)
        )  # fmt: skip
    found = sorted((_client(row) for row in rows[:_MOST]), key=lambda c: c.id)
    return tuple(c for c in found if not member or c.member == member)


def client(*, id: str, actor: Actor) -> ClientInfo:  # noqa: A002
    """One system. Raises Forbidden, ServiceUnknown."""
    found = next((c for c in clients(actor=actor) if c.id == id), None)
    if found is None:
        raise ServiceUnknown(name=id)
    return found


def own_clients(*, actor: Actor) -> tuple[ClientInfo, ...]:
    """Systems for which the actor may ask for data: those of her units, and for administrators those of agencies outside the city."""
    rows = Subsystem.objects.select_related("member").annotate(offered=Count("services", distinct=True)).prefetch_related(
        "held_certificates", "groups"
    )
    found = [_client(row) for row in rows if policies.can_ask(actor, client_unit=row.member.unit_code)]
    return tuple(sorted(found, key=lambda c: c.id))


def catalogue(*, actor: Actor, query: str = "", state: str = "", client: str = "") -> tuple[ServiceDetail, ...]:
    """Services with all settings, by identifier; ``state``: ``on``, ``off``; ``client``: the system that offers them. Forbidden."""
    require(policies.can_view(actor))
    rows = _details()
    for word in query.split():
        rows = rows.filter(
            Q(name_vi__icontains=word) | Q(name_en__icontains=word) | Q(code__icontains=word)
            | Q(subsystem__member__name_vi__icontains=word) | Q(subsystem__member__name_en__icontains=word)
        )  # fmt: skip
    if state:
        rows = rows.filter(enabled=state == "on")
    found = sorted((_service(row) for row in rows[:_MOST]), key=lambda s: s.id)
    return tuple(s for s in found if not client or s.client == client)


def service(*, id: str, actor: Actor | None = None) -> ServiceDetail:  # noqa: A002
    """One service; ``actor`` None: for the room's own work. Raises Forbidden, ServiceUnknown."""
    if actor is not None:
        require(policies.can_view(actor))
    row = _details().filter(named(id)).first()
    if row is None:
        raise ServiceUnknown(name=id)
    return _service(row)


def rights(
    *, actor: Actor, service: str = "", client: str = "", agreement: str = "", now: datetime | None = None
) -> tuple[RightDetail, ...]:
    """Rights by id, narrowed by service, subject or agreement; with ``now`` only those that have not ended. Raises Forbidden."""
    require(policies.can_view(actor))
    rows = AccessRight.objects.select_related("service__subsystem__member", "client__member", "group").order_by("id")
    if agreement:
        rows = rows.filter(agreement=agreement)
    if now is not None:
        rows = rows.filter(Q(valid_until=None) | Q(valid_until__gt=now))
    found = (right(row) for row in rows)
    return tuple(r for r in found if (not service or r.service == service) and (not client or r.subject == client))


def right(row: AccessRight) -> RightDetail:
    """A row as a contract; service, client and group must have been selected with it."""
    vi, en = _subject_names(row)
    return RightDetail(
        id=row.pk, service=str(service_id(row.service)), subject=subject_of(row), subject_vi=vi, subject_en=en, method=row.method,
        path=row.path, purpose=row.purpose, fields=tuple(row.fields), valid_from=row.valid_from, valid_until=row.valid_until,
        agreement=row.agreement, pace=row.pace,
    )  # fmt: skip


def declared(row: Service) -> tuple[FieldInfo, ...] | None:
    """What a service's answers tell, None where nobody described it."""
    return None if row.fields is None else tuple(FieldInfo(f["path"], f["vi"], f["en"], f["personal"]) for f in row.fields)


def _details() -> Any:
    return Service.objects.select_related("subsystem__member").prefetch_related("rights__client__member", "rights__group", "changes")


def _member(row: Any) -> MemberInfo:
    facts = {"name_vi": row.name_vi, "name_en": row.name_en, "unit_code": row.unit_code, "suspended_at": row.suspended_at,
        "suspended_why": row.suspended_why}  # fmt: skip
    return MemberInfo(
        id=member_id(row), member_class=row.member_class, member_code=row.member_code, clients=row.clients, tag=tag_of(facts), **facts
    )


def _client(row: Any) -> ClientInfo:
    held = [c.sha256 for c in row.held_certificates.all() if c.revoked_at is None]
    facts: dict[str, Any] = {
        "name_vi": row.name_vi, "name_en": row.name_en, "environment": row.environment, "networks": tuple(row.networks),
        "networks_until": row.networks_until,
        "fingerprints": tuple(dict.fromkeys([*row.certificates, *held])), "suspended_at": row.suspended_at,
        "suspended_why": row.suspended_why, "member_suspended": row.member.suspended_at is not None,
    }  # fmt: skip
    return ClientInfo(
        id=str(client_id(row)), member=member_id(row.member), code=row.code, member_vi=row.member.name_vi, member_en=row.member.name_en,
        unit_code=row.member.unit_code, groups=tuple(sorted(g.name for g in row.groups.all())), services=row.offered, tag=tag_of(facts),
        **facts,
    )  # fmt: skip


_KEPT = (
    "code", "name_vi", "name_en", "base_url", "kind", "timeout_s", "enabled", "notice", "description_url", "verify_tls", "keep_body",
    "pace", "own_pace", "at_once", "breaker", "canary", "sandbox_url", "adapter", "soap_offer", "version",
)  # fmt: skip


def _service(row: Service) -> ServiceDetail:
    member = row.subsystem.member
    facts: dict[str, Any] = {name: getattr(row, name) for name in _KEPT}
    facts |= {"endpoints": tuple(row.endpoints), "header_names": tuple(sorted(row.provider_headers or {})), "fields": declared(row)}
    facts |= {"contexts": tuple(row.contexts), "adapter_secrets": tuple(sorted(row.adapter_secrets or {}))}
    facts["adapter_secrets_since"] = {place: datetime.fromisoformat(at) for place, at in row.secrets_since.items() if at}
    facts["suspended"] = _suspended(row)
    held = json.dumps([row.provider_headers or {}, row.adapter_secrets or {}], sort_keys=True)
    tagged: Mapping[str, Any] = {**facts, "fields": row.fields, "secrets": blind_index(held, purpose="exchange.service.tag")}
    notes = sorted(row.changes.all(), key=lambda c: c.pk, reverse=True)
    found = sorted(row.rights.all(), key=lambda r: r.pk)
    for one in found:
        one.service = row
    return ServiceDetail(
        id=str(service_id(row)), client=str(client_id(row.subsystem)), provider_vi=member.name_vi, provider_en=member.name_en,
        unit_code=member.unit_code, changes=tuple(ChangeInfo(c.version, c.text_vi, c.text_en, c.at) for c in notes),
        rights=tuple(right(r) for r in found), tag=tag_of(tagged), **facts,
    )  # fmt: skip


def _suspended(row: Service) -> bool:
    """Whether the system that offers it, or its member, takes no part now."""
    return row.subsystem.suspended_at is not None or row.subsystem.member.suspended_at is not None


def callers(row: AccessRight) -> Iterable[RightInfo]:
    """Who receives what the service tells; systems of the sandbox receive nothing true, and are not among them."""
    found = [row.client] if row.client is not None else sorted(row.group.clients.all(), key=lambda c: c.pk) if row.group else []
    for caller in found:
        if caller.environment != protocol.Environment.SANDBOX:
            yield _right(row, caller)


def _right(row: AccessRight, system: Subsystem) -> RightInfo:
    owner = system.member
    vi, en = f"{owner.name_vi}: {system.name_vi}", f"{owner.name_en or owner.name_vi}: {system.name_en or system.name_vi}"
    return RightInfo(str(client_id(system)), row.method, row.path, row.purpose, client_vi=vi, client_en=en, fields=tuple(row.fields),
        valid_until=row.valid_until)  # fmt: skip


def _subject_names(row: AccessRight) -> tuple[str, str]:
    if row.group is not None:
        return f"Nhóm: {row.group.name_vi}", f"Group: {row.group.name_en or row.group.name_vi}"
    if row.client is None:
        return "", ""
    found = _right(row, row.client)
    return found.client_vi, found.client_en


def _personal(row: Service, tells: Mapping[str, tuple[tuple[str, str], ...]]) -> tuple[tuple[str, str], ...] | None:
    """The personal data that a service tells: as it was described here, else as its system's declaration says."""
    told = declared(row)
    if told is not None:
        return tuple((f.vi, f.en) for f in told if f.personal)
    return rules.POPULATION_TELLS if _is_population(row) else tells.get(str(service_id(row)))


def _is_population(row: Service) -> bool:
    return (row.subsystem.member.member_code, row.subsystem.code, row.code) == (REGISTER_CODE, POPULATION, PERSONS)
