"""What waits in rooms, and what could not be delivered: asked of the gateway, which alone knows."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.db import transaction

from motcua.foundation.audit import api as audit
from motcua.gateway import protocol
from motcua.kernel.actors import Actor
from motcua.kernel.ids import uuid7
from motcua.kernel.policy import require
from motcua.platform.exchange import conf, policies, queries
from motcua.platform.exchange.adapters import gateway
from motcua.platform.exchange.contracts import DeadLetter, EventSubscription, ServiceRefused
from motcua.platform.exchange.queries.register import own_client

_GOOD, _PAGE = 200, 100


def event_subscriptions(*, actor: Actor, room: str = "") -> tuple[EventSubscription, ...]:
    """Who takes which events and how many wait, by room, event type and subscriber. Raises Forbidden, GatewayUnreachable."""
    require(policies.can_view(actor))
    found = [EventSubscription(**one) for one in gateway.events()["subscriptions"]]
    kept = (one for one in found if not room or one.room == room)
    return tuple(sorted(kept, key=lambda one: (one.room, one.event_type, one.subscriber)))


def dead_letters(*, room: str, event_type: str, actor: Actor) -> tuple[DeadLetter, ...]:
    """Up to a hundred events that subscribers did not take, the oldest first.

    Raises Forbidden, ThingUnknown, GatewayUnreachable, ServiceRefused.
    """
    require(policies.can_view(actor))
    queries.event_type(room=room, name=event_type, actor=actor)
    answer = _ask(room, event_type, method="GET", query={"limit": str(_PAGE)})
    return tuple(_letter(one) for one in answer)


@transaction.atomic
def empty_dead_letters(
    *, room: str, event_type: str, subscriber: str = "", event_id: UUID | None = None, drop: bool, actor: Actor, now: datetime
) -> int:
    """Send undelivered events once more, or ``drop`` them for good: all, those of a subscriber, or one; how many they were.

    Raises Forbidden, ThingUnknown, GatewayUnreachable, ServiceRefused.
    """
    require(policies.can_manage(actor))
    queries.event_type(room=room, name=event_type, actor=actor)
    audit.record(
        action="exchange.empty_dead_letters", object_ref=f"exchange.event_room:{room}", actor=actor, now=now,
        details={"event_type": event_type, "subscriber": subscriber, "event": str(event_id or ""), "drop": drop},
    )  # fmt: skip
    query = {"subscriber": subscriber} if subscriber else None
    answer = _ask(room, event_type, method="DELETE" if drop else "POST", query=query, step=f"/{event_id}" if event_id else "")
    return int(answer["dropped" if drop else "replayed"])


def _ask(room: str, event_type: str, *, method: str, query: dict[str, str] | None = None, step: str = "") -> Any:
    """The answer of the room's API to the platform, which is an operator of every room."""
    target = protocol.ServiceId.parse(f"{room}/api")
    reply = gateway.send(
        client=own_client(), service=target, method=method, path=f"/v1/deadLetters/{quote(event_type, safe='')}{step}", query=query,
        body=None, headers={}, user_id=None, issue=None, message_id=str(uuid7()), timeout_s=conf.CALL_SECONDS,
    )  # fmt: skip
    if reply.status == 404:  # noqa: PLR2004 - nothing of that name has been published, or nothing is left of it
        return {"dropped": 0, "replayed": 0} if method != "GET" else []
    if reply.status != _GOOD:
        raise ServiceRefused(service=event_type, fault=str(reply.status), detail=reply.request_id)
    return reply.json


def _letter(one: dict[str, Any]) -> DeadLetter:
    who = one["subscriberId"]
    parts = (who["instanceId"], who["memberClass"], who["memberCode"], who.get("applicationCode", ""))
    return DeadLetter(
        id=one["id"] or "", sequence=one["sequence"], subscriber="/".join(filter(None, parts)), event_type=one["eventType"],
        reason=one["reason"], status=one["status"], attempts=one["attempts"], at=datetime.fromisoformat(one["at"]),
    )  # fmt: skip
