"""What the event store keeps, entry by entry; the state of publish/subscribe is nothing but these entries applied in order."""

from __future__ import annotations

import os
import uuid
from typing import Any

import msgspec

_SEQUENCE_LOW = 36
_RANDOM = 26


class Event(msgspec.Struct, array_like=True, tag="e", gc=False):
    """A published event: its topic (number of the event type), place within it, and the payload as JSON. ``at`` in Unix ms.

    ``ask`` is the number under which it was asked for; events of earlier releases have none.
    """

    topic: int
    seq: int
    id: bytes
    at: int
    key: str | None
    publisher: str
    body: bytes
    ask: bytes = b""


class Kind(msgspec.Struct, array_like=True, tag="t"):
    """An event type created or changed; ``schema`` is JSON."""

    topic: int
    room: str
    name: str
    schema: bytes
    key: str
    publishers: tuple[str, ...]
    subscribers: tuple[str, ...]
    declared: bool


class KindGone(msgspec.Struct, array_like=True, tag="x"):
    """An event type deleted, with its events and subscriptions."""

    topic: int


class Subscribed(msgspec.Struct, array_like=True, tag="s"):
    """A subscription made or changed; it begins after ``start``. Times to live and visibility in seconds."""

    number: int
    id: str
    topic: int
    subscriber: str
    push: bool
    ttl: int
    fifo: bool
    callback: str
    visibility: int
    attempts: int
    start: int


class Unsubscribed(msgspec.Struct, array_like=True, tag="u"):
    """A subscription cancelled."""

    number: int


class Spent(msgspec.Struct, array_like=True):
    """A counter of a client's calls for an event type of a room: calls of the (city's) day, Unix ms at which its bucket is full again."""

    room: str
    name: str
    client: str
    day: int
    count: int
    full_ms: int


class Settled(msgspec.Struct, array_like=True, tag="a"):
    """Events that subscriptions (by number) have acknowledged, and how far counters of paces had come."""

    seqs: dict[int, list[int]]
    spent: list[Spent] = []


class Dead(msgspec.Struct, array_like=True, tag="d"):
    """An event given up for a subscription: why, the last HTTP status (0 without an answer), how often it was tried. ``at`` in Unix ms."""

    number: int
    seq: int
    reason: str
    status: int
    tries: int
    at: int


class Revived(msgspec.Struct, array_like=True, tag="v"):
    """Dead letters sent again, or dropped for good."""

    number: int
    seqs: list[int]
    drop: bool


class Cancelled(msgspec.Struct, array_like=True, tag="c"):
    """An event that is no longer to be delivered."""

    topic: int
    seq: int


class Rights(msgspec.Struct, array_like=True, tag="r"):
    """Who may publish and subscribe in a room besides what the configuration says."""

    room: str
    publishers: tuple[str, ...]
    subscribers: tuple[str, ...]


class Rewound(msgspec.Struct, array_like=True, tag="w"):
    """A subscription begins again after an event."""

    number: int
    start: int


class Signed(msgspec.Struct, array_like=True, tag="k"):
    """A gateway has become the owner, and pushes what it signs with this key (identifier, public half in PEM)."""

    key_id: str
    public_pem: str


Entry = Event | Kind | KindGone | Subscribed | Unsubscribed | Settled | Dead | Revived | Cancelled | Rights | Rewound | Signed
_encoder = msgspec.msgpack.Encoder()
_decoder: msgspec.msgpack.Decoder[Any] = msgspec.msgpack.Decoder(Entry)


def encode(entry: Entry) -> bytes:
    """An entry as bytes."""
    return _encoder.encode(entry)


def decode(raw: bytes) -> Entry:
    """The entry back; ValueError when the bytes are none."""
    return _decoder.decode(raw)  # type: ignore[no-any-return]


def new_event_id(*, at: int, seq: int) -> bytes:
    """A UUID (version 8) that sorts by time and carries the event's place, so that no index of identifiers is needed."""
    high, low = seq >> _SEQUENCE_LOW, seq & ((1 << _SEQUENCE_LOW) - 1)
    noise = int.from_bytes(os.urandom(4)) & ((1 << _RANDOM) - 1)
    value = (at & ((1 << 48) - 1)) << 80 | 0x8 << 76 | (high & 0xFFF) << 64 | 0b10 << 62 | low << _RANDOM | noise
    return value.to_bytes(16)


def place_of(identifier: uuid.UUID) -> int:
    """The place that an event's identifier names; who asks compares the whole identifier with the event found there."""
    value = identifier.int
    return (value >> 64 & 0xFFF) << _SEQUENCE_LOW | value >> _RANDOM & ((1 << _SEQUENCE_LOW) - 1)
