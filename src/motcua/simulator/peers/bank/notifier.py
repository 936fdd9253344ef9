"""Telling the payee: signed, retried with growing pauses until the receiver says 2xx; what is due survives a restart."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable

import httpx

from motcua.simulator.peers.bank.signing import BankKey
from motcua.simulator.peers.store import Document, Store

FIRST_PAUSE, LONGEST_PAUSE, MAX_ATTEMPTS = 1.0, 60.0, 30
_STALE_SECONDS = 86_400
Client = Callable[[], httpx.AsyncClient]


def pause_after(attempts: int) -> float:
    """Seconds to wait after so many failed attempts: 1, 2, 4 … 60."""
    return min(FIRST_PAUSE * 2.0 ** (attempts - 1), LONGEST_PAUSE)


class Notifier:
    """Delivers what the ledger lined up."""

    def __init__(self, *, store: Store, key: BankKey, client: Client | None = None) -> None:
        self._store, self._key = store, key
        self._client = client or (lambda: httpx.AsyncClient(timeout=10, trust_env=False))
        self._bell = asyncio.Event()
        self._turn = asyncio.Lock()

    def ring(self) -> None:
        """Something new is due: wake the loop."""
        self._bell.set()

    async def deliver_due(self, *, now: float) -> int:
        """Try everything that is due once; returns how many were accepted."""
        accepted = 0
        async with self._turn, self._client() as client:
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

    def again(self, number: str, *, now: float) -> bool:
        """Send one notification once more, whatever became of it; False when unknown."""
        body = self._store.get("notification", number, now=now)
        if body is None:
            return False
        self._store.put("notification", number, body | {"state": "waiting", "next_at": now, "attempts": 0})
        self.ring()
        return True

    def _waiting(self) -> list[Document]:
        return [d for d in self._store.all("notification", limit=100_000) if d.body["state"] == "waiting"]

    async def _try(self, client: httpx.AsyncClient, document: Document, *, now: float) -> int:
        body = document.body
        raw = json.dumps(body["message"], ensure_ascii=False, separators=(",", ":")).encode()
        stamp = int(now) - (_STALE_SECONDS if body["stale"] else 0)
        headers = {"content-type": "application/json", **self._key.headers(raw, timestamp=stamp, forged=body["forged"])}
        status: int | str
        try:
            response = await client.post(body["url"], content=raw, headers=headers)
            status = response.status_code
        except httpx.HTTPError as unreachable:
            status = type(unreachable).__name__
        attempts = body["attempts"] + 1
        done = isinstance(status, int) and 200 <= status < 300  # noqa: PLR2004 - any success
        state = "delivered" if done else "given_up" if attempts >= MAX_ATTEMPTS else "waiting"
        change = {"attempts": attempts, "last_status": status, "state": state, "next_at": now + pause_after(attempts)}
        self._store.put("notification", document.key, body | change)
        return int(done)
