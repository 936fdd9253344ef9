"""Publishing: an event accepted is an event kept; what became of it; taking it back."""

from __future__ import annotations

from typing import Any

import msgspec

from motcua.gateway.app.call import now_ms
from motcua.gateway.pubsub import entries as e
from motcua.gateway.pubsub.refusals import bad_request, no_event, unknown_type
from motcua.gateway.pubsub.schemas import checked_key, key_of, parse_json, require_valid, write_json
from motcua.gateway.pubsub.service.asks import Answer, Context, done, event_id, same_type
from motcua.gateway.pubsub.state import Topic
from motcua.gateway.pubsub.wire import Found, event_id_text

_ENVELOPE = 64 * 1024  # what may stand around an event
_ESCAPED = 3  # a letter may come as \\u00f4 and is kept as two octets


async def publish(context: Context, name: str) -> Answer:
    """``publishEvent``: 201 with the identifier once the event is on disk; 400 when it does not fit its schema, 404 for an unknown type."""
    topic = context.topic(name)
    broker = context.broker
    context.require(broker.access.may_publish(context.client, context.room, topic, broker.state))
    limit = broker.access.event_bytes(context.room, name)
    document = parse_json(context.ask.body, limit=limit * _ESCAPED + _ENVELOPE)
    if not isinstance(document, dict):
        raise bad_request("Nội dung phải là một đối tượng JSON.", "The body must be a JSON object.")
    same_type(document, name)
    event = document.get("event")
    if not isinstance(event, dict):
        raise bad_request("“event” phải có và là một đối tượng.", "“event” is required and must be an object.")
    body = write_json(event)
    if len(body) > limit:
        raise bad_request(f"Sự kiện dài hơn {limit} byte.", f"The event is longer than {limit} bytes.")
    require_valid(broker.validator(topic), event)
    key = key_of(event, topic.kind.key)
    if key is None and document.get("key") is not None:
        key = checked_key(document["key"])
    number, publisher = topic.kind.topic, context.client

    def build(places: dict[int, int]) -> list[e.Entry]:
        context.require_in_time()
        current = broker.state.topics.get(number)
        if current is None:
            raise unknown_type(name)
        seq = places.get(number, current.next)
        places[number] = seq + 1
        at = now_ms()
        return [e.Event(number, seq, e.new_event_id(at=at, seq=seq), at, key, publisher, body, context.ask.number)]

    async def make() -> e.Event:
        (kept,) = await broker.commits.build(build)
        broker.counts["published"] += 1
        assert isinstance(kept, e.Event)
        return kept

    kept = await broker.once.keep(topic, context.ask.number, again=context.ask.again, make=make)
    return done(201, {"id": event_id_text(kept.id)})


async def kept_before(context: Context, name: str) -> Answer | None:
    """The answer to a publication that is asked for once more and has been kept; it counts against no quota a second time."""
    topic, broker = context.broker.state.topic(context.ask.room, name), context.broker
    if topic is None or not broker.access.may_publish(context.client, context.room, topic, broker.state):
        return None
    event = await broker.once.find(topic, context.ask.number)
    return done(201, {"id": event.id}) if event is not None and event.event.publisher == context.client else None


async def status(context: Context, name: str, identifier: str) -> Answer:
    """``getStatus``: the event, and under ``deliveries`` with how many subscribers it stands how."""
    topic, event = await _own(context, name, identifier)
    item = {**msgspec.json.decode(event.item), "deliveries": _deliveries(context, topic, event.event.seq)}
    return done(200, item)


async def cancel(context: Context, name: str, identifier: str) -> Answer:
    """``deleteEvent``: nobody who does not have it yet will get it."""
    topic, event = await _own(context, name, identifier)
    await context.broker.commits.put(e.Cancelled(topic.kind.topic, event.event.seq))
    return done(204)


async def find(context: Context, topic: Topic, identifier: str) -> Found:
    """The event that an identifier names; Refusal when it is not there (any more)."""
    wanted = event_id(identifier)
    (event,) = await context.broker.events(topic, [e.place_of(wanted)])
    if event is None or event.event.id != wanted.bytes:
        raise no_event()
    return event


async def _own(context: Context, name: str, identifier: str) -> tuple[Topic, Found]:
    """An event that the caller published, or any for those who manage the room."""
    topic = context.topic(name)
    access = context.broker.access
    owns = access.owns(context.client, context.room)
    context.require(owns or access.may_publish(context.client, context.room, topic, context.broker.state))
    event = await find(context, topic, identifier)
    if not owns and event.event.publisher != context.client:
        raise no_event()
    return topic, event


def _deliveries(context: Context, topic: Topic, seq: int) -> dict[str, Any]:
    found = {"delivered": 0, "waiting": 0, "dead": 0}
    for sub in context.broker.state.subscriptions(topic.kind.topic):
        if seq in sub.dead:
            found["dead"] += 1
        elif seq in sub.again or not sub.settled(seq):
            found["waiting"] += 1
        elif seq > sub.about.start:
            found["delivered"] += 1
    return found
