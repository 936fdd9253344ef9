"""Publish/subscribe itself, without HTTP on its front: the state, its store, the feeds of all subscriptions, housekeeping."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import jsonschema_rs

from motcua.gateway.app.call import now_ms
from motcua.gateway.core.directory import Directory
from motcua.gateway.protocol.config import PubSub
from motcua.gateway.pubsub import entries as e
from motcua.gateway.pubsub.access import Access
from motcua.gateway.pubsub.commits import Commits
from motcua.gateway.pubsub.counting import Counters, Counting, Spend
from motcua.gateway.pubsub.notes import Notes
from motcua.gateway.pubsub.once import Once
from motcua.gateway.pubsub.pull import Puller
from motcua.gateway.pubsub.push import Pusher, Target
from motcua.gateway.pubsub.reader import Reader
from motcua.gateway.pubsub.schemas import compile_schema
from motcua.gateway.pubsub.state import State, Subscription, Topic
from motcua.gateway.pubsub.store import EventStore, StoreError, StoreLostError
from motcua.gateway.pubsub.wire import Found, Signer

logger = logging.getLogger("motcua.gateway")
_HOUSEKEEPING_S = 60.0
_FOLDS = 20  # events outlive their time by a twentieth of it at most


class Broker:
    """One owner of the event store, with the rooms whose ``stream`` it is.

    ``directory`` gives the configuration in force at each moment, ``lost`` asks to be started anew; ``spend`` counts in ``counters``.
    """

    def __init__(
        self,
        *,
        store: EventStore,
        signer: Signer,
        notes: Notes,
        directory: Callable[[], Directory],
        lost: Callable[[], None],
        spend: Spend,
        counters: Counters,
        stream: str = "",
    ) -> None:
        self.store, self.signer, self.notes = store, signer, notes
        self.counting = Counting(spend, counters, self._count if store.shared else None)
        self.state = State()
        self.counts: Counter[str] = Counter()
        self.manage = asyncio.Lock()  # what changes types, rights and subscriptions happens one after another
        self._directory, self._lost, self._stream = directory, lost, stream
        self._access: Access | None = None
        self._reader = Reader(store, lost)
        self.once = Once(self.events, self.first_since)
        self._validators: dict[int, tuple[bytes, Any]] = {}
        self._targets: dict[int, tuple[Access, tuple[object, ...], Target | None]] = {}
        self._feeds: dict[int, Pusher | Puller] = {}
        self._by_topic: dict[int, list[Pusher | Puller]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._folded = time.monotonic()
        self._keeper: asyncio.Task[None] | None = None
        self.commits = self._commits()

    def _commits(self) -> Commits:
        commits = Commits(self.store, self.state, applied=self._applied, lost=self._lost)
        commits.after = lambda: self._background(self.tidy())
        return commits

    def _count(self, spent: e.Spent) -> None:
        self.commits.spend(spent)

    # configuration
    @property
    def access(self) -> Access:
        """The rights in force."""
        directory = self._directory()
        if self._access is None or self._access.directory is not directory:
            self._access = Access(directory, self._stream)
            self._background(self.declare())
        return self._access

    @property
    def settings(self) -> PubSub:
        """The settings in force."""
        return self.access.settings

    @property
    def networks(self) -> Sequence[str]:
        """Where subscribers may live."""
        return self._directory().config.networks

    # life
    async def start(self) -> None:
        """Read the store, then deliver; StoreError when it cannot be used."""
        snapshot = await self.store.open()
        try:
            if snapshot is not None:
                self.state = State.restore(snapshot)
            async for page in self.store.entries():
                for location, raw in page:
                    self.state.apply(e.decode(raw), location)
        except ValueError as error:
            raise StoreError(str(error)) from None
        self.state.forget(self.store.first)
        self.counting.go_on(self.state)
        self.commits = self._commits()
        self.commits.start()
        await self._step_in()
        await self.declare()
        for sub in tuple(self.state.subs.values()):
            self._feed(sub)
        self._keeper = asyncio.get_running_loop().create_task(self._keep_house())

    async def _step_in(self) -> None:
        """The first entry of an owner: who owned the store before can write nothing more, and everybody learns the key it signs with."""
        try:
            await self.commits.put(e.Signed(self.signer.key_id, self.signer.public_pem))
        except StoreError as error:  # no room: what is there can still be read and delivered
            if isinstance(error, StoreLostError):
                raise
            logger.warning("event store: %s", error)

    async def stop(self) -> None:
        """Stop delivering, keep what is settled, close the store."""
        self.commits.after = None
        if self._keeper is not None:
            self._keeper.cancel()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*(feed.stop() for feed in self._feeds.values()))
        self._feeds.clear()
        await self.commits.close()
        await self.notes.flush()
        await self.store.close()

    async def declare(self) -> None:
        """Event types that the configuration declares exist as it says; StoreError is left to the next look."""
        access = Access(self._directory(), self._stream)
        async with self.manage:
            for room_id, room in access.rooms.items():
                for kind in room.event_types:
                    known = self.state.topic(room_id, kind.name)
                    number = known.kind.topic if known else self.state.last_topic + 1
                    schema = json.dumps(kind.schema, ensure_ascii=False).encode()
                    wanted = e.Kind(number, room_id, kind.name, schema, kind.key, kind.publishers, kind.subscribers, declared=True)
                    if known is not None and known.kind == wanted:
                        continue
                    try:
                        compile_schema(kind.schema)
                        await self.commits.put(wanted)
                    except (StoreError, jsonschema_rs.ValidationError, ValueError) as error:
                        logger.warning("event type %s of %s is not taken over: %s", kind.name, room_id, error)

    async def _keep_house(self) -> None:
        while True:
            await asyncio.sleep(_HOUSEKEEPING_S)
            try:
                if self.signer.key_id not in self.state.keys:
                    await self._step_in()
                self.once.tidy()
                await self.tidy()
            except StoreLostError:
                self._lost()
            except StoreError as error:
                logger.warning("events are not tidied up: %s", error)

    async def tidy(self) -> None:
        """Forget events whose life is over, and beyond ``keep_bytes`` those that everybody has."""
        horizon = now_ms() - self.settings.lifetime_s * 1000
        before = 0
        for topic in tuple(self.state.topics.values()):
            young = await self.first_since(topic, horizon)
            if young > topic.base:
                before = max(before, topic.locations[young - topic.base - 1])
        if self.store.size > self.settings.keep_bytes:
            before = max(before, self._oldest_needed())
        if before and time.monotonic() - self._folded > self.settings.lifetime_s / _FOLDS:
            self._folded = time.monotonic()
            await self.commits.renew()
        await self.store.drop(before)
        self.state.forget(self.store.first)

    def _oldest_needed(self) -> int:
        unsettled = self.state.unsettled()
        newest = max((t.locations[-1] for t in self.state.topics.values() if t.locations), default=0)
        return newest if unsettled is None else unsettled

    # events
    def cached(self, topic: Topic, seq: int) -> Found | None:
        """An event from memory."""
        return self._reader.cached(topic, seq)

    async def events(self, topic: Topic, seqs: Sequence[int]) -> list[Found | None]:
        """Events of a topic, None for what is no longer kept or cancelled."""
        return await self._reader.events(topic, seqs)

    async def first_since(self, topic: Topic, at_ms: int) -> int:
        """The place of the first kept event that was published at an instant or later (the next place when there is none)."""
        return await self._reader.first_since(topic, at_ms)

    def _applied(self, kept: Sequence[tuple[e.Entry, int]]) -> None:
        touched: set[int] = set()
        for entry, location in kept:
            if isinstance(entry, e.Event):
                topic = self.state.topics.get(entry.topic)
                if topic is not None:
                    self._reader.remember(entry, location, topic)
                    touched.add(entry.topic)
        for number in touched:
            for feed in self._by_topic.get(number, ()):
                feed.wake()

    def validator(self, topic: Topic) -> Any:
        """The compiled schema of an event type."""
        known = self._validators.get(topic.kind.topic)
        if known is None or known[0] != topic.kind.schema:
            known = (topic.kind.schema, compile_schema(json.loads(topic.kind.schema)))
            self._validators[topic.kind.topic] = known
        return known[1]

    # feeds
    def feed(self, sub: Subscription) -> Pusher | Puller | None:
        """The feed of a subscription."""
        return self._feeds.get(sub.about.number)

    def _feed(self, sub: Subscription) -> None:
        topic = self.state.topics[sub.about.topic]
        feed = (Pusher if sub.about.push else Puller)(self, sub, topic)
        self._feeds[sub.about.number] = feed
        self._by_topic.setdefault(sub.about.topic, []).append(feed)
        feed.start()

    async def change(self, number: int, *entries: e.Entry) -> None:
        """Change a subscription while its feed rests; the feed begins anew where the subscription then stands."""
        feed = self._feeds.pop(number, None)
        self._targets.pop(number, None)
        if feed is not None:
            self._by_topic[feed.topic.kind.topic].remove(feed)
            await feed.stop()
        try:
            await self.commits.flush()  # what was delivered before the change
            await self.commits.put(*entries)
        finally:
            sub = self.state.subs.get(number)
            if sub is not None and number not in self._feeds:
                self._feed(sub)

    async def close_topic(self, topic: Topic) -> None:
        """Delete an event type with everything of it."""
        await self.commits.put(e.KindGone(topic.kind.topic))
        self._validators.pop(topic.kind.topic, None)
        for feed in self._by_topic.pop(topic.kind.topic, []):
            self._feeds.pop(feed.sub.about.number, None)
            await feed.stop()

    # what feeds need
    def target(self, sub: Subscription) -> Target | None:
        """Where the subscriber takes its events now; StoreLostError when they may be for another gateway to deliver."""
        if not self.store.held:
            msg = "another gateway may own the event store by now"
            raise StoreLostError(msg)
        topic, access = self.state.topics.get(sub.about.topic), self.access
        if topic is None:
            return None
        known, stands_on = self._targets.get(sub.about.number), (sub.about, topic.kind, self.state.rights.get(topic.kind.room))
        if known is None or known[0] is not access or any(a is not b for a, b in zip(known[1], stands_on, strict=True)):
            known = self._targets[sub.about.number] = (access, stands_on, access.target(sub, topic, self.state))
        return known[2]

    def settle(self, number: int, seq: int) -> None:
        """A subscription needs an event no more."""
        self.commits.settle(number, seq)

    async def keep(self, *entries: e.Entry) -> None:
        """Return when entries are kept."""
        await self.commits.put(*entries)

    async def bury(self, dead: e.Dead) -> None:
        """Make an event a dead letter of a subscription."""
        await self.commits.put(dead)
        self.counts["dead"] += 1

    def note(self, sub: Subscription, event: Found, *, status: int, tries: int, began_ms: int) -> None:
        """Count a delivery and put it into the next delivery note."""
        self.counts["delivered" if 200 <= status < 300 else "failed"] += 1  # noqa: PLR2004
        topic = self.state.topics.get(sub.about.topic)
        if topic is not None:
            of = {"room": topic.kind.room, "name": topic.kind.name, "subscriber": sub.about.subscriber}
            self.notes.add(**of, event_id=event.id, status=status, tries=tries, began_ms=began_ms)

    def _background(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            logger.error("housekeeping of events failed", exc_info=task.exception())
