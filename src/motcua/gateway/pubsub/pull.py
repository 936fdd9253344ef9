"""Handing out events to a subscriber that asks: each is out of sight for a while and comes back unless it is acknowledged."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence

from motcua.gateway.app.call import now_ms
from motcua.gateway.pubsub import entries as e
from motcua.gateway.pubsub.lanes import Lane, Lanes
from motcua.gateway.pubsub.push import EXPIRED, FAILED, PushHost
from motcua.gateway.pubsub.state import Subscription, Topic
from motcua.gateway.pubsub.wire import Found


class Puller:
    """The feed of a subscription from which events are pulled."""

    def __init__(self, host: PushHost, sub: Subscription, topic: Topic) -> None:
        self.host, self.sub, self.topic, self.lanes = host, sub, topic, Lanes(host, sub, topic)
        self._one = asyncio.Lock()
        self._stopped = False

    def start(self) -> None:
        """Nothing happens until the subscriber asks."""

    def wake(self) -> None:
        """The subscriber will ask."""

    async def stop(self) -> None:
        """Stop the clocks of what is out."""
        self._stopped = True
        self.lanes.close()

    async def take(self, limit: int) -> list[Found]:
        """The next events, at most one of a key; the oldest first."""
        out: list[Found] = []
        back: list[Lane] = []
        async with self._one:
            while len(out) < limit:
                if not self.lanes.ready:
                    await self.lanes.fill()
                if not self.lanes.ready:
                    break
                lane = self.lanes.ready.popleft()
                event = await self._head(lane)
                if event is None:
                    continue
                lane.tries += 1
                lane.since_ms = now_ms()
                out.append(event)
                if self.sub.about.visibility == 0:
                    back.append(lane)
                else:
                    lane.timer = asyncio.get_running_loop().call_later(self.sub.about.visibility, self._back, lane)
            self.lanes.ready.extendleft(reversed(back))
        return out

    async def acknowledge(self, event: Found) -> bool:
        """Settle an event durably; False when it was settled before. StoreError leaves it as it was."""
        if self.lanes.lane_of(event) is None and self.sub.settled(event.event.seq) and event.event.seq not in self.sub.again:
            return False
        await self.acknowledge_all([event])
        return True

    async def acknowledge_all(self, events: Sequence[Found]) -> None:
        """Settle events durably, those that were settled before as well."""
        if not events:
            return
        await self.host.keep(e.Settled({self.sub.about.number: [event.event.seq for event in events]}))
        for event in events:
            seq, lane = event.event.seq, self.lanes.lane_of(event)
            if lane is not None:
                first = lane.waiting[0] == seq
                self.host.note(self.sub, event, status=200, tries=lane.tries, began_ms=lane.since_ms or now_ms())
                self._over(lane, seq, first=first)

    def _over(self, lane: Lane, seq: int, *, first: bool) -> None:
        more = self.lanes.done(lane, seq)
        if not first:
            return
        if lane.timer is not None:
            lane.timer.cancel()
            lane.timer = None
            if more:
                self.lanes.ready.append(lane)
        elif not more and lane in self.lanes.ready:
            self.lanes.ready.remove(lane)

    async def _head(self, lane: Lane) -> Found | None:
        """The first event of the lane; None when it is gone, too old or was handed out too often, and the lane moves on."""
        seq, about = lane.waiting[0], self.sub.about
        try:
            (event,) = await self.host.events(self.topic, [seq])
            reason = ""
            if event is not None and event.event.at / 1000 + about.ttl <= time.time():
                reason = EXPIRED
            elif event is not None and about.visibility and lane.tries >= (about.attempts or self.host.settings.attempts):
                reason = FAILED
            if event is not None and not reason:
                return event
            if event is None:
                self.host.settle(about.number, seq)
            else:
                await self.host.bury(e.Dead(about.number, seq, reason, 0, lane.tries, now_ms()))
        except BaseException:
            self.lanes.ready.appendleft(lane)
            raise
        if self.lanes.done(lane, seq):
            self.lanes.ready.append(lane)
        return None

    def _back(self, lane: Lane) -> None:
        lane.timer = None
        if not self._stopped:
            self.lanes.ready.append(lane)
