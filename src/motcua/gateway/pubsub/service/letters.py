"""Dead letters and replay: what could not be delivered, sent again or dropped; a subscription begun again from a time or an event."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from motcua.gateway.pubsub import entries as e
from motcua.gateway.pubsub.push import Pusher
from motcua.gateway.pubsub.refusals import bad_request, no_event, no_subscription
from motcua.gateway.pubsub.service.asks import Answer, Context, done, event_id
from motcua.gateway.pubsub.service.events import find
from motcua.gateway.pubsub.state import Subscription, Topic
from motcua.gateway.pubsub.wire import client_shape

_PAGE, _PAGE_MOST, _CHUNK = 100, 500, 1000


async def listing(context: Context, name: str) -> Answer:
    """Dead letters, the caller's own, or with the room's owner and operators all or those of ``?subscriber=``; ``?after=`` a sequence."""
    topic = context.topic(name)
    limit = context.number("limit", default=_PAGE, most=_PAGE_MOST)
    after = context.number("after", default=0, most=2**31)
    found: list[dict[str, Any]] = []
    for sub in _subs(context, topic):
        dead = sorted((d for d in sub.dead.values() if d.seq > after), key=lambda d: d.seq)[: limit - len(found)]
        events = await context.broker.events(topic, [d.seq for d in dead])
        for one, event in zip(dead, events, strict=True):
            shape: dict[str, Any] = {
                "id": event.id if event else None,
                "sequence": one.seq,
                "subscriberId": client_shape(sub.about.subscriber),
                "eventType": name,
                "reason": one.reason,
                "status": one.status,
                "attempts": one.tries,
                "at": datetime.fromtimestamp(one.at / 1000, UTC).isoformat(),
            }
            found.append(shape)
    return done(200, found)


async def revive(context: Context, name: str, identifier: str = "") -> Answer:
    """Send one dead letter, or all, once more."""
    return await _empty(context, name, identifier, drop=False)


async def drop(context: Context, name: str, identifier: str = "") -> Answer:
    """Drop one dead letter, or all, for good."""
    return await _empty(context, name, identifier, drop=True)


async def replay(context: Context, name: str) -> Answer:
    """Begin the caller's subscription again: ``{"from": RFC 3339 time}``, ``{"fromId": event}`` or ``{"fromSequence": number}``."""
    topic = context.topic(name)
    context.require(context.broker.access.may_subscribe(context.client, context.room, topic, context.broker.state))
    document = context.document()
    async with context.broker.manage:
        sub = context.broker.state.subscription(topic, context.client)
        if sub is None:
            raise no_subscription()
        first = max(await _first(context, topic, document), topic.base)
        await context.broker.change(sub.about.number, e.Rewound(sub.about.number, first - 1))
    return done(200, {"fromSequence": first, "events": topic.next - first})


async def _first(context: Context, topic: Topic, document: dict[str, Any]) -> int:
    given = [name for name in ("from", "fromId", "fromSequence") if name in document]
    value = document[given[0]] if len(given) == 1 else None
    if given == ["fromId"] and isinstance(value, str):
        return (await find(context, topic, value)).event.seq
    if given == ["fromSequence"] and isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= topic.next:
        return value
    if given == ["from"] and isinstance(value, str):
        try:
            at = datetime.fromisoformat(value)
        except ValueError:
            at = None
        if at is not None and at.tzinfo is not None:
            return await context.broker.first_since(topic, int(at.timestamp() * 1000))
    raise bad_request(
        "Cần đúng một trong “from” (thời điểm có múi giờ), “fromId”, “fromSequence” (từ 1 đến sự kiện kế tiếp).",
        "Exactly one of “from” (an instant with its time zone), “fromId”, “fromSequence” (1 up to the next event) is needed.",
    )


async def _empty(context: Context, name: str, identifier: str, *, drop: bool) -> Answer:
    topic = context.topic(name)
    subs = _subs(context, topic)
    only = None if not identifier else e.place_of(event_id(identifier))
    if only is not None and not drop:
        await find(context, topic, identifier)
    count = 0
    for sub in subs:
        seqs = sorted(sub.dead) if only is None else [only] if only in sub.dead else []
        for start in range(0, len(seqs), _CHUNK):
            chunk = seqs[start : start + _CHUNK]
            await context.broker.commits.put(e.Revived(sub.about.number, chunk, drop))
            if not drop:
                _again(context, sub, chunk)
        count += len(seqs)
    if only is not None and not count:
        raise no_event()
    return done(200, {"dropped" if drop else "replayed": count})


def _again(context: Context, sub: Subscription, seqs: Sequence[int]) -> None:
    feed = context.broker.feed(sub)
    if feed is not None:
        feed.lanes.revive(seqs)
        if isinstance(feed, Pusher):
            feed.wake()


def _subs(context: Context, topic: Topic) -> list[Subscription]:
    """The subscriptions whose dead letters the caller may handle."""
    state = context.broker.state
    wanted = context.parameter("subscriber")
    if context.broker.access.operates(context.client, context.room):
        return [s for s in state.subscriptions(topic.kind.topic) if wanted in ("", s.about.subscriber)]
    own = state.subscription(topic, context.client)
    context.require(own is not None and wanted in ("", context.client))
    return [own] if own is not None else []
