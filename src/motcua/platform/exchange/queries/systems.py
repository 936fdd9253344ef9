"""Reads about declared systems: which of them are connected, by the signed log, and since when."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Max

from motcua.gateway import protocol
from motcua.kernel.actors import Actor
from motcua.kernel.policy import require
from motcua.platform.exchange import conf, policies
from motcua.platform.exchange.adapters import declarations
from motcua.platform.exchange.contracts.systems import LinkChange, LinkState, SystemState
from motcua.platform.exchange.models import HourCount, Subsystem, SystemLink
from motcua.platform.exchange.rules.linking import link_state


def systems(*, actor: Actor, now: datetime) -> tuple[SystemState, ...]:
    """Every declared system with its last answered and its last failed call, the named ones first. Raises Forbidden."""
    require(policies.can_view(actor))
    return states(now=now)


def states(*, now: datetime) -> tuple[SystemState, ...]:
    """As ``systems``, for work whose right was asked already."""
    members = Subsystem.objects.values_list("member__member_class", "member__member_code", "code")
    registered = {str(protocol.ClientId(conf.INSTANCE, *names)) for names in members}
    calls = _last_calls()
    found = []
    for one in declarations.systems():
        name = str(protocol.ClientId(conf.INSTANCE, one.owner_class, one.owner_code, one.system))
        ok, failed = calls.get(name, (None, None))
        state = link_state(registered=name in registered, last_ok_at=ok, last_failed_at=failed, now=now, window=window())
        found.append(SystemState(declared=one, system=name, state=state, last_ok_at=ok, last_failed_at=failed))
    return tuple(sorted(found, key=lambda s: (not s.declared.named, s.declared.code)))


def window() -> timedelta:
    """How old the last answer of a system may be while it counts as connected."""
    return timedelta(minutes=int(conf.LINK_MINUTES))


def links(*, code: str, actor: Actor, limit: int = 20) -> tuple[LinkChange, ...]:
    """When a declared system became connected and when it was lost, the newest first. Raises Forbidden."""
    require(policies.can_view(actor))
    rows = SystemLink.objects.filter(code=code).order_by("-id")[:limit]
    return tuple(
        LinkChange(code=row.code, linked=row.linked, why=LinkState(row.why), request_id=row.request_id, at=row.at) for row in rows
    )


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
