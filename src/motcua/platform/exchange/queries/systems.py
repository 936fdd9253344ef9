"""Reads about declared systems: which of them are connected, by the signed log."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Max

from motcua.gateway import protocol
from motcua.kernel.actors import Actor
from motcua.kernel.policy import require
from motcua.platform.exchange import conf, policies
from motcua.platform.exchange.adapters import declarations
from motcua.platform.exchange.contracts.systems import SystemState
from motcua.platform.exchange.models import HourCount, Subsystem


def systems(*, actor: Actor) -> tuple[SystemState, ...]:
    """Every declared system with its last answered and its last failed call, the named ones first. Raises Forbidden."""
    require(policies.can_view(actor))
    members = Subsystem.objects.values_list("member__member_class", "member__member_code", "code")
    registered = {str(protocol.ClientId(conf.INSTANCE, *names)) for names in members}
    calls = _last_calls()
    found = []
    for one in declarations.systems():
        name = str(protocol.ClientId(conf.INSTANCE, one.owner_class, one.owner_code, one.system))
        ok, failed = calls.get(name, (None, None))
        connected = name in registered and ok is not None and (failed is None or failed <= ok)
        found.append(
            SystemState(declared=one, registered=name in registered, connected=connected, last_ok_at=ok, last_failed_at=failed)
        )
    return tuple(sorted(found, key=lambda s: (not s.declared.named, s.declared.code)))


def declared_tells() -> dict[str, tuple[tuple[str, str], ...]]:
    """What personal data each declared service tells, by its identifier."""
    found = {}
    for one in declarations.systems():
        for service in one.services:
            name = protocol.ServiceId(conf.INSTANCE, one.owner_class, one.owner_code, one.system, service.code)
            found[str(name)] = service.tells
    return found


def _last_calls() -> dict[str, tuple[datetime | None, datetime | None]]:
    """By provider: when a call was last answered (also "no such record"), when one last failed in the exchange or at the provider."""
    rows = HourCount.objects.values("service").annotate(ok=Max("last_ok_at"), failed=Max("last_failed_at"))
    found: dict[str, tuple[datetime | None, datetime | None]] = {}
    for row in rows:
        name = row["service"].rsplit("/", 1)[0]
        ok, failed = found.get(name, (None, None))
        found[name] = (_later(ok, row["ok"]), _later(failed, row["failed"]))
    return found


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    return max((at for at in (one, other) if at is not None), default=None)
