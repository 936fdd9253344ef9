"""Live events of the board: a small process of its own that holds many quiet connections and knows nothing by itself.

What a listener gets is what the page ``/dieu-hanh/o/`` answers to the listener's own cookie, asked inside this process: one rule
of who may watch, asked again at every push, so that a sign-out or a lost position ends the stream.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from http import HTTPStatus
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.config.settings.demo")

import anyio.to_thread
import psycopg
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from motcua.operations.ioc import conf

log = logging.getLogger("motcua.ioc.live")
CHANNEL = "motcua_live"
TILES = "/dieu-hanh/o/"
_PAGES = frozenset({"man-hinh", "luong"})
_RECONNECT_SECONDS = 1.0
_PARALLEL = 4  # renderings at once; each thread holds a database connection

_django = get_wsgi_application()


class Bell:
    """Rings for all listeners at once."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def ring(self) -> None:
        """Wake everybody who waits now."""
        self._event.set()
        self._event = asyncio.Event()

    async def heard(self, *, seconds: float) -> bool:
        """Wait for a ring, at most ``seconds``; whether it rang."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._event.wait(), seconds)
            return True
        return False


async def stream(request: Request) -> Response:
    """The stream of one board: ``board`` with new tiles, ``beat`` while nothing changes, ``out`` when the listener may no longer watch."""
    home = _home()
    origin = request.headers.get("origin")
    if origin not in {None, home}:
        return PlainTextResponse("another site", status_code=HTTPStatus.FORBIDDEN)
    status, _ = await _tiles(request)
    if status != HTTPStatus.OK:
        return PlainTextResponse("sign in", status_code=HTTPStatus.UNAUTHORIZED, headers=_headers(home))
    if request.app.state.streams >= conf.MAX_STREAMS:
        return PlainTextResponse("too many boards", status_code=HTTPStatus.SERVICE_UNAVAILABLE, headers={"retry-after": "30"})
    return StreamingResponse(_events(request), media_type="text/event-stream", headers=_headers(home))


async def healthz(request: Request) -> Response:
    """The process answers."""
    return PlainTextResponse("ok")


async def _events(request: Request) -> AsyncIterator[str]:
    bell: Bell = request.app.state.bell
    known = request.headers.get("last-event-id", "")
    request.app.state.streams += 1
    try:
        yield "retry: 2000\n\n"
        while True:
            ring = asyncio.ensure_future(bell.heard(seconds=conf.BEAT_SECONDS))
            status, html = await _tiles(request)
            if status != HTTPStatus.OK:
                ring.cancel()
                yield "event: out\ndata: \n\n"
                return
            digest = hashlib.sha256(html.encode()).hexdigest()[:16]
            yield _event("board", digest, html) if digest != known else _event("beat", digest, "")
            known = digest
            await ring
    finally:
        request.app.state.streams -= 1


def _event(name: str, ident: str, data: str) -> str:
    lines = "".join(f"data: {line}\n" for line in data.splitlines()) or "data: \n"
    return f"event: {name}\nid: {ident}\n{lines}\n"


async def _tiles(request: Request) -> tuple[int, str]:
    limiter = request.app.state.limiter
    return await anyio.to_thread.run_sync(_ask_django, _environ(request), limiter=limiter)


def _ask_django(environ: dict[str, Any]) -> tuple[int, str]:
    response: Any = _django(environ, _started)
    try:
        return int(response.status_code), b"".join(response).decode()
    finally:
        response.close()


def _started(status: str, headers: list[tuple[str, str]], failure: Any = None) -> Any:
    """WSGI's start_response; the response object says the same."""


def _environ(request: Request) -> dict[str, Any]:
    home = urlsplit(_home())
    secure = home.scheme == "https"
    return {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": TILES,
        "QUERY_STRING": f"trang={asked}" if (asked := request.query_params.get("trang")) in _PAGES else "",
        "SERVER_NAME": home.hostname or "127.0.0.1",
        "SERVER_PORT": str(home.port or (443 if secure else 80)),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": home.netloc,
        "HTTP_COOKIE": request.headers.get("cookie", ""),
        "HTTP_ACCEPT_LANGUAGE": request.headers.get("accept-language", ""),
        "HTTP_X_FORWARDED_PROTO": home.scheme,
        "HTTP_X_FORWARDED_FOR": ",".join(request.headers.getlist("x-forwarded-for")),
        "REMOTE_ADDR": request.client.host if request.client else "",
        "wsgi.url_scheme": home.scheme,
        "wsgi.input": BytesIO(),
        "wsgi.errors": BytesIO(),
        "wsgi.version": (1, 0),
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }


def _headers(home: str) -> dict[str, str]:
    return {
        "access-control-allow-origin": home,
        "access-control-allow-credentials": "true",
        "cache-control": "no-store",
        "vary": "Origin, Cookie",
        "x-accel-buffering": "no",
        "x-content-type-options": "nosniff",
    }


def _home() -> str:
    parts = urlsplit(settings.MOTCUA_BASE_URL)
    return f"{parts.scheme}://{parts.netloc}"


async def _listen(bell: Bell) -> None:
    """Hear of new snapshots; a lost connection is made again, and rings once, since something may have been missed."""
    database = settings.DATABASES["default"]
    place = {"host": database["HOST"], "port": database["PORT"], "user": database["USER"], "password": database["PASSWORD"]}
    while True:
        try:
            async with await psycopg.AsyncConnection.connect(**place, dbname=database["NAME"], autocommit=True) as connection:
                await connection.execute(f"LISTEN {CHANNEL}")
                bell.ring()
                async for _ in connection.notifies():
                    bell.ring()
        except psycopg.Error as error:
            log.warning("no live events from the database: %s", error)
        await asyncio.sleep(_RECONNECT_SECONDS)


@asynccontextmanager
async def _life(app: Starlette) -> AsyncIterator[None]:
    app.state.bell = Bell()
    app.state.streams = 0
    app.state.limiter = anyio.CapacityLimiter(_PARALLEL)
    listener = asyncio.create_task(_listen(app.state.bell))
    try:
        yield
    finally:
        listener.cancel()
        with suppress(asyncio.CancelledError):
            await listener


app = Starlette(routes=[Route("/healthz", healthz), Route("/dieu-hanh/luong/", stream)], lifespan=_life)
