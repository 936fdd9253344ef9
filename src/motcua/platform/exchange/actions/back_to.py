"""Settings and rooms as an earlier version of the configuration said them, within the restoring transaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from motcua.gateway import protocol
from motcua.kernel.actors import Actor
from motcua.platform.exchange.actions.offering import as_json
from motcua.platform.exchange.actions.rows import subsystem_row
from motcua.platform.exchange.models import EventRoom, EventType, Group, Setting
from motcua.platform.exchange.queries.register import own_client


def settings(old: protocol.Config, *, actor: Actor, now: datetime) -> None:
    """Every setting of the whole exchange says again what it said then; what was the default then is the default again."""
    wanted = _wanted(old)
    Setting.objects.exclude(name__in=wanted).delete()
    for name, content in wanted.items():
        if Setting.objects.filter(name=name, content=content).exists():
            continue
        Setting.objects.update_or_create(name=name, defaults={"content": content, "set_at": now, "set_by": actor.ref})


def _wanted(old: protocol.Config) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    if old.archiving is not None:
        found["archiving"] = as_json(old.archiving)
    if old.message_port is not None:
        found["message_port"] = as_json(old.message_port)
    if old.keep_bodies_days:
        found["keep_bodies"] = {"days": old.keep_bodies_days}
    if old.folders:
        found["folders"] = {"roots": list(old.folders)}
    bounds = as_json(old.pubsub) if old.pubsub is not None else {}
    own = str(own_client())
    bounds = {**bounds, "operators": [one for one in bounds.get("operators", ()) if one != own]}
    bounds.pop("rooms", None)
    if old.pubsub is None:
        kept = Setting.objects.filter(name="events").first()  # bounds say nothing without a room: they stay as they are
        return found | ({"events": kept.content} if kept else {})
    usual = as_json(protocol.PubSub())
    usual.pop("rooms")
    return found if bounds == {**usual, "operators": []} else {**found, "events": bounds}


def rooms(old: protocol.Config, now: datetime) -> None:
    """Rooms and event types are again those of then; later ones are closed. Their names in two languages stay as they are."""
    then = {room.id: room for room in (old.pubsub.rooms if old.pubsub else ())}
    systems = {subsystem_row(identifier).pk: room for identifier, room in then.items()}
    gone = EventRoom.objects.exclude(subsystem_id__in=systems)
    EventType.objects.filter(room__in=gone).delete()
    gone.delete()
    groups = set(Group.objects.values_list("name", flat=True))

    def known(subjects: Iterable[str]) -> list[str]:
        """Without groups that were removed since."""
        return [one for one in subjects if not one.startswith(protocol.GROUP) or one.removeprefix(protocol.GROUP) in groups]

    for system, room in systems.items():
        facts: dict[str, Any] = {name: known(getattr(room, name)) for name in ("owners", "publishers", "subscribers")}
        facts |= {"pace": as_json(room.pace) if room.pace else None, "stream": room.stream}
        row, _ = EventRoom.objects.update_or_create(
            subsystem_id=system, defaults=facts, create_defaults={**facts, "name_vi": room.id, "created_at": now}
        )
        EventType.objects.filter(room=row).exclude(name__in=[kind.name for kind in room.event_types]).delete()
        for kind in room.event_types:
            said = {
                "schema": kind.schema, "key": kind.key, "publishers": known(kind.publishers), "subscribers": known(kind.subscribers),
                "event_bytes": kind.event_bytes, "pace": as_json(kind.pace) if kind.pace else None,
            }
            EventType.objects.update_or_create(
                room=row, name=kind.name, defaults=said, create_defaults={**said, "name_vi": kind.name, "created_at": now}
            )
