"""What waits where: event types and subscriptions of all rooms with counts, for operators."""

from __future__ import annotations

from typing import Any

from motcua.gateway.pubsub.broker import Broker
from motcua.gateway.pubsub.state import Subscription, Topic

OVERVIEW = "_events"  # the area of an operator's question; rooms have none of this name


def overview(broker: Broker) -> dict[str, Any]:
    """``types`` (room, name, declared, kept) and ``subscriptions`` (room, event type, subscriber, delivery, waiting, dead, right)."""
    state, rooms = broker.state, broker.access.rooms
    types = [
        {"room": t.kind.room, "name": t.kind.name, "declared": t.kind.declared, "kept": len(t.locations), "last": t.next - 1}
        for t in state.topics.values()
    ]
    subscriptions = []
    for sub in state.subs.values():
        topic = state.topics[sub.about.topic]
        room = rooms.get(topic.kind.room)
        subscriptions.append(
            {
                "room": topic.kind.room,
                "event_type": topic.kind.name,
                "subscriber": sub.about.subscriber,
                "delivery": "PUSH" if sub.about.push else "PULL",
                "callback": sub.about.callback,
                "waiting": _waiting(sub, topic),
                "dead": len(sub.dead),
                "allowed": room is not None and broker.access.may_subscribe(sub.about.subscriber, room, topic, state),
            }
        )
    return {"types": types, "subscriptions": subscriptions}


def _waiting(sub: Subscription, topic: Topic) -> int:
    """How many events are still to be delivered: those after the floor that are neither settled nor cancelled, and those sent again."""
    first = max(sub.floor + 1, topic.base)
    settled = sub.done[first - sub.floor - 1 :].count(1)
    cancelled = sum(1 for seq in topic.cancelled if seq >= first and not sub.settled(seq))
    return topic.next - first - settled - cancelled + len(sub.again)
