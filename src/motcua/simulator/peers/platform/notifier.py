"""Telling the partner: repeated with growing pauses until the receiver says 2xx, or refuses for good; survives a restart."""

from __future__ import annotations

import asyncio
import time

import httpx

from motcua.simulator.peers.bank.notifier import LONGEST_PAUSE, MAX_ATTEMPTS, Client, pause_after
from motcua.simulator.peers.conf import Settings
from motcua.simulator.peers.platform.orders import TELLING
from motcua.simulator.peers.store import Document, Store


class PlatformNotifier:
    """Delivers what the orders lined up."""

    def __init__(self, *, store: Store, settings: Settings, client: Client | None = None) -> None:
        self._store, self._settings = store, settings
        self._client = client or (lambda: httpx.AsyncClient(timeout=10, trust_env=False))
        self._bell = asyncio.Event()

    def ring(self) -> None:
        """Something new is due: wake the loop."""
        self._bell.set()

    async def deliver_due(self, *, now: float) -> int:
        """Try everything that is due once; returns how many were accepted."""
        accepted = 0
        async with self._client() as client:
            for document in self._waiting():
                if document.body["next_at"] <= now:
                    accepted += await self._try(client, document, now=now)
        return accepted

    async def run(self) -> None:
        """Deliver for ever; sleeps until the next one is due or the bell rings."""
        while True:
            self._bell.clear()
            await self.deliver_due(now=time.time())
            waits = [document.body["next_at"] - time.time() for document in self._waiting()]
            try:
                await asyncio.wait_for(self._bell.wait(), timeout=max(min(waits, default=LONGEST_PAUSE), 0.05))
            except TimeoutError:
                continue

    def _waiting(self) -> list[Document]:
        return [d for d in self._store.all(TELLING, limit=100_000) if d.body["state"] == "waiting"]

    async def _try(self, client: httpx.AsyncClient, document: Document, *, now: float) -> int:
        body = document.body
        status: int | str
        try:
            response = await client.post(self._settings.platform_notify_url, json=body["message"])
            status = response.status_code
        except httpx.HTTPError as unreachable:
            status = type(unreachable).__name__
        attempts = body["attempts"] + 1
        done = isinstance(status, int) and 200 <= status < 300  # noqa: PLR2004 - any success
        state = "delivered" if done else "given_up" if attempts >= MAX_ATTEMPTS else "waiting"
        change = {"attempts": attempts, "last_status": status, "state": state, "next_at": now + pause_after(attempts)}
        self._store.put(TELLING, document.key, body | change)
        return int(done)
