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
        return self._runner.run(work)

    def get(self, url: str, **more: Any) -> httpx.Response:
        return self.run(self._client.get(url, **more))

    def post(self, url: str, **more: Any) -> httpx.Response:
        return self.run(self._client.post(url, **more))

    def delete(self, url: str) -> httpx.Response:
        return self.run(self._client.delete(url))

    def close(self) -> None:
        self.run(self._client.aclose())
        self._runner.close()
