"""Settings of the whole exchange, rooms for events, what waits in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router

from motcua.kit import clock
from motcua.kit.rest import Key
from motcua.kit.web import actor_of
from motcua.platform.exchange import api
from motcua.platform.exchange.contracts import EventRoomInfo, EventTypeInfo
from motcua.platform.exchange.rest import edge, shapes

router = Router(tags=["exchange: settings"])
_ROOM = "/rooms/{member_class}/{member_code}/{client}"
_TYPE = f"{_ROOM}/types/{{event_type}}"
_Kind = Annotated[str, Path(max_length=128, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]


@router.get("/settings", auth=edge.READ, response=list[shapes.SettingOut])
def settings(request: HttpRequest) -> list[dict[str, Any]]:
    """Every setting of the whole exchange."""
    return [asdict(s) for s in api.settings(actor=actor_of(request))]


def _readable(name: str) -> None:
    """Every setting has an address of its own, because each takes a body of its own: reading it, and bringing its default back."""

    @router.get(f"/settings/{name}", auth=edge.READ, response=shapes.SettingOut, operation_id=f"exchange_setting_{name}")
    def setting(request: HttpRequest, response: HttpResponse) -> Any:
        """The setting; its ETag goes into `If-Match`."""
        return edge.tagged(response, api.setting(name=name, actor=actor_of(request)))

    @router.delete(f"/settings/{name}", auth=edge.MANAGE, response={204: None}, operation_id=f"exchange_unset_{name}")
    def delete_setting(request: HttpRequest, key: Key, match: edge.Match = "") -> None:
        """Bring the default back."""
        _put(request, name, None, match)


for _name in ("archiving", "events", "folders", "keep_bodies", "message_port"):
    _readable(_name)


@router.put("/settings/archiving", auth=edge.MANAGE, response={204: None})
def put_archiving(request: HttpRequest, body: shapes.ArchivingIO, key: Key, match: edge.Match = "") -> None:
    """When the log goes into archives; the gateway needs a time-stamping authority."""
    _put(request, "archiving", body.dict(), match)


@router.put("/settings/keep_bodies", auth=edge.MANAGE, response={204: None})
def put_keep_bodies(request: HttpRequest, body: shapes.KeepBodiesIO, key: Key, match: edge.Match = "") -> None:
    """How long kept bodies stay; which service keeps them is its own setting (`keep_body`)."""
    _put(request, "keep_bodies", body.dict(), match)


@router.put("/settings/folders", auth=edge.MANAGE, response={204: None})
def put_folders(request: HttpRequest, body: shapes.FoldersIO, key: Key, match: edge.Match = "") -> None:
    """Where adapters may exchange files, within what the installation allows."""
    _put(request, "folders", body.dict(), match)


@router.put("/settings/message_port", auth=edge.MANAGE, response={204: None})
def put_message_port(request: HttpRequest, body: shapes.MessagePortIO, key: Key, match: edge.Match = "") -> None:
    """Where other security servers send messages; a running gateway takes it over, and what is changed afterwards, at its next start."""
    _put(request, "message_port", body.dict(), match)


@router.put("/settings/events", auth=edge.MANAGE, response={204: None})
def put_events(request: HttpRequest, body: shapes.EventBoundsIO, key: Key, match: edge.Match = "") -> None:
    """How events are kept and delivered in all rooms."""
    _put(request, "events", body.dict(exclude_none=True), match)


@router.get("/rooms", auth=edge.READ, response=list[shapes.EventRoomOut])
def rooms(request: HttpRequest) -> list[dict[str, Any]]:
    """Rooms for events with their event types."""
    return [_room(r) for r in api.event_rooms(actor=actor_of(request))]


@router.get(_ROOM, auth=edge.READ, response=shapes.EventRoomOut)
def room(request: HttpRequest, response: HttpResponse, member_class: edge.Code, member_code: edge.Code, client: edge.Code) -> Any:
    """One room; its ETag goes into `If-Match`."""
    found = api.event_room(id=edge.client_of(member_class, member_code, client), actor=actor_of(request))
    response["ETag"] = f'"{found.tag}"'
    return _room(found)


@router.put(_ROOM, auth=edge.MANAGE, response={204: None})
def put_room(
    request: HttpRequest, member_class: edge.Code, member_code: edge.Code, client: edge.Code, body: shapes.EventRoomIn, key: Key,
    match: edge.Match = "",
) -> None:  # fmt: skip
    """Open a room for the events of a system, or change who may use it."""
    identifier = edge.client_of(member_class, member_code, client)
    api.set_event_room(client=identifier, **body.dict(), expected=edge.tag(match), actor=actor_of(request), now=clock.now())


@router.delete(_ROOM, auth=edge.MANAGE, response={204: None})
def delete_room(request: HttpRequest, member_class: edge.Code, member_code: edge.Code, client: edge.Code, key: Key) -> None:
    """Close a room without event types."""
    api.remove_event_room(client=edge.client_of(member_class, member_code, client), actor=actor_of(request), now=clock.now())


@router.get(_TYPE, auth=edge.READ, response=shapes.EventTypeOut)
def event_type(
    request: HttpRequest, response: HttpResponse, member_class: edge.Code, member_code: edge.Code, client: edge.Code, event_type: _Kind
) -> Any:
    """One kind of event; its ETag goes into `If-Match`."""
    found = api.event_type(room=edge.client_of(member_class, member_code, client), name=event_type, actor=actor_of(request))
    response["ETag"] = f'"{found.tag}"'
    return _kind(found)


@router.put(_TYPE, auth=edge.OWNER, response={204: None})
def put_type(
    request: HttpRequest, member_class: edge.Code, member_code: edge.Code, client: edge.Code, event_type: _Kind,
    body: shapes.EventTypeIn, key: Key, match: edge.Match = "",
) -> None:  # fmt: skip
    """Declare a kind of event, or change it."""
    given = body.dict()
    api.set_event_type(
        room=edge.client_of(member_class, member_code, client), name=event_type, schema=given.pop("payload"), **given,
        expected=edge.tag(match), actor=actor_of(request), now=clock.now(),
    )  # fmt: skip


@router.delete(_TYPE, auth=edge.OWNER, response={204: None})
def delete_type(
    request: HttpRequest, member_class: edge.Code, member_code: edge.Code, client: edge.Code, event_type: _Kind, key: Key
) -> None:
    """Take a kind of event back."""
    room_id = edge.client_of(member_class, member_code, client)
    api.remove_event_type(room=room_id, name=event_type, actor=actor_of(request), now=clock.now())


@router.get("/subscriptions", auth=edge.READ, response=list[shapes.EventSubscriptionOut])
def subscriptions(request: HttpRequest, room: Annotated[str, Query(max_length=300)] = "") -> list[dict[str, Any]]:
    """Who takes which events and how many wait; 503 when the gateway does not answer."""
    return [asdict(s) for s in api.event_subscriptions(actor=actor_of(request), room=room)]


@router.get(f"{_TYPE}/dead", auth=edge.READ, response=list[shapes.DeadLetterOut])
def dead(
    request: HttpRequest, member_class: edge.Code, member_code: edge.Code, client: edge.Code, event_type: _Kind
) -> list[dict[str, Any]]:
    """Up to a hundred events that subscribers did not take."""
    room_id = edge.client_of(member_class, member_code, client)
    return [asdict(d) for d in api.dead_letters(room=room_id, event_type=event_type, actor=actor_of(request))]


@router.post(f"{_TYPE}/dead/empty", auth=edge.MANAGE, response=shapes.Emptied)
def empty(
    request: HttpRequest, member_class: edge.Code, member_code: edge.Code, client: edge.Code, event_type: _Kind, body: shapes.Emptying,
    key: Key,
) -> dict[str, int]:  # fmt: skip
    """Send them once more, or drop them for good; what was emptied is empty, so that repeating does nothing."""
    room_id = edge.client_of(member_class, member_code, client)
    count = api.empty_dead_letters(
        room=room_id, event_type=event_type, subscriber=body.subscriber, event_id=body.event_id, drop=body.drop, actor=actor_of(request),
        now=clock.now(),
    )  # fmt: skip
    return {"count": count}


def _put(request: HttpRequest, name: str, content: Mapping[str, Any] | None, match: str) -> None:
    api.set_setting(name=name, content=content, expected=edge.tag(match), actor=actor_of(request), now=clock.now())


def _room(found: EventRoomInfo) -> dict[str, Any]:
    return {**asdict(found), "event_types": [_kind(kind) for kind in found.event_types]}


def _kind(found: EventTypeInfo) -> dict[str, Any]:
    told = asdict(found)
    return {**told, "payload": told.pop("schema")}
