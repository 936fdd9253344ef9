"""Programs that pass requests on to the provider: the gateway's own listener and client without the exchange, aiohttp, httpx, nginx."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import uvloop
from _common import ROOT
from _exchange_wire import free_port, running

_NGINX = (ROOT / ".cache" / "debian" / "usr" / "sbin" / "nginx", Path("/usr/sbin/nginx"))  # put there by `make peers`, or by the system
_POOL = 64
_HOPS = {"connection", "transfer-encoding", "content-length", "host", "content-encoding", "keep-alive"}


async def own(port: int, provider: int) -> None:
    """The gateway's listener and client of providers with nothing between them but the rules for hop-by-hop headers.

    Several of them may listen on the port, as the workers of a gateway do.
    """
    from motcua.gateway.app.http import Request, Response
    from motcua.gateway.app.server import Connection
    from motcua.gateway.app.upstream import Pools
    from motcua.gateway.core.body import Spool
    from motcua.gateway.protocol.config import Limits
    from motcua.gateway.protocol.messages import kept_request_headers, kept_response_headers

    class Forwarder:
        limits, closing, ending = Limits(), False, False

        def __init__(self, folder: str) -> None:
            self.connections: set[Connection] = set()
            self.spool = Spool(Path(folder), self.limits)
            self.pool = Pools(size=_POOL, connect_s=5, spool=self.spool, networks=("127.0.0.0/8",)).get(
                ("http", "127.0.0.1", provider), verify_tls=True
            )

        async def handle(self, request: Request) -> Response:
            response = await self.pool.send(
                method=request.method,
                target=request.target,
                host="p",
                headers=kept_request_headers(request.headers),
                body=request.body,
                limit=self.limits.body_bytes,
                timeout_s=30.0,
            )
            response.headers = kept_response_headers(response.headers)
            return response

    with TemporaryDirectory() as folder:
        forwarder = Forwarder(folder)
        make = asyncio.get_running_loop().create_server
        server = await make(lambda: Connection(forwarder), "127.0.0.1", port, backlog=512, reuse_port=True)
        await server.serve_forever()


async def aiohttp_proxy(port: int, provider: int) -> None:
    """The usual proxy on aiohttp: its server, its client, its pool."""
    from aiohttp import ClientSession, TCPConnector, web

    async def handle(request: web.Request) -> web.Response:
        async with session.request(
            request.method, f"{base}{request.rel_url}", headers=_kept(request.headers), data=await request.read() or None
        ) as answer:
            return web.Response(status=answer.status, headers=_kept(answer.headers), body=await answer.read())

    base = f"http://127.0.0.1:{provider}"
    application = web.Application()
    application.router.add_route("*", "/{tail:.*}", handle)
    async with ClientSession(connector=TCPConnector(limit=_POOL), auto_decompress=False) as session:
        runner = web.AppRunner(application, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        await asyncio.Event().wait()


async def httpx_proxy(port: int, provider: int) -> None:
    """The same server with httpx as the client."""
    import httpx
    from aiohttp import web

    async def handle(request: web.Request) -> web.Response:
        answer = await client.request(
            request.method, f"{base}{request.rel_url}", headers=_kept(request.headers), content=await request.read() or None
        )
        return web.Response(status=answer.status_code, headers=_kept(answer.headers), body=answer.content)

    base = f"http://127.0.0.1:{provider}"
    application = web.Application()
    application.router.add_route("*", "/{tail:.*}", handle)
    async with httpx.AsyncClient(limits=httpx.Limits(max_connections=_POOL, max_keepalive_connections=_POOL), timeout=30) as client:
        runner = web.AppRunner(application, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        await asyncio.Event().wait()


def _kept(headers: object) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name.lower() not in _HOPS}  # type: ignore[attr-defined]


KINDS = {"own": own, "aiohttp": aiohttp_proxy, "httpx": httpx_proxy}


@contextlib.contextmanager
def proxy(kind: str, provider: int, *, processes: int = 1) -> Iterator[tuple[int, int]]:
    """One of ``KINDS`` as a process of its own, ``own`` as several on one port; gives the port and the first one's id."""
    port = free_port()
    with contextlib.ExitStack() as stack:
        command = [sys.executable, __file__, kind, str(port), str(provider)]
        first, *_ = [stack.enter_context(running(command, port)) for _ in range(processes)]
        yield port, first


@contextlib.contextmanager
def nginx(folder: Path, provider: int) -> Iterator[tuple[int, int] | None]:
    """A reverse proxy on nginx with one worker, kept connections and its usual access log; None where it is not installed."""
    program = shutil.which("nginx") or next((str(p) for p in _NGINX if p.exists()), None)
    if program is None:
        yield None
        return
    port, path = free_port(), folder / "nginx.conf"
    path.write_text(
        f"""daemon off; master_process off; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{ access_log {folder}/access.log; upstream p {{ server 127.0.0.1:{provider}; keepalive {_POOL}; }}
client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;
uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
server {{ listen 127.0.0.1:{port}; keepalive_requests 100000000;
location / {{ proxy_pass http://p; proxy_http_version 1.1; proxy_set_header Connection ""; }} }} }}"""
    )
    with running([program, "-c", path, "-p", folder], port) as pid:
        yield port, pid


if __name__ == "__main__":
    uvloop.run(KINDS[sys.argv[1]](int(sys.argv[2]), int(sys.argv[3])))
