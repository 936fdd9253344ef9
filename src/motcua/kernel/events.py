"""Facts that rooms tell each other: frozen, named, versioned (``room.thing.verb.vN``).

``@event("casework.dossier.submitted.v1", stream="dossier_id")`` registers a frozen dataclass. An event carries ids and facts that
were true then; it may carry personal data only when declared ``pii=True``.
"""

from __future__ import annotations

import dataclasses
import re
import types
import typing
from collections.abc import Callable
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any, TypeVar, dataclass_transform
from uuid import UUID

_NAME = re.compile(r"^[a-z_]+(\.[a-z_]+){2,3}\.v[1-9]\d*$")
_T = TypeVar("_T")


@dataclasses.dataclass(frozen=True, slots=True)
class EventType:
    """What is known of one registered event class."""

    name: str
    cls: type[Any]
    stream_field: str
    pii: bool

    @property
    def room(self) -> str:
        """The room that owns the event."""
        return self.name.split(".", 1)[0]


_ALREADY_PLAIN = frozenset({str, int, bool, float, type(None)})
# Nearly every other value is one of these; what is left is asked what it is.
_READY: dict[type[Any], Callable[[Any], Any]] = {datetime: datetime.isoformat, UUID: str}

REGISTRY: dict[str, EventType] = {}
_BY_CLASS: dict[type[Any], EventType] = {}


@dataclass_transform(frozen_default=True, kw_only_default=True)
def event(name: str, *, stream: str, pii: bool = False) -> Callable[[type[_T]], type[_T]]:
    """Register a class as the event ``name``; ``stream`` names the field whose value orders its events."""
    if not _NAME.match(name):
        msg = f"event name {name!r} is not room.thing.verb.vN"
        raise ValueError(msg)

    def register(cls: type[_T]) -> type[_T]:
        frozen = dataclasses.dataclass(frozen=True, kw_only=True)(cls)
        if stream not in {f.name for f in dataclasses.fields(frozen)}:  # type: ignore[arg-type]
            msg = f"{name}: no field {stream!r} to order the stream by"
            raise ValueError(msg)
        if name in REGISTRY and REGISTRY[name].cls.__qualname__ != cls.__qualname__:
            msg = f"event {name} is registered twice"
            raise ValueError(msg)
        kind = EventType(name=name, cls=frozen, stream_field=stream, pii=pii)
        REGISTRY[name] = kind
        _BY_CLASS[frozen] = kind
        return frozen

    return register


def type_of(fact: object) -> EventType:
    """The registered type of an event instance; KeyError if it was never registered."""
    return _BY_CLASS[type(fact)]


def stream_of(fact: object) -> str:
    """The stream key, prefixed by the room and thing: ``casework.dossier:0190…``."""
    kind = type_of(fact)
    return f"{_thing(kind.name)}:{getattr(fact, kind.stream_field)}"


def to_payload(fact: object) -> dict[str, Any]:
    """The event as JSON-ready values (dates and instants as ISO 8601, UUIDs and enums as text)."""
    told = vars(fact)
    return {name: value if type(value := told[name]) in _ALREADY_PLAIN else _plain(value) for name in _names(type_of(fact).name)}


def from_payload(name: str, payload: dict[str, Any]) -> Any:
    """The event instance back from its payload; unknown keys are ignored, so that a newer writer does not stop an older reader."""
    cls = REGISTRY[name].cls
    hints = typing.get_type_hints(cls)
    known = {f.name for f in dataclasses.fields(cls)}
    return cls(**{key: _typed(hints[key], value) for key, value in payload.items() if key in known})


def schema_of(kind: EventType) -> dict[str, str]:
    """Field names and types as text, for the snapshot that keeps a published version from changing."""
    hints = typing.get_type_hints(kind.cls)
    return {f.name: str(getattr(hints[f.name], "__name__", hints[f.name])) for f in dataclasses.fields(kind.cls)}


@cache
def _names(event_name: str) -> tuple[str, ...]:
    return tuple(f.name for f in dataclasses.fields(REGISTRY[event_name].cls))


@cache
def _thing(event_name: str) -> str:
    return ".".join(event_name.split(".")[:2])


def _plain(value: Any) -> Any:
    ready = _READY.get(type(value))
    if ready is not None:
        return ready(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: _plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, tuple | list):
        return [_plain(v) for v in value]
    if isinstance(value, dict):
        return {str(k): _plain(v) for k, v in value.items()}
    return value


def _typed(hint: Any, value: Any) -> Any:
    origin = typing.get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        options = [a for a in typing.get_args(hint) if a is not type(None)]
        return None if value is None else _typed(options[0], value)
    if origin in (tuple, list):
        inner = typing.get_args(hint)
        return tuple(_typed(inner[0], v) for v in value) if inner else tuple(value)
    if hint in (datetime, date):
        return hint.fromisoformat(value)
    if hint is UUID:
        return UUID(value)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint(value)
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        inner_hints = typing.get_type_hints(hint)
        return hint(**{k: _typed(inner_hints[k], v) for k, v in value.items() if k in inner_hints})
    return value
