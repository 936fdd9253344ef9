"""Telling the partner what became of its orders."""

from __future__ import annotations

from typing import Any

import httpx

from motcua.simulator.peers.conf import Settings
from motcua.simulator.peers.platform.orders import TELLING
from motcua.simulator.peers.store import Store
from motcua.simulator.peers.telling import Client, Outbound


class PlatformNotifier(Outbound):
    """Delivers what the orders lined up; the message carries its own authentication code."""

    def __init__(self, *, store: Store, settings: Settings, client: Client | None = None) -> None:
        super().__init__(store=store, kind=TELLING, client=client)
        self._settings = settings

    async def _send(self, client: httpx.AsyncClient, body: dict[str, Any], *, now: float) -> httpx.Response:
        return await client.post(self._settings.platform_notify_url, json=body["message"])
