"""Telling a partner: repeated with growing pauses until it says 2xx; what is due survives a restart."""

from __future__ import annotations

import asyncio
import json
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

import httpx

from motcua.kernel.ids import uuid7
from motcua.kernel.sealed_calls import signature
from motcua.simulator.peers.store import Document, Store

FIRST_PAUSE, LONGEST_PAUSE, MAX_ATTEMPTS = 1.0, 60.0, 30
Client = Callable[[], httpx.AsyncClient]


def pause_after(attempts: int) -> float:
    """Seconds to wait after so many failed attempts: 1, 2, 4 … 60."""
    return min(FIRST_PAUSE * 2.0 ** (attempts - 1), LONGEST_PAUSE)


class Outbound(ABC):
    """Delivers what one peer lined up under ``kind``; how a message is sent, each peer says itself."""

    def __init__(self, *, store: Store, kind: str, client: Client | None = None) -> None:
        self._store, self._kind = store, kind
        self._client = client or (lambda: httpx.AsyncClient(timeout=10, trust_env=False))
        self._bell = asyncio.Event()
        self._turn = asyncio.Lock()

    @abstractmethod
    async def _send(self, client: httpx.AsyncClient, body: dict[str, Any], *, now: float) -> httpx.Response:
        """One attempt to tell what was lined up."""

    def ring(self) -> None:
        """Something new is due: wake the loop."""
        self._bell.set()

    async def deliver_due(self, *, now: float) -> int:
        """Try everything that is due once, in order; returns how many were accepted."""
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

    def _waiting(self) -> list[Document]:
        return [d for d in self._store.all(self._kind, limit=100_000) if d.body["state"] == "waiting"]

    async def _try(self, client: httpx.AsyncClient, document: Document, *, now: float) -> int:
        body = document.body
        status: int | str
        try:
            status = (await self._send(client, body, now=now)).status_code
        except httpx.HTTPError as unreachable:
            status = type(unreachable).__name__
        attempts = body["attempts"] + 1
        done = isinstance(status, int) and 200 <= status < 300  # noqa: PLR2004 - any success
        state = "delivered" if done else "given_up" if attempts >= MAX_ATTEMPTS else "waiting"
        change = {"attempts": attempts, "last_status": status, "state": state, "next_at": now + pause_after(attempts)}
        self._store.put(self._kind, document.key, body | change)
        return int(done)


class Teller(Outbound):
    """Signed calls: hex HMAC-SHA256 over ``timestamp + "." + body`` under the partner's secret; ``prefix`` begins their two headers."""

    def __init__(self, *, store: Store, kind: str, prefix: str, secret: str, client: Client | None = None) -> None:
        super().__init__(store=store, kind=kind, client=client)
        self._prefix, self._secret = prefix, secret

    def line_up(self, *, url: str, message: dict[str, Any], at: float, forged: bool = False) -> None:
        """Something to tell from ``at`` (Unix seconds) on; ``forged``: under another secret."""
        body = {"url": url, "message": message, "attempts": 0, "next_at": at, "state": "waiting", "last_status": None, "forged": forged}
        self._store.put(self._kind, str(uuid7()), body)

    async def _send(self, client: httpx.AsyncClient, body: dict[str, Any], *, now: float) -> httpx.Response:
        raw, stamp = compact(body["message"]), str(int(now))
        sealed = signature(secret="other" if body["forged"] else self._secret, timestamp=stamp, body=raw)
        headers = {"content-type": "application/json", f"{self._prefix}-timestamp": stamp, f"{self._prefix}-signature": sealed}
        return await client.post(body["url"], content=raw, headers=headers)


def compact(message: dict[str, Any]) -> bytes:
    """A message as the bytes that are signed and sent."""
    return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()
