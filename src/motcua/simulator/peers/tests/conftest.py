"""A set of peers in a temporary folder, and a city that hears the bank."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from motcua.simulator.peers.conf import Settings
from motcua.simulator.peers.factory import build
from motcua.simulator.peers.wire import Wire

NOTIFY_URL = "http://city.test/api/v1/payments/notifications"


@dataclass
class City:
    """Receives notifications; ``answers`` are the statuses it gives, 200 when they are used up."""

    heard: list[httpx.Request] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)

    def hear(self, request: httpx.Request) -> httpx.Response:
        self.heard.append(request)
        return httpx.Response(self.answers.pop(0) if self.answers else 200)

    def client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=httpx.MockTransport(self.hear))


@pytest.fixture
def city() -> City:
    return City()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "peers", base_url="http://testserver", notify_url=NOTIFY_URL)


@pytest.fixture
def app(settings: Settings, city: City) -> Starlette:
    return build(settings, client=city.client)


@pytest.fixture
def peers(app: Starlette) -> Iterator[Wire]:
    """A browser-like client; the notification loop does not run, tests deliver by hand."""
    client = Wire(app)
    yield client
    client.close()
    app.state.store.close()


@pytest.fixture
def deliver(app: Starlette, peers: Wire) -> Callable[[float], int]:
    def now(at: float) -> int:
        return peers.run(app.state.notifier.deliver_due(now=at))

    return now


@pytest.fixture
def fault(peers: Wire) -> Callable[..., None]:
    def switch(peer: str, kind: str, **more: Any) -> None:
        assert peers.post("/control", json={"peer": peer, "fault": kind, **more}).status_code == 200

    return switch
