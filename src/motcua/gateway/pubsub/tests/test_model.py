"""Publish/subscribe as a state machine: whatever is published, acknowledged, failed, rewound or killed, the promises hold.

The broker, its store and its feeds are the real ones in one process; a kill is a copy of the files as they lie at that moment.
"""

from __future__ import annotations

import asyncio
import json
import shutil
import tempfile
import uuid
from collections import defaultdict
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, multiple, rule

from motcua.gateway.core.directory import Directory
from motcua.gateway.core.keys import load_key
from motcua.gateway.core.paces import Ledger
from motcua.gateway.pubsub.broker import Broker
from motcua.gateway.pubsub.entries import Subscribed, decode, new_event_id, place_of
from motcua.gateway.pubsub.notes import Notes
from motcua.gateway.pubsub.push import Pusher, Target
from motcua.gateway.pubsub.service import Ask, answer
from motcua.gateway.pubsub.state import State, Subscription
from motcua.gateway.pubsub.store.files import FileStore
from motcua.gateway.pubsub.wire import Found, Signer

from .conftest import BIRTHS, HEALTH, ROOM, SCHOOL, config

KEYS = ("An", "Bình", "Chi")


async def _keep(record: object) -> None:
    return


class Promises(RuleBasedStateMachine):
    """One pushed and one pulled subscription; ``failing`` are the keys whose deliveries fail at present."""

    ids = Bundle("ids")

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.folder = Path(tempfile.mkdtemp())
        self.key = load_key(self.folder)
        self.directory = Directory(config(segment_bytes=1500, retry_s=0.001, retry_max_s=0.002, attempts=1000))
        self.published: dict[str, list[tuple[str, int]]] = defaultdict(list)
        self.pushed: dict[str, list[int]] = defaultdict(list)
        self.known_pushed: dict[str, int] = defaultdict(int)
        self.cancelled: set[str] = set()
        self.acknowledged: set[str] = set()
        self.failing: set[str] = set()
        self.lives = 0
        self.real_send = Pusher._send

    @initialize()
    def begin(self) -> None:
        self.runner.run(self._start())
        push = {"eventType": BIRTHS, "options": {"callback": "http://127.0.0.1:9/"}}
        pull = {"eventType": BIRTHS, "delivery": "PULL", "options": {"visibility": 0}}
        assert self.ask(SCHOOL, "api", "POST", "subs", BIRTHS, body=push)[0] == 200
        assert self.ask(HEALTH, "api", "POST", "subs", BIRTHS, body=pull)[0] == 200

    async def _start(self) -> None:
        self.lives += 1
        store = FileStore(self.folder / str(self.lives), segment_bytes=1500)
        self.broker = Broker(
            store=store,
            signer=Signer(lambda: self.key),
            notes=Notes(_keep),
            directory=lambda: self.directory,
            lost=lambda: None,
            spend=lambda service, name, bound: [],
            counters=Ledger(self.folder / "paces.bin"),
        )
        machine = self

        async def send(pusher: Pusher, target: Target, event: Found, attempt: int, settings: object) -> int:
            await asyncio.sleep(0)
            key = str(event.event.key)
            if key in machine.failing:
                return 503
            machine.pushed[key].append(json.loads(event.event.body)["n"])
            return 204

        Pusher._send = send  # type: ignore[method-assign]
        await self.broker.start()

    def ask(self, client: str, area: str, method: str, *steps: str, body: Any = None) -> tuple[int, Any]:
        raw = b"" if body is None else json.dumps(body).encode()
        found = self.runner.run(answer(self.broker, Ask(client, ROOM, area, method, ("v1", *steps), "", raw)))
        return found.status, json.loads(found.body) if found.body else None

    @rule(target=ids, keys=st.lists(st.sampled_from(KEYS), min_size=1, max_size=6))
    def publish(self, keys: list[str]) -> Any:
        made = []
        for key in keys:
            n = len(self.published[key])
            status, found = self.ask(ROOM, "pub", "POST", BIRTHS, body={"eventType": BIRTHS, "event": {"child": key, "n": n}})
            assert status == 201
            self.published[key].append((found["id"], n))
            made.append(found["id"])
        return multiple(*made)

    @rule(key=st.sampled_from(KEYS))
    def begin_to_fail(self, key: str) -> None:
        self.failing.add(key)

    @rule(key=st.sampled_from(KEYS))
    def recover(self, key: str) -> None:
        self.failing.discard(key)

    @rule()
    def pull_and_acknowledge(self) -> None:
        status, item = self.ask(HEALTH, "pull", "GET", BIRTHS)
        if status == 404:
            wanted = {one for events in self.published.values() for one, _ in events}
            assert wanted <= self.acknowledged | self.cancelled
            return
        earlier = [one for one, n in self.published[item["key"]] if n < item["event"]["n"]]
        assert set(earlier) <= self.acknowledged | self.cancelled
        assert item["id"] not in self.acknowledged | self.cancelled
        assert self.ask(HEALTH, "pull", "DELETE", BIRTHS, item["id"])[0] == 204
        self.acknowledged.add(item["id"])

    @rule(identifier=consumes(ids))
    def acknowledge_any(self, identifier: str) -> None:
        status, _ = self.ask(HEALTH, "pull", "DELETE", BIRTHS, identifier)
        assert (status == 204) == (identifier not in self.acknowledged | self.cancelled)
        self.acknowledged.add(identifier)

    @rule(identifier=consumes(ids))
    def take_back(self, identifier: str) -> None:
        assert self.ask(ROOM, "pub", "DELETE", BIRTHS, identifier)[0] == (404 if identifier in self.cancelled else 204)
        self.cancelled.add(identifier)

    @rule()
    def let_it_work(self) -> None:
        self.runner.run(asyncio.sleep(0.01))

    @rule()
    def kill(self) -> None:
        """What lies on disk now is all that the next life gets; the old one is silenced."""
        self.runner.run(self._kill())

    async def _kill(self) -> None:
        old = self.broker
        assert isinstance(old.store, FileStore)
        # In the store's own thread: a file that is renamed while the folder is read would break the copy, not the store.
        await old.store._do(lambda: shutil.copytree(self.folder / str(self.lives), self.folder / str(self.lives + 1)))
        Pusher._send = _silence  # type: ignore[method-assign]
        await old.stop()
        await self._start()

    @rule()
    def restart(self) -> None:
        self.runner.run(self._restart())

    async def _restart(self) -> None:
        await self.broker.stop()
        shutil.copytree(self.folder / str(self.lives), self.folder / str(self.lives + 1))
        await self._start()

    @invariant()
    def first_deliveries_are_in_order(self) -> None:
        for numbers in self.pushed.values():
            firsts = list(dict.fromkeys(numbers))
            assert firsts == sorted(firsts)

    def teardown(self) -> None:
        try:
            if self.lives:
                self.failing.clear()
                self.runner.run(self._all_delivered())
                self.runner.run(self._same_after_reading_again())
        finally:
            Pusher._send = self.real_send  # type: ignore[method-assign]
            self.runner.close()
            shutil.rmtree(self.folder)

    async def _all_delivered(self) -> None:
        wanted = {key: {n for one, n in events if one not in self.cancelled} for key, events in self.published.items()}
        for _ in range(2000):
            if all(numbers <= set(self.pushed[key]) for key, numbers in wanted.items()):
                return
            await asyncio.sleep(0.005)
        raise AssertionError(f"lost: {wanted} but {dict(self.pushed)}")

    async def _same_after_reading_again(self) -> None:
        await self.broker.stop()
        before = self.broker.state.snapshot()
        assert State.restore(before).snapshot() == before
        store = FileStore(self.folder / str(self.lives), segment_bytes=1500)
        snapshot = await store.open()
        state = State.restore(snapshot) if snapshot else State()
        async for page in store.entries():
            for location, raw in page:
                state.apply(decode(raw), location)
        state.forget(store.first)
        await store.close()
        assert state.snapshot() == before


async def _silence(pusher: Pusher, target: Target, event: Found, attempt: int, settings: object) -> int:
    return 503


Promises.TestCase.settings = settings(max_examples=25, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck))
TestPromises = Promises.TestCase


def test_identifiers_carry_their_place() -> None:
    for seq in (1, 2**36 - 1, 2**36, 2**48 - 1):
        identifier = uuid.UUID(bytes=new_event_id(at=1_700_000_000_000, seq=seq))
        assert (place_of(identifier), identifier.version, identifier.variant) == (seq, 8, uuid.RFC_4122)
    assert new_event_id(at=1, seq=9) < new_event_id(at=2, seq=1)


def test_a_floor_rises_as_a_set_would() -> None:
    @given(st.lists(st.integers(1, 40), max_size=60), st.integers(1, 45))
    def check(seqs: list[int], base: int) -> None:
        about = Subscribed(1, "", 1, SCHOOL, push=True, ttl=1, fifo=False, callback="", visibility=0, attempts=0, start=0)
        sub, model = Subscription(about), set(range(-5, 1))
        for seq in seqs:
            sub.settle(seq)
            model.add(seq)
        assert [sub.settled(seq) for seq in range(1, 50)] == [seq in model for seq in range(1, 50)]
        sub.forget(base)
        model |= set(range(base))
        assert [sub.settled(seq) for seq in range(1, 50)] == [seq in model for seq in range(1, 50)]
        assert sub.floor + 1 not in model
        assert not sub.done or sub.done[0] == 0

    check()
