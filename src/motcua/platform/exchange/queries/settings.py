"""Reads of settings: rooms with their event types, settings of the whole exchange."""

from __future__ import annotations

from typing import Any

from motcua.kernel.actors import Actor
from motcua.kernel.policy import require
from motcua.platform.exchange import policies
from motcua.platform.exchange.contracts import EventRoomInfo, EventTypeInfo, SettingInfo, ThingUnknown
from motcua.platform.exchange.contracts.control import tag_of
from motcua.platform.exchange.models import EventRoom, EventType, Setting
from motcua.platform.exchange.models.setting import SETTINGS
from motcua.platform.exchange.queries.register import client_id


def event_rooms(*, actor: Actor) -> tuple[EventRoomInfo, ...]:
    """Rooms by identifier, with their event types by name. Raises Forbidden."""
    require(policies.can_view(actor))
    rows = EventRoom.objects.select_related("subsystem__member").prefetch_related("event_types")
    return tuple(sorted((_room(row) for row in rows), key=lambda room: room.id))


def event_room(*, id: str, actor: Actor) -> EventRoomInfo:  # noqa: A002 - the identifier of the protocol
    """One room. Raises Forbidden, ThingUnknown."""
    found = next((room for room in event_rooms(actor=actor) if room.id == id), None)
    if found is None:
        raise ThingUnknown(name=id)
    return found


def event_type(*, room: str, name: str, actor: Actor) -> EventTypeInfo:
    """One kind of event of a room. Raises Forbidden, ThingUnknown."""
    found = next((kind for kind in event_room(id=room, actor=actor).event_types if kind.name == name), None)
    if found is None:
        raise ThingUnknown(name=name)
    return found


def settings(*, actor: Actor) -> tuple[SettingInfo, ...]:
    """Every setting of the whole exchange by name, those too for which the default holds. Raises Forbidden."""
    require(policies.can_view(actor))
    rows = {row.name: row for row in Setting.objects.all()}
    return tuple(_setting(name, rows.get(name)) for name in SETTINGS)


def setting(*, name: str, actor: Actor) -> SettingInfo:
    """One setting. Raises Forbidden, ThingUnknown."""
    found = next((one for one in settings(actor=actor) if one.name == name), None)
    if found is None:
        raise ThingUnknown(name=name)
    return found


def _room(row: EventRoom) -> EventRoomInfo:
    identifier, member = str(client_id(row.subsystem)), row.subsystem.member
    facts: dict[str, Any] = {
        "name_vi": row.name_vi, "name_en": row.name_en, "owners": tuple(row.owners), "publishers": tuple(row.publishers),
        "subscribers": tuple(row.subscribers), "pace": row.pace, "stream": row.stream,
    }  # fmt: skip
    kinds = sorted((_kind(kind, identifier) for kind in row.event_types.all()), key=lambda kind: kind.name)
    return EventRoomInfo(
        id=identifier, client_vi=f"{member.name_vi}: {row.subsystem.name_vi}",
        client_en=f"{member.name_en or member.name_vi}: {row.subsystem.name_en or row.subsystem.name_vi}", event_types=tuple(kinds),
        tag=tag_of(facts), **facts,
    )  # fmt: skip


def _kind(row: EventType, room: str) -> EventTypeInfo:
    facts: dict[str, Any] = {
        "name_vi": row.name_vi, "name_en": row.name_en, "schema": row.schema, "key": row.key, "publishers": tuple(row.publishers),
        "subscribers": tuple(row.subscribers), "event_bytes": row.event_bytes, "pace": row.pace,
    }  # fmt: skip
    return EventTypeInfo(room=room, name=row.name, tag=tag_of(facts), **facts)


def _setting(name: str, row: Setting | None) -> SettingInfo:
    content = row.content if row else None
    return SettingInfo(
        name=name, content=content, set_at=row.set_at if row else None, set_by=row.set_by if row else "", tag=tag_of({"content": content})
    )
