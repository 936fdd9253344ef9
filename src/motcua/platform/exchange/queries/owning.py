"""Reads for the unit that owns services: its own, as if there were no others."""

from __future__ import annotations

from datetime import datetime

from motcua.kernel.actors import Actor, ActorKind
from motcua.platform.exchange import policies
from motcua.platform.exchange.contracts import Flow, ServiceDetail, ServiceUnknown
from motcua.platform.exchange.models import Service
from motcua.platform.exchange.queries import register, watching


def own_services(*, actor: Actor) -> tuple[ServiceDetail, ...]:
    """The services of units that the actor leads, by identifier."""
    units = {p.unit_code for p in actor.positions} if actor.kind is ActorKind.OFFICER else set()
    rows = Service.objects.filter(subsystem__member__unit_code__in=units - {""}).select_related("subsystem__member")
    own = [str(register.service_id(row)) for row in rows if policies.can_own(actor, provider_unit=row.subsystem.member.unit_code)]
    return tuple(register.service(id=one) for one in sorted(own))


def own_service(*, id: str, actor: Actor) -> ServiceDetail:  # noqa: A002 - the identifier of the protocol
    """A service of a unit that the actor leads. Raises ServiceUnknown, also for one of another unit."""
    found = register.service(id=id)
    if not found.unit_code or not policies.can_own(actor, provider_unit=found.unit_code):
        raise ServiceUnknown(name=id)
    return found


def own_flows(*, service: str, since: datetime, until: datetime, actor: Actor) -> tuple[Flow, ...]:
    """Who called one of the actor's own services how often, the largest first. Raises ServiceUnknown."""
    return watching.flows_between(service=own_service(id=service, actor=actor).id, since=since, until=until)
