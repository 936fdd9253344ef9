"""Reads of the exchange."""

from __future__ import annotations

import dataclasses

from django.db.models import QuerySet

from motcua.gateway import protocol
from motcua.kernel.actors import Actor
from motcua.kernel.policy import require
from motcua.platform.exchange import conf, policies, rules
from motcua.platform.exchange.adapters import gateway
from motcua.platform.exchange.contracts import (
    PERSONS,
    POPULATION,
    REGISTER_CODE,
    GatewayState,
    GatewayUnreachable,
    Message,
    MessageUnknown,
    Outcome,
    RightInfo,
    ServiceInfo,
)
from motcua.platform.exchange.models import AccessRight, Call, GatewayLog, Service, Subsystem
from motcua.platform.exchange.queries.systems import declared_tells


def messages(*, after: int = 0, limit: int = 100) -> tuple[Message, ...]:
    """Logged messages with an id above ``after``, oldest first: for machines that follow the log."""
    return tuple(_message(row) for row in Call.objects.filter(id__gt=after).order_by("id")[:limit])


def recent(
    *, actor: Actor, before: int | None = None, limit: int = 25, outcome: str = "", service: str = "", issue: str = ""
) -> tuple[Message, ...]:
    """The newest messages first, narrowed by outcome, service or dossier code. Raises Forbidden."""
    require(policies.can_view(actor))
    rows: QuerySet[Call] = Call.objects.order_by("-id")
    if before is not None:
        rows = rows.filter(id__lt=before)
    if outcome in set(Outcome):
        rows = rows.filter(outcome=outcome)
    if service:
        rows = rows.filter(service=service)
    if issue:
        rows = rows.filter(issue=issue)
    return tuple(_message(row) for row in rows[:limit])


def message(*, request_id: str, actor: Actor) -> Message:
    """One logged message. Raises Forbidden, MessageUnknown."""
    require(policies.can_view(actor))
    row = Call.objects.filter(request_id=request_id).first()
    if row is None:
        raise MessageUnknown(request_id=request_id)
    return _message(row)


def services() -> tuple[ServiceInfo, ...]:
    """Every registered service with its rights, by identifier."""
    rows = Service.objects.select_related("subsystem__member").prefetch_related("rights__client__member")
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
            rights=tuple(_right(r) for r in row.rights.all()),
            personal=rules.POPULATION_TELLS if _is_population(row) else tells.get(str(service_id(row))),
        )
        for row in rows
    ]
    return tuple(sorted(found, key=lambda s: s.id))


def gateway_state() -> GatewayState:
    """Whether the gateway answers now, and the state of its log at the last check."""
    log = GatewayLog.objects.order_by("-checked_at").first()
    try:
        health = gateway.health()
    except GatewayUnreachable:
        health = {}
    return GatewayState(
        answers=bool(health),
        ready=bool(health.get("ready")),
        config_current=bool(health.get("config_current")) and not health.get("config_error"),
        last_seq=log.last_seq if log else 0,
        checked_at=log.checked_at if log else None,
        problem=log.problem if log else "",
    )


def client_id(row: Subsystem) -> protocol.ClientId:
    """The identifier of a subsystem."""
    return protocol.ClientId(conf.INSTANCE, row.member.member_class, row.member.member_code, row.code)


def service_id(row: Service) -> protocol.ServiceId:
    """The identifier of a service."""
    member = row.subsystem.member
    return protocol.ServiceId(conf.INSTANCE, member.member_class, member.member_code, row.subsystem.code, row.code)


def _right(row: AccessRight) -> RightInfo:
    owner, system = row.client.member, row.client
    vi, en = f"{owner.name_vi}: {system.name_vi}", f"{owner.name_en or owner.name_vi}: {system.name_en or system.name_vi}"
    return RightInfo(str(client_id(system)), row.method, row.path, row.purpose, client_vi=vi, client_en=en)


def _is_population(row: Service) -> bool:
    return (row.subsystem.member.member_code, row.subsystem.code, row.code) == (REGISTER_CODE, POPULATION, PERSONS)


def _message(row: Call) -> Message:
    names = [f.name for f in dataclasses.fields(Message) if f.name not in {"outcome", "has_user"}]
    values = {name: getattr(row, name) for name in names}
    return Message(**values, outcome=Outcome(row.outcome), has_user=bool(row.user_index))
