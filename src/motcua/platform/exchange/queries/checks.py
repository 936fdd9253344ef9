"""What gateways said of the adapters of services when they were last asked."""

from __future__ import annotations

from motcua.kernel.actors import Actor
from motcua.kernel.policy import require
from motcua.platform.exchange import policies
from motcua.platform.exchange.contracts.systems import AdapterCheck
from motcua.platform.exchange.models import AdapterAnswer
from motcua.platform.exchange.queries.register import service_id


def adapter_checks(*, actor: Actor) -> dict[str, AdapterCheck]:
    """What the gateway said of every service that it translates when it was last asked, by identifier. Raises Forbidden."""
    require(policies.can_view(actor))
    found = {}
    for row in AdapterAnswer.objects.select_related("service__subsystem__member"):
        name = str(service_id(row.service))
        told = tuple((str(p["vi"]), str(p["en"])) for p in row.problems)
        found[name] = AdapterCheck(service=name, kind=row.kind, problems=told, checked_at=row.checked_at)
    return found
