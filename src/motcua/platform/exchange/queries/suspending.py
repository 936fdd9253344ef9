"""Who is hit when a member or a system is suspended, told before anybody confirms it."""

from __future__ import annotations

from django.db.models import Q

from motcua.kernel.actors import Actor
from motcua.kernel.policy import require
from motcua.platform.exchange import policies
from motcua.platform.exchange.contracts import Affected
from motcua.platform.exchange.models import AccessRight, EventRoom, Service, Subsystem
from motcua.platform.exchange.queries.register import client, client_id, clients, is_system, member, own_client, service_id


def affected(*, id: str, actor: Actor) -> Affected:  # noqa: A002 - the identifier of the protocol
    """What stops while a member or a system is suspended. Raises Forbidden, ServiceUnknown."""
    require(policies.can_view(actor))
    found = (client(id=id, actor=actor),) if is_system(id) else clients(actor=actor, member=member(id=id, actor=actor).id)
    _instance, member_class, code, *_system = id.split("/")
    own = Q(member__member_class=member_class, member__member_code=code, code__in=[one.code for one in found])
    systems = Subsystem.objects.filter(own)
    services = Service.objects.filter(subsystem__in=systems, enabled=True).select_related("subsystem__member")
    given = AccessRight.objects.filter(service__in=services)
    callers = Subsystem.objects.filter(Q(pk__in=given.values("client")) | Q(groups__in=given.values("group"))).exclude(pk__in=systems)
    held = AccessRight.objects.filter(Q(client__in=systems) | Q(group__clients__in=systems))
    return Affected(
        id=id, systems=tuple(one.id for one in found), services=tuple(sorted(str(service_id(row)) for row in services)),
        rights_given=given.count(), callers=tuple(sorted({str(client_id(row)) for row in callers.select_related("member")})),
        rights_held=held.distinct().count(), rooms=EventRoom.objects.filter(subsystem__in=systems).count(),
        own=str(own_client()) in {one.id for one in found},
    )  # fmt: skip
