"""Pushing events to one subscriber: many keys at once, one event of a key at a time, tried again with back-off and jitter."""

from __future__ import annotations

import asyncio
import logging
import secrets
import ssl
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

from motcua.gateway.app.call import now_ms
from motcua.gateway.app.upstream import AnswerTooLarge, ConnectFailed, Interrupted, InvalidAnswer, Pool
from motcua.gateway.protocol.config import PubSub
from motcua.gateway.protocol.messages import Header
from motcua.gateway.pubsub import entries as e
from motcua.gateway.pubsub.lanes import Lane, Lanes, Source
from motcua.gateway.pubsub.state import Subscription, Topic
from motcua.gateway.pubsub.store import StoreError
from motcua.gateway.pubsub.wire import Found, Signer

logger = logging.getLogger("motcua.gateway")
_OK = range(200, 300)
_ANSWER_BYTES = 64 * 1024  # nobody reads the answer
_UNREACHED = (ConnectFailed, Interrupted, InvalidAnswer, AnswerTooLarge, TimeoutError, OSError, ssl.SSLError)
_GRACE_S = 1.0
EXPIRED, FAILED, DENIED = "expired", "failed", "denied"
_random = secrets.SystemRandom()


@dataclass(frozen=True, slots=True)
class Target:
    """Where a subscriber takes its events; ``headers`` are credentials of a registered service."""

    origin: tuple[str, str, int]
    host: str
    path: str
    verify_tls: bool = True
    headers: tuple[Header, ...] = ()


class PushHost(Source, Protocol):
    """What pushing needs of the broker."""

    signer: Signer

    def cached(self, topic: Topic, seq: int) -> Found | None:
        """An event, when it is still in memory."""
        ...

    @property
    def settings(self) -> PubSub:
        """The settings in force."""
        ...

    @property
    def networks(self) -> Sequence[str]:
        """Where subscribers may live."""
        ...

    def target(self, sub: Subscription) -> Target | None:
        """Where the subscriber takes its events now, None when nowhere or when it may not have them any more.

        StoreError when another gateway may deliver them by now.
        """
        ...

    async def bury(self, dead: e.Dead) -> None:
        """Make an event a dead letter of a subscription."""
        ...

    async def keep(self, *entries: e.Entry) -> None:
        """Return when entries are kept; StoreError when they are not."""
        ...

    def note(self, sub: Subscription, event: Found, *, status: int, tries: int, began_ms: int) -> None:
        """A delivery was tried."""
        ...


def callback_target(url: str) -> Target:
    """The target that an address names."""
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target((parts.scheme, parts.hostname or "", port), parts.netloc, path)


class Pusher:
    """The feed of a subscription that is pushed to."""

    def __init__(self, host: PushHost, sub: Subscription, topic: Topic) -> None:
        self.host, self.sub, self.lanes = host, sub, Lanes(host, sub, topic)
        self.topic = topic
        self._wake = asyncio.Event()
        self._workers: set[asyncio.Task[None]] = set()
        self._pump: asyncio.Task[None] | None = None
        self._pool: Pool | None = None
        self._stands_on: tuple[object, ...] = ()
        self._stopped = False

    def start(self) -> None:
        """Begin to deliver."""
        self._pump = asyncio.get_running_loop().create_task(self._run())

    def wake(self) -> None:
        """There may be something to do."""
        self._wake.set()

    async def stop(self) -> None:
        """Stop: deliveries under way may end, for a moment; what is broken off then counts as not made."""
        self._stopped = True
        if self._pump is not None:
            self._pump.cancel()
        if self._workers:
            await asyncio.wait(tuple(self._workers), timeout=_GRACE_S)
        tasks = [*self._workers, *([self._pump] if self._pump else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self.lanes.close()
        if self._pool is not None:
            self._pool.close()

    async def _run(self) -> None:
        while True:
            self._wake.clear()
            try:
                await self.lanes.fill()
            except StoreError:
                logger.exception("events could not be read")
                await asyncio.sleep(self.host.settings.retry_s)
                self._wake.set()
            for _ in range(min(len(self.lanes.ready), self.host.settings.at_once - len(self._workers))):
                task = asyncio.get_running_loop().create_task(self._work())
                self._workers.add(task)
                task.add_done_callback(self._left)
            await self._wake.wait()

    def _left(self, task: asyncio.Task[None]) -> None:
        self._workers.discard(task)
        if self.lanes.ready:
            self._wake.set()
        if not task.cancelled() and task.exception() is not None:
            logger.error("a delivery failed in an unexpected way", exc_info=task.exception())

    async def _work(self) -> None:
        """Deliver from one lane after another while there are any."""
        while self.lanes.ready and not self._stopped:
            lane = self.lanes.ready.popleft()
            if self.lanes.hungry:
                self._wake.set()
            try:
                await self._deliver(lane)
            except StoreError:
                self._later(lane, self.host.settings.retry_s)
            except Exception:  # whatever went wrong with one event, its lane is tried again and the others go on
                logger.exception("a delivery failed in an unexpected way")
                self._later(lane, self.host.settings.retry_max_s)

    async def _deliver(self, lane: Lane) -> None:
        seq, about, settings = lane.waiting[0], self.sub.about, self.host.settings
        event = self.host.cached(self.topic, seq)
        if event is None:
            (event,) = await self.host.events(self.topic, [seq])
        if event is None:
            self._over(lane, seq)
            return
        left_s = event.event.at / 1000 + about.ttl - time.time()
        if left_s <= 0:
            await self._bury(lane, seq, EXPIRED, 0)
            return
        began = now_ms()
        target = self.host.target(self.sub)
        status = 0 if target is None else await self._send(target, event, lane.tries + 1, settings)
        lane.tries += 1
        self.host.note(self.sub, event, status=status, tries=lane.tries, began_ms=began)
        if status in _OK:
            self._over(lane, seq)
        elif lane.tries >= (about.attempts or settings.attempts):
            await self._bury(lane, seq, DENIED if target is None else FAILED, status)
        else:
            self._later(lane, min(self._back_off(lane.tries), left_s))

    async def _send(self, target: Target, event: Found, attempt: int, settings: PubSub) -> int:
        """The status of the subscriber's answer, 0 when there was none."""
        wanted = (target.origin, target.verify_tls, self.host.networks, settings.at_once, settings.timeout_s)
        if self._pool is None or self._stands_on != wanted:
            if self._pool is not None:
                self._pool.close()
            self._stands_on = wanted
            self._pool = Pool(
                target.origin,
                size=settings.at_once,
                connect_s=settings.timeout_s,
                verify_tls=target.verify_tls,
                networks=self.host.networks,
            )
        headers = self.host.signer.headers(event, now_s=int(time.time()), attempt=attempt)
        try:
            answer = await self._pool.send(
                method="POST",
                target=target.path,
                host=target.host,
                headers=[*headers, *target.headers],
                body=event.item,
                limit=_ANSWER_BYTES,
                timeout_s=settings.timeout_s,
            )
        except _UNREACHED:
            return 0
        return answer.status

    def _over(self, lane: Lane, seq: int) -> None:
        self.host.settle(self.sub.about.number, seq)
        if self.lanes.done(lane, seq):
            self.lanes.ready.append(lane)

    async def _bury(self, lane: Lane, seq: int, reason: str, status: int) -> None:
        await self.host.bury(e.Dead(self.sub.about.number, seq, reason, status, lane.tries, now_ms()))
        if self.lanes.done(lane, seq):
            self.lanes.ready.append(lane)

    def _back_off(self, tries: int) -> float:
        settings = self.host.settings
        return min(settings.retry_s * 2.0 ** min(tries - 1, 30), settings.retry_max_s) * _random.uniform(0.5, 1.0)

    def _later(self, lane: Lane, delay_s: float) -> None:
        if not self._stopped:
            lane.timer = asyncio.get_running_loop().call_later(delay_s, self._back, lane)

    def _back(self, lane: Lane) -> None:
        lane.timer = None
        self.lanes.ready.append(lane)
        self._wake.set()
