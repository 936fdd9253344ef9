"""A browser-like client that talks to an ASGI application inside this process, cookies kept, redirects shown."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

import httpx
from starlette.applications import Starlette

T = TypeVar("T")


class Wire:
    """Plain calls for plain tests; one event loop for the client and the application."""

    def __init__(self, app: Starlette) -> None:
        self._runner = asyncio.Runner()
        self.client = self._client = httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://testserver")

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Let the loop of both do something to its end."""
        return self._runner.run(work)

    def get(self, url: str, **more: Any) -> httpx.Response:
        """Ask for an address."""
        return self.run(self._client.get(url, **more))

    def post(self, url: str, **more: Any) -> httpx.Response:
        """Send to an address."""
        return self.run(self._client.post(url, **more))

    def delete(self, url: str) -> httpx.Response:
        """Remove what is at an address."""
        return self.run(self._client.delete(url))

    def close(self) -> None:
        """End the client, then the loop."""
        self.run(self._client.aclose())
        self._runner.close()
