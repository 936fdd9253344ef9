"""What crosses the door about settings: rooms for events and their types, what waits for whom, settings of the whole exchange."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class EventTypeInfo:
    """A kind of event of a room; ``schema`` is the JSON Schema of its payload, ``key`` the JSON pointer that keeps events in order."""

    room: str
    name: str
    name_vi: str
    name_en: str
    schema: Mapping[str, Any]
    key: str
    publishers: tuple[str, ...]
    subscribers: tuple[str, ...]
    event_bytes: int
    pace: Mapping[str, Any] | None
    tag: str

    def title(self, language: str) -> str:
        """Its name in ``vi`` or ``en``."""
        return (self.name_en or self.name_vi) if language == "en" else self.name_vi


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRoomInfo:
    """A system's room; ``id`` is the system. ``client_vi`` and ``client_en`` name its owner and the system.

    ``stream``: that of its own over NATS, empty for that of all rooms.
    """

    id: str
    name_vi: str
    name_en: str
    client_vi: str
    client_en: str
    owners: tuple[str, ...]
    publishers: tuple[str, ...]
    subscribers: tuple[str, ...]
    pace: Mapping[str, Any] | None
    stream: str
    event_types: tuple[EventTypeInfo, ...]
    tag: str

    def title(self, language: str) -> str:
        """Its name in ``vi`` or ``en``."""
        return (self.name_en or self.name_vi) if language == "en" else self.name_vi


@dataclass(frozen=True, slots=True, kw_only=True)
class EventSubscription:
    """Who takes which events: ``waiting`` are still to be delivered, ``dead`` were given up; ``allowed`` False: the right is gone."""

    room: str
    event_type: str
    subscriber: str
    delivery: str
    callback: str
    waiting: int
    dead: int
    allowed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """An event that a subscriber did not take; ``id`` empty when it is no longer kept, ``status`` 0 without an answer."""

    id: str
    sequence: int
    subscriber: str
    event_type: str
    reason: str
    status: int
    attempts: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingInfo:
    """A setting of the whole exchange; ``content`` as the gateways read it, None when the default holds."""

    name: str
    content: Mapping[str, Any] | None
    set_at: datetime | None
    set_by: str
    tag: str
