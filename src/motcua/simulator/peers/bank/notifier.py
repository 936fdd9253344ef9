"""Telling the payee, signed with the bank's key."""

from __future__ import annotations

from typing import Any

import httpx

from motcua.simulator.peers.bank.signing import BankKey
from motcua.simulator.peers.store import Store
from motcua.simulator.peers.telling import Client, Outbound, compact

_STALE_SECONDS = 86_400


class Notifier(Outbound):
    """Delivers what the ledger lined up."""

    def __init__(self, *, store: Store, key: BankKey, client: Client | None = None) -> None:
        super().__init__(store=store, kind="notification", client=client)
        self._key = key

    def again(self, number: str, *, now: float) -> bool:
        """Send one notification once more, whatever became of it; False when unknown."""
        body = self._store.get(self._kind, number, now=now)
        if body is None:
            return False
        self._store.put(self._kind, number, body | {"state": "waiting", "next_at": now, "attempts": 0})
        self.ring()
        return True

    async def _send(self, client: httpx.AsyncClient, body: dict[str, Any], *, now: float) -> httpx.Response:
        raw, stamp = compact(body["message"]), int(now) - (_STALE_SECONDS if body["stale"] else 0)
        headers = {"content-type": "application/json", **self._key.headers(raw, timestamp=stamp, forged=body["forged"])}
        return await client.post(body["url"], content=raw, headers=headers)
