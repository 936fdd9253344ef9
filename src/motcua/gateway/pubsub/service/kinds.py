"""Event types and rights of a room: for those who manage it."""

from __future__ import annotations

import json
from typing import Any

from motcua.gateway.protocol import faults
from motcua.gateway.protocol.config import TYPE_NAME
from motcua.gateway.protocol.faults import Fault
from motcua.gateway.pubsub import entries as e
from motcua.gateway.pubsub.refusals import CONFLICT, NOT_FOUND, Refusal, bad_request, unknown_type
from motcua.gateway.pubsub.schemas import require_schema, write_json
from motcua.gateway.pubsub.service.asks import Answer, Context, done
from motcua.gateway.pubsub.state import Topic

_KEY_CHARACTERS = 256
_TYPES = 1000
_ALGORITHM = "ECDSA-P256-SHA256"


async def create(context: Context) -> Answer:
    """``createEventType``: 200; 400 for what cannot be used, 409 when the name is taken."""
    context.require_owner()
    document = context.document()
    name, schema, key = document.get("eventType"), document.get("schema"), document.get("key", "")
    if not isinstance(name, str) or not TYPE_NAME.fullmatch(name):
        raise bad_request(
            "“eventType” phải là tên từ 1 đến 128 chữ cái, chữ số, dấu chấm, gạch ngang, gạch dưới.",
            "“eventType” must be a name of 1 to 128 letters, digits, dots, hyphens or underscores.",
        )
    require_schema(schema)
    if not isinstance(key, str) or len(key) > _KEY_CHARACTERS or (key and not key.startswith("/")):
        raise bad_request("“key” phải là một JSON pointer, ví dụ /id.", "“key” must be a JSON pointer such as /id.")
    publishers, subscribers = subjects(context, document, "publishers"), subjects(context, document, "subscribers")
    state = context.broker.state
    async with context.broker.manage:
        if state.topic(context.ask.room, name) is not None:
            raise Refusal(CONFLICT, f"Loại sự kiện “{name}” đã có.", f"The event type “{name}” already exists.")
        if sum(1 for room, _ in state.names if room == context.ask.room) >= _TYPES:
            raise bad_request(f"Phòng đã có {_TYPES} loại sự kiện.", f"The room already has {_TYPES} event types.")
        number = state.last_topic + 1
        kind = e.Kind(number, context.ask.room, name, write_json(schema), key, publishers, subscribers, declared=False)
        await context.broker.commits.put(kind)
    return done(200)


async def listing(context: Context) -> Answer:
    """``getEventTypeList``: 200 with names, 204 when there are none."""
    names = sorted(name for room, name in context.broker.state.names if room == context.ask.room)
    seen = [name for name in names if _may_see(context, context.topic(name))]
    if names and not seen:
        context.require_owner()
    return done(200, seen) if seen else done(204)


async def get(context: Context, name: str) -> Answer:
    """``getEventType``: 200, or 204 when it is not defined."""
    topic = context.broker.state.topic(context.ask.room, name)
    if topic is None:
        return done(204)
    context.require(_may_see(context, topic))
    kind = topic.kind
    shape: dict[str, Any] = {"eventType": kind.name, "schema": json.loads(kind.schema)}
    if kind.key:
        shape["key"] = kind.key
    if context.broker.access.owns(context.client, context.room):
        shape |= {"publishers": list(kind.publishers), "subscribers": list(kind.subscribers)}
    return done(200, shape)


async def delete(context: Context, name: str) -> Answer:
    """``deleteEventType``: 204 with all events and subscriptions of it, 404 when it is missing."""
    context.require_owner()
    async with context.broker.manage:
        topic = context.broker.state.topic(context.ask.room, name)
        if topic is None:
            raise unknown_type(name)
        if topic.kind.declared and name in {kind.name for kind in context.room.event_types}:
            raise Fault(faults.ACCESS_DENIED, f"Event type {name} is declared in the configuration")
        await context.broker.close_topic(topic)
    return done(204)


async def get_rights(context: Context) -> Answer:
    """Who may publish and subscribe besides what the configuration says."""
    context.require_owner()
    rights = context.broker.state.rights.get(context.ask.room)
    return done(200, {"publishers": list(rights.publishers), "subscribers": list(rights.subscribers)} if rights else {})


async def put_rights(context: Context) -> Answer:
    """Set who may publish and subscribe besides what the configuration says."""
    context.require_owner()
    document = context.document()
    rights = e.Rights(context.ask.room, subjects(context, document, "publishers"), subjects(context, document, "subscribers"))
    async with context.broker.manage:
        await context.broker.commits.put(rights)
    return done(204)


async def signing_key(context: Context, key_id: str = "") -> Answer:
    """The public key with which pushed events are signed now, or the one of an identifier: each gateway signs with its own."""
    signer = context.broker.signer
    wanted = key_id or signer.key_id
    known = signer.public_pem if wanted == signer.key_id else context.broker.state.keys.get(wanted)
    if known is None:
        raise Refusal(NOT_FOUND, "Không có khóa này.", "There is no such key.")
    return done(200, {"keyId": wanted, "algorithm": _ALGORITHM, "publicKey": known})


def subjects(context: Context, document: dict[str, Any], name: str) -> tuple[str, ...]:
    """A list of subjects in the body; Refusal when one of them is unknown."""
    given = document.get(name, [])
    if not isinstance(given, list) or not all(isinstance(one, str) for one in given):
        raise bad_request(f"“{name}” phải là danh sách.", f"“{name}” must be a list.")
    for one in given:
        if not context.broker.access.known_subject(one):
            raise bad_request(f"“{name}”: không biết {one[:120]}.", f"“{name}”: {one[:120]} is unknown.")
    return tuple(given)


def _may_see(context: Context, topic: Topic) -> bool:
    access, who = context.broker.access, (context.client, context.room)
    return access.owns(*who) or any(
        may(*who, topic, context.broker.state) for may in (access.may_publish, access.may_subscribe)
    )
