"""What the configuration says of publish/subscribe: rooms, who may do what in them, and where events are kept."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from motcua.gateway.protocol.config.pace import Pace, check_pace
from motcua.gateway.protocol.config.refusing import refuse
from motcua.gateway.protocol.identifiers import GROUP, ClientId
from motcua.gateway.pubsub.schemas import schema_fault

RESERVED_IN_ROOMS = frozenset({"api", "pub", "pull"})
STORES = ("files", "nats")
NATS_EVENT_BYTES = 384 * 1024  # with what is kept in the same message it stays below the megabyte that a NATS server takes
TYPE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")
STREAM_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
_BESIDE = ("-state", "-lease", "-ask", "-waits")  # what else bears the name of a stream


@dataclass(frozen=True, slots=True, kw_only=True)
class EventType:
    """A kind of event: JSON Schema of its payload and, in ``key`` (JSON pointer), the value within which events keep their order.

    ``event_bytes`` bounds its events more closely than the general bound (0: not); ``pace`` stands in place of the room's.
    """

    name: str
    schema: dict[str, Any]
    key: str = ""
    publishers: tuple[str, ...] = ()
    subscribers: tuple[str, ...] = ()
    event_bytes: int = 0
    pace: Pace | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A named space for events: ``id`` is a registered subsystem. Subjects are client identifiers or ``group:<name>``.

    The subsystem itself and ``owners`` manage the room; publishers and subscribers of the room may use every event type in it.
    ``pace`` stands in place of the one for all rooms. Over NATS a room may have a ``stream`` of its own, which another gateway may own than
    that of the other rooms; a room that gets another stream begins there without events and subscriptions.
    """

    id: str
    owners: tuple[str, ...] = ()
    publishers: tuple[str, ...] = ()
    subscribers: tuple[str, ...] = ()
    event_types: tuple[EventType, ...] = ()
    pace: Pace | None = None
    stream: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PubSub:
    """Publish/subscribe. ``store``: ``files`` beside the message log, or ``nats`` (JetStream at ``url``, in ``stream``).

    ``url`` may name several servers of one cluster, separated by commas.
    Events live ``lifetime_s`` seconds and no longer than ``keep_bytes`` allow once all subscribers have them. A delivery is tried
    ``attempts`` times, after ``retry_s`` seconds doubled up to ``retry_max_s``, each waiting ``timeout_s``; ``at_once`` to one subscriber.
    ``operators`` handle dead letters of every room. ``pace`` bounds the calls of each client for each event type, those for none together.
    An event has ``event_bytes`` at most, over NATS no more than ``NATS_EVENT_BYTES``.
    """

    rooms: tuple[Room, ...] = ()
    operators: tuple[str, ...] = ()
    store: str = "files"
    url: str = ""
    stream: str = "motcua-events"
    event_bytes: int = 256 * 1024
    lifetime_s: int = 7 * 86400
    keep_bytes: int = 4 * 1024**3
    segment_bytes: int = 32 * 1024**2
    attempts: int = 12
    retry_s: float = 1.0
    retry_max_s: float = 300.0
    timeout_s: float = 10.0
    at_once: int = field(default=32)
    pace: Pace | None = None


def check_pubsub(
    pubsub: PubSub, *, known: Collection[ClientId], groups: Collection[str], services: Collection[tuple[ClientId, str]]
) -> None:
    """ConfigError at the first room, right, name or bound that cannot hold; ``services`` are (provider, service code)."""
    refuse(pubsub.store not in STORES, f"pubsub: store {pubsub.store!r} is neither files nor nats")
    if pubsub.store == "nats":
        for text in pubsub.url.split(","):
            url = urlsplit(text)
            refuse(url.scheme not in {"nats", "tls"} or not url.hostname, "pubsub: url is not the address of a NATS server")
        _check_streams({pubsub.stream, *(room.stream for room in pubsub.rooms if room.stream)})
        refuse(pubsub.event_bytes > NATS_EVENT_BYTES, f"pubsub: over NATS event_bytes is {NATS_EVENT_BYTES} at most")
    numbers = (pubsub.event_bytes, pubsub.lifetime_s, pubsub.keep_bytes, pubsub.segment_bytes, pubsub.attempts, pubsub.at_once)
    refuse(min(numbers) <= 0 or min(pubsub.retry_s, pubsub.retry_max_s, pubsub.timeout_s) <= 0, "pubsub: bounds must be above zero")
    _check_subjects("pubsub", pubsub.operators, groups)
    if pubsub.pace is not None:
        check_pace("pubsub", pubsub.pace)
    seen: set[ClientId] = set()
    for room in pubsub.rooms:
        identifier = ClientId.parse(room.id)
        refuse(identifier in seen, f"room {room.id} is there twice")
        refuse(identifier not in known or identifier.subsystem_code is None, f"room {room.id} is no registered subsystem")
        taken = [code for provider, code in services if provider == identifier and code in RESERVED_IN_ROOMS]
        refuse(bool(taken), f"room {room.id}: service code {', '.join(taken)} is reserved in rooms")
        seen.add(identifier)
        refuse(bool(room.stream) and pubsub.store != "nats", f"room {room.id}: only over NATS it may have a stream of its own")
        for subjects in (room.owners, room.publishers, room.subscribers):
            _check_subjects(room.id, subjects, groups)
        if room.pace is not None:
            check_pace(room.id, room.pace)
        names = [kind.name for kind in room.event_types]
        refuse(len(set(names)) != len(names), f"room {room.id}: an event type is there twice")
        for kind in room.event_types:
            _check_kind(room.id, kind, groups, most=pubsub.event_bytes)


def _check_streams(names: set[str]) -> None:
    for name in names:
        refuse(not STREAM_NAME.fullmatch(name), f"pubsub: stream {name!r} is not a name")
        refuse(any(name.endswith(end) and name.removesuffix(end) in names for end in _BESIDE), f"pubsub: {name} belongs to another stream")


def _check_kind(room: str, kind: EventType, groups: Collection[str], *, most: int) -> None:
    where = f"room {room}: event type {kind.name[:80]!r}"
    refuse(not TYPE_NAME.fullmatch(kind.name), f"{where} is not a name")
    refuse(bool(kind.key) and not kind.key.startswith("/"), f"{where}: key {kind.key!r} is not a JSON pointer")
    refuse(not 0 <= kind.event_bytes <= most, f"{where}: event_bytes must be 0 to {most}")
    wrong = schema_fault(kind.schema)
    refuse(bool(wrong), f"{where}: schema: {wrong}")
    if kind.pace is not None:
        check_pace(where, kind.pace)
    _check_subjects(room, (*kind.publishers, *kind.subscribers), groups)


def _check_subjects(where: str, subjects: tuple[str, ...], groups: Collection[str]) -> None:
    for subject in subjects:
        if subject.startswith(GROUP):
            refuse(subject[len(GROUP) :] not in groups, f"{where}: {subject} is unknown")
        else:
            ClientId.parse(subject)
