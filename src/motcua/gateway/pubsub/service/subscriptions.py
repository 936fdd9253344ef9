"""Subscriptions of a client, and taking events from them."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import urlsplit

import msgspec

from motcua.gateway.pubsub import entries as e
from motcua.gateway.pubsub.access import EVENTS, address_fault
from motcua.gateway.pubsub.pull import Puller
from motcua.gateway.pubsub.refusals import CONFLICT, NOT_FOUND, Refusal, bad_request, no_event, no_subscription
from motcua.gateway.pubsub.service.asks import Answer, Context, done, same_type
from motcua.gateway.pubsub.service.events import find
from motcua.gateway.pubsub.state import Subscription
from motcua.gateway.pubsub.wire import client_shape
from motcua.kernel.public_addresses import may_reach

_TTL_S, _VISIBILITY_S, _VISIBILITY_MOST_S = 3600, 30, 43_200
_ATTEMPTS_MOST, _PULL_MOST = 100, 500


async def listing(context: Context) -> Answer:
    """``listSub``: the caller's subscriptions in the room, 404 when there are none."""
    topics = context.broker.state.topics
    mine = [s for s in context.broker.state.subs.values() if s.about.subscriber == context.client]
    shapes = [_shape(s, topics[s.about.topic].kind.name) for s in mine if topics[s.about.topic].kind.room == context.ask.room]
    if not shapes:
        raise no_subscription()
    return done(200, shapes)


async def create(context: Context, name: str) -> Answer:
    """``addSub``: 200; 400 for what cannot be used, 409 when the caller is subscribed already. It begins with the next event."""
    broker, state = context.broker, context.broker.state
    topic = state.topic(context.ask.room, name)
    if topic is None:
        raise bad_request(f"Phòng này không có loại sự kiện “{name[:80]}”.", f"There is no event type “{name[:80]}” in this room.")
    context.require(broker.access.may_subscribe(context.client, context.room, topic, state))
    document = context.document()
    fresh = e.Subscribed(
        number=0,
        id=str(uuid.uuid4()),
        topic=topic.kind.topic,
        subscriber=context.client,
        push=True,
        ttl=min(_TTL_S, broker.settings.lifetime_s),
        fifo=False,
        callback="",
        visibility=_VISIBILITY_S,
        attempts=0,
        start=0,
    )
    wanted = _changed(context, fresh, document, name)
    async with broker.manage:
        if state.subscription(topic, context.client) is not None:
            raise Refusal(CONFLICT, "Đã đăng ký nhận sự kiện này.", "This subscription already exists.")
        if state.topics.get(topic.kind.topic) is not topic:
            raise no_subscription()
        about = msgspec.structs.replace(wanted, number=state.last_sub + 1, start=topic.next - 1)
        await broker.change(about.number, about)
    return done(200)


async def get(context: Context, name: str) -> Answer:
    """``getSub``: the caller's subscription, 404 when there is none."""
    return done(200, _shape(_mine(context, name), name))


async def patch(context: Context, name: str) -> Answer:
    """``patchSub``: 201; what is not given stays as it is."""
    async with context.broker.manage:
        sub = _mine(context, name)
        await context.broker.change(sub.about.number, _changed(context, sub.about, context.document(), name))
    return done(201)


async def delete(context: Context, name: str) -> Answer:
    """``deleteSub``: 204; what waited for the caller waits no more."""
    async with context.broker.manage:
        number = _mine(context, name).about.number
        await context.broker.change(number, e.Unsubscribed(number))
    return done(204)


async def pull(context: Context, name: str) -> Answer:
    """``pullEvent``: the next event that is not acknowledged and not handed out; with ``?max=N`` a list of up to N."""
    feed = _puller(context, name)
    most = context.number("max", default=0, most=_PULL_MOST)
    taken = await feed.take(most or 1)
    if not taken:
        raise no_event()
    return Answer(200, b"[" + b",".join(f.item for f in taken) + b"]" if most else taken[0].item)


async def exchange(context: Context, name: str) -> Answer:
    """Acknowledge many and take the next in one request: ``{"acknowledge": [id, …], "max": N}``; unknown identifiers are left out."""
    feed, topic = _puller(context, name), context.topic(name)
    document = context.document()
    given, most = document.get("acknowledge", []), document.get("max", 0)
    if not isinstance(given, list) or len(given) > _PULL_MOST or not all(isinstance(one, str) for one in given):
        raise bad_request("“acknowledge” phải là danh sách mã sự kiện.", "“acknowledge” must be a list of event ids.")
    if not isinstance(most, int) or isinstance(most, bool) or not 0 <= most <= _PULL_MOST:
        raise bad_request(f"“max” phải là số từ 0 đến {_PULL_MOST}.", f"“max” must be a number from 0 to {_PULL_MOST}.")
    known: list[str] = []
    events = []
    for one in given:
        try:
            events.append(await find(context, topic, one))
        except Refusal:
            continue
        known.append(one)
    await feed.acknowledge_all(events)
    taken = await feed.take(most) if most else []
    items = b",".join(f.item for f in taken)
    return Answer(200, b'{"acknowledged":' + msgspec.json.encode(known) + b',"events":[' + items + b"]}")


async def confirm(context: Context, name: str, identifier: str) -> Answer:
    """``confirmEvent``: 204 once it is on disk that the caller has the event; 404 for no such event or a second time."""
    feed = _puller(context, name)
    try:
        uuid.UUID(identifier)
    except ValueError:
        raise Refusal(CONFLICT, "Mã sự kiện không phải UUID.", "The event id is not a UUID.") from None
    event = await find(context, context.topic(name), identifier)
    if not await feed.acknowledge(event):
        raise no_event()
    return done(204)


def _mine(context: Context, name: str) -> Subscription:
    topic = context.broker.state.topic(context.ask.room, name)
    sub = None if topic is None else context.broker.state.subscription(topic, context.client)
    if sub is None:
        raise no_subscription()
    return sub


def _puller(context: Context, name: str) -> Puller:
    sub = _mine(context, name)
    topic = context.topic(name)
    context.require(context.broker.access.may_subscribe(context.client, context.room, topic, context.broker.state))
    if sub.about.push:
        raise Refusal(CONFLICT, "Đăng ký này nhận bằng PUSH, không phải PULL.", "This subscription is delivered by PUSH, not PULL.")
    feed = context.broker.feed(sub)
    if not isinstance(feed, Puller):
        raise Refusal(NOT_FOUND, "Đăng ký đang được thay đổi, hãy thử lại.", "The subscription is being changed, try again.")
    return feed


def _changed(context: Context, about: e.Subscribed, document: dict[str, Any], name: str) -> e.Subscribed:
    """The subscription with what the body says; Refusal for values that cannot be."""
    same_type(document, name)
    if document.get("subscriberId") not in (None, client_shape(context.client)):
        raise bad_request("“subscriberId” không phải bên gọi.", "“subscriberId” is not the caller.")
    options = document.get("options", {})
    if not isinstance(options, dict):
        raise bad_request("“options” phải là một đối tượng.", "“options” must be an object.")
    delivery = document.get("delivery", "PUSH" if about.push else "PULL")
    if delivery not in ("PUSH", "PULL"):
        raise bad_request("“delivery” phải là PUSH hoặc PULL.", "“delivery” must be PUSH or PULL.")
    fifo = options.get("FIFO", about.fifo)
    if not isinstance(fifo, bool):
        raise bad_request("“options.FIFO” phải là true hoặc false.", "“options.FIFO” must be true or false.")
    changed = msgspec.structs.replace(
        about,
        push=delivery == "PUSH",
        fifo=fifo,
        ttl=_whole(options, "TTL", about.ttl, low=1, high=context.broker.settings.lifetime_s),
        visibility=_whole(options, "visibility", about.visibility, low=0, high=_VISIBILITY_MOST_S),
        attempts=_whole(options, "attempts", about.attempts, low=0, high=_ATTEMPTS_MOST),
        callback=_callback(context, options.get("callback", about.callback)),
    )
    if changed.push and not changed.callback and not context.broker.access.has_service(context.client):
        raise bad_request(
            f"PUSH cần “options.callback”, hoặc dịch vụ “{EVENTS}” đã đăng ký của bên nhận.",
            f"PUSH needs “options.callback”, or a registered service “{EVENTS}” of the subscriber.",
        )
    return changed


def _whole(options: dict[str, Any], name: str, default: int, *, low: int, high: int) -> int:
    value = options.get(name, default)
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise bad_request(f"“options.{name}” phải là số từ {low} đến {high}.", f"“options.{name}” must be a number from {low} to {high}.")
    return value


def _callback(context: Context, url: Any) -> str:
    """An address where subscribers may live; names are looked at when they are connected to."""
    if url == "":
        return ""
    fault = address_fault(url) if isinstance(url, str) else ("địa chỉ nhận phải là chuỗi.", "the callback must be a text.")
    if fault is None:
        host = str(urlsplit(url).hostname)
        bare = ":" in host or host.replace(".", "").isdigit()
        if bare and not may_reach(host, networks=context.broker.networks):
            fault = ("địa chỉ nhận nằm ngoài các mạng được phép.", "the callback lies in no network in which subscribers may live.")
    if fault is not None:
        raise bad_request(f"“options.callback”: {fault[0]}", f"“options.callback”: {fault[1]}")
    return str(url)


def _shape(sub: Subscription, name: str) -> dict[str, Any]:
    about = sub.about
    options: dict[str, Any] = {"TTL": about.ttl, "FIFO": about.fifo}
    if about.push:
        options |= {"callback": about.callback} if about.callback else {}
    else:
        options["visibility"] = about.visibility
    if about.attempts:
        options["attempts"] = about.attempts
    delivery = "PUSH" if about.push else "PULL"
    who = client_shape(about.subscriber)
    return {"id": about.id, "subscriberId": who, "eventType": name, "delivery": delivery, "options": options}
