"""The state of publish/subscribe: entries applied in order, nothing else, so that a restart comes to the same."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field

import msgspec

from motcua.gateway.pubsub import entries as e

_VERSION = 2
_READABLE = (1, _VERSION)  # the first knew no keys


@dataclass(slots=True)
class Topic:
    """An event type and where its events lie; event ``base + n`` lies at ``locations[n]``. Places begin with 1 and have no gaps."""

    kind: e.Kind
    base: int = 1
    locations: array[int] = field(default_factory=lambda: array("Q"))
    cancelled: set[int] = field(default_factory=set)

    @property
    def next(self) -> int:
        """The place of the next event."""
        return self.base + len(self.locations)

    def location(self, seq: int) -> int | None:
        """Where an event lies, None when it is not kept or not to be delivered any more."""
        place = seq - self.base
        return self.locations[place] if 0 <= place < len(self.locations) and seq not in self.cancelled else None


@dataclass(slots=True)
class Subscription:
    """A subscription and what it has settled: everything up to ``floor``, and whatever is marked in ``done`` above it."""

    about: e.Subscribed
    floor: int = 0
    done: bytearray = field(default_factory=bytearray)
    dead: dict[int, e.Dead] = field(default_factory=dict)
    again: set[int] = field(default_factory=set)

    def settled(self, seq: int) -> bool:
        """Whether the event needs no delivery any more."""
        place = seq - self.floor - 1
        return place < 0 or (place < len(self.done) and self.done[place] == 1)

    def settle(self, seq: int) -> None:
        """Mark an event; the floor rises over what is settled without a gap."""
        self.again.discard(seq)
        place = seq - self.floor - 1
        if place < 0:
            return
        if place >= len(self.done):
            self.done.extend(bytes(place + 1 - len(self.done)))
        self.done[place] = 1
        if place == 0:
            self._rise()

    def _rise(self) -> None:
        clear = self.done.find(0)
        risen = clear if clear >= 0 else len(self.done)
        del self.done[:risen]
        self.floor += risen

    def forget(self, base: int) -> None:
        """Events before ``base`` are not kept any more."""
        self.dead = {seq: dead for seq, dead in self.dead.items() if seq >= base}
        self.again = {seq for seq in self.again if seq >= base}
        behind = base - 1 - self.floor
        if behind > 0:
            del self.done[:behind]
            self.floor = base - 1
            self._rise()

    def rewind(self, floor: int) -> None:
        """Begin again after an event."""
        self.floor, self.done = floor, bytearray()
        self.again.clear()
        self.dead = {seq: dead for seq, dead in self.dead.items() if seq <= floor}


@dataclass(slots=True)
class State:
    """Everything that publish/subscribe knows, by number; ``names`` and ``pairs`` find topics and subscriptions.

    ``keys`` are the public keys of all gateways that have pushed events, by identifier; ``spent`` are counters by room, event type, client.
    """

    topics: dict[int, Topic] = field(default_factory=dict)
    subs: dict[int, Subscription] = field(default_factory=dict)
    rights: dict[str, e.Rights] = field(default_factory=dict)
    names: dict[tuple[str, str], int] = field(default_factory=dict)
    pairs: dict[tuple[int, str], int] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    spent: dict[tuple[str, str, str], e.Spent] = field(default_factory=dict)
    last_topic: int = 0
    last_sub: int = 0

    def topic(self, room: str, name: str) -> Topic | None:
        """An event type of a room."""
        number = self.names.get((room, name))
        return None if number is None else self.topics[number]

    def subscription(self, topic: Topic, subscriber: str) -> Subscription | None:
        """A client's subscription to an event type."""
        number = self.pairs.get((topic.kind.topic, subscriber))
        return None if number is None else self.subs[number]

    def subscriptions(self, topic: int) -> list[Subscription]:
        """All subscriptions to an event type."""
        return [sub for sub in self.subs.values() if sub.about.topic == topic]

    def apply(self, entry: e.Entry, location: int) -> None:  # noqa: C901, PLR0912 - one case for each kind of entry
        """Take an entry in; one about something that has gone meanwhile changes nothing."""
        match entry:
            case e.Event():
                topic = self.topics.get(entry.topic)
                if topic is not None and entry.seq == topic.next:
                    topic.locations.append(location)
            case e.Kind():
                self._kind(entry)
            case e.KindGone():
                self._kind_gone(entry.topic)
            case e.Subscribed():
                self._subscribed(entry)
            case e.Unsubscribed():
                self._unsubscribed(entry.number)
            case e.Settled():
                for number, seqs in entry.seqs.items():
                    self._settle(number, seqs)
                for one in entry.spent:
                    self.spent[one.room, one.name, one.client] = one
            case e.Dead():
                if entry.number in self.subs:
                    self.subs[entry.number].settle(entry.seq)
                    self.subs[entry.number].dead[entry.seq] = entry
            case e.Revived():
                self._revived(entry)
            case e.Cancelled():
                if entry.topic in self.topics:
                    self.topics[entry.topic].cancelled.add(entry.seq)
            case e.Rights():
                self.rights[entry.room] = entry
            case e.Rewound():
                if entry.number in self.subs:
                    self.subs[entry.number].rewind(entry.start)
            case e.Signed():
                self.keys[entry.key_id] = entry.public_pem

    def _kind(self, kind: e.Kind) -> None:
        known = self.topics.get(kind.topic)
        if known is None:
            self.topics[kind.topic] = Topic(kind)
            self.names[kind.room, kind.name] = kind.topic
            self.last_topic = max(self.last_topic, kind.topic)
        else:
            known.kind = kind

    def _kind_gone(self, number: int) -> None:
        topic = self.topics.pop(number, None)
        if topic is None:
            return
        del self.names[topic.kind.room, topic.kind.name]
        for sub in self.subscriptions(number):
            self._unsubscribed(sub.about.number)

    def _subscribed(self, about: e.Subscribed) -> None:
        if about.topic not in self.topics:
            return
        known = self.subs.get(about.number)
        if known is None:
            self.subs[about.number] = Subscription(about, floor=about.start)
            self.pairs[about.topic, about.subscriber] = about.number
            self.last_sub = max(self.last_sub, about.number)
        else:
            known.about = about

    def _unsubscribed(self, number: int) -> None:
        sub = self.subs.pop(number, None)
        if sub is not None:
            del self.pairs[sub.about.topic, sub.about.subscriber]

    def _settle(self, number: int, seqs: Iterable[int]) -> None:
        sub = self.subs.get(number)
        if sub is not None:
            for seq in seqs:
                sub.settle(seq)

    def _revived(self, entry: e.Revived) -> None:
        sub = self.subs.get(entry.number)
        if sub is None:
            return
        for seq in entry.seqs:
            if sub.dead.pop(seq, None) is not None and not entry.drop:
                sub.again.add(seq)

    def forget(self, before: int) -> None:
        """Events before a location are not kept any more."""
        for topic in self.topics.values():
            gone = bisect_left(topic.locations, before)
            if not gone:
                continue
            del topic.locations[:gone]
            topic.base += gone
            topic.cancelled = {seq for seq in topic.cancelled if seq >= topic.base}
            for sub in self.subscriptions(topic.kind.topic):
                sub.forget(topic.base)

    def unsettled(self) -> int | None:
        """The oldest location that some subscription still waits for, None when all have all."""
        waiting: list[int] = []
        for sub in self.subs.values():
            topic = self.topics[sub.about.topic]
            place = max(sub.floor + 1 - topic.base, 0)
            if place < len(topic.locations):
                waiting.append(topic.locations[place])
        return min(waiting, default=None)

    def snapshot(self) -> bytes:
        """The state as bytes."""
        topics = [(t.kind, t.base, t.locations.tobytes(), sorted(t.cancelled)) for t in self.topics.values()]
        subs = [(s.about, s.floor, bytes(s.done), list(s.dead.values()), sorted(s.again)) for s in self.subs.values()]
        rights = list(self.rights.values())
        today = max((one.day for one in self.spent.values()), default=0)
        spent = [one for one in self.spent.values() if one.day >= today - 1]
        return msgspec.msgpack.encode(_Snapshot(_VERSION, topics, subs, rights, self.last_topic, self.last_sub, self.keys, spent))

    @classmethod
    def restore(cls, snapshot: bytes) -> State:
        """The state that ``snapshot`` wrote; ValueError when it is none."""
        found = msgspec.msgpack.decode(snapshot, type=_Snapshot)
        if found.version not in _READABLE:
            msg = f"snapshot version {found.version} is unknown"
            raise ValueError(msg)
        rights = {one.room: one for one in found.rights}
        spent = {(one.room, one.name, one.client): one for one in found.spent}
        state = cls(last_topic=found.last_topic, last_sub=found.last_sub, rights=rights, keys=found.keys, spent=spent)
        for kind, base, locations, cancelled in found.topics:
            state.topics[kind.topic] = Topic(kind, base, array("Q", locations), set(cancelled))
            state.names[kind.room, kind.name] = kind.topic
        for about, floor, done, dead, again in found.subs:
            state.subs[about.number] = Subscription(about, floor, bytearray(done), {one.seq: one for one in dead}, set(again))
            state.pairs[about.topic, about.subscriber] = about.number
        return state


class _Snapshot(msgspec.Struct, array_like=True):
    version: int
    topics: list[tuple[e.Kind, int, bytes, list[int]]]
    subs: list[tuple[e.Subscribed, int, bytes, list[e.Dead], list[int]]]
    rights: list[e.Rights]
    last_topic: int
    last_sub: int
    keys: dict[str, str] = msgspec.field(default_factory=dict)
    spent: list[e.Spent] = []
