"""Reads of what was exchanged: messages, how services fared, the gateway of this machine."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from motcua.kernel.actors import Actor
from motcua.kernel.policy import require
from motcua.kit import clock
from motcua.platform.exchange import conf, policies
from motcua.platform.exchange.adapters import gateway
from motcua.platform.exchange.contracts import (
    ALL_CALLS,
    CallsAsked,
    GatewayState,
    GatewayUnreachable,
    Message,
    MessageUnknown,
    Outcome,
    StampsWaiting,
)
from motcua.platform.exchange.models import Call, GatewayLog

MOST_COUNTED = 100_000


def messages(*, after: int = 0, limit: int = 100) -> tuple[Message, ...]:
    """Logged messages with an id above ``after``, oldest first: for machines that follow the log."""
    return tuple(_message(row) for row in Call.objects.filter(id__gt=after).order_by("id")[:limit])


def recent(*, actor: Actor, asked: CallsAsked = ALL_CALLS, before: int | None = None, limit: int = 25) -> tuple[Message, ...]:
    """The newest messages first, narrowed by what is asked. Raises Forbidden."""
    require(policies.can_view(actor))
    rows = _narrowed(asked).order_by("-id")
    if before is not None:
        rows = rows.filter(id__lt=before)
    return tuple(_message(row) for row in rows[:limit])


def count_calls(*, actor: Actor, asked: CallsAsked, most: int = MOST_COUNTED) -> int:
    """How many messages that are; ``most`` for that many and more. Raises Forbidden."""
    require(policies.can_view(actor))
    return _narrowed(asked)[:most].count()


def message(*, request_id: str, actor: Actor) -> Message:
    """One logged message. Raises Forbidden, MessageUnknown."""
    require(policies.can_view(actor))
    row = Call.objects.filter(request_id=request_id).first()
    if row is None:
        raise MessageUnknown(request_id=request_id)
    return _message(row)


def _narrowed(asked: CallsAsked) -> QuerySet[Call]:
    rows: QuerySet[Call] = Call.objects.all()
    exact = {name: getattr(asked, name) for name in ("service", "client", "issue") if getattr(asked, name)}
    if asked.outcome in set(Outcome):
        exact["outcome"] = asked.outcome
    if asked.since:
        rows = rows.filter(at__gte=asked.since)
    if asked.until:
        rows = rows.filter(at__lt=asked.until)
    return rows.filter(**exact)


def gateway_state() -> GatewayState:
    """Whether the gateway answers now, and the state of its log, all shards of it, at the last check."""
    logs = list(GatewayLog.objects.order_by("-checked_at"))
    shards = [log for log in logs if log.checked_at == logs[0].checked_at]
    try:
        health = gateway.health()
    except GatewayUnreachable:
        health = {}
    return GatewayState(
        answers=bool(health),
        ready=bool(health.get("ready")),
        config_current=bool(health.get("config_current")) and not health.get("config_error"),
        last_seq=sum(shard.last_seq for shard in shards),
        checked_at=logs[0].checked_at if logs else None,
        problem="; ".join(shard.problem for shard in shards if shard.problem),
        stamps=_stamps(health.get("time_stamps") or {}),
    )


def _stamps(told: Mapping[str, Any]) -> StampsWaiting | None:
    if not told.get("configured"):
        return None
    waits, last_ms = timedelta(seconds=told["unstamped_s"]), told.get("last_stamp_ms", 0)
    return StampsWaiting(
        seals=told["unstamped_seals"], since=clock.now() - waits if told["unstamped_seals"] else None,
        last_at=datetime.fromtimestamp(last_ms / 1000, tz=UTC) if last_ms else None, late=waits > timedelta(minutes=conf.TIME_STAMPS_LATE),
    )  # fmt: skip


def _message(row: Call) -> Message:
    names = [f.name for f in dataclasses.fields(Message) if f.name not in {"outcome", "has_user"}]
    values = {name: getattr(row, name) for name in names}
    return Message(**values, outcome=Outcome(row.outcome), has_user=bool(row.user_index))
