"""For tests: a client with its token, and a receiver that keeps what it is sent."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from uuid import UUID

from motcua.channels.developers import api
from motcua.kernel.actors import Actor


def make_machine(
    admin: Actor, *, scopes: Sequence[str], now: datetime, units: Sequence[str] = (), per_minute: int = 6000
) -> tuple[UUID, str]:
    """A client and a token of it."""
    made = api.create_client(
        name="Thử", contact="thu@example.vn", scopes=scopes, unit_codes=units, per_minute=per_minute, actor=admin, now=now
    )
    given = api.issue_token(client_id=str(made.id), secret=made.secret, grant_type="client_credentials", scopes=(), now=now)
    return made.id, given.access_token


@dataclass
class Receiver:
    """What came, and what is answered."""

    url: str
    status: int = 200
    came: list[tuple[dict[str, str], bytes]] = field(default_factory=list)


@contextmanager
def receiver() -> Iterator[Receiver]:
    """A subscriber's server on this machine."""
    got = Receiver(url="")

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            got.came.append(({k.lower(): v for k, v in self.headers.items()}, body))
            self.send_response(got.status)
            self.send_header("Location", "http://127.0.0.1:1/")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    got.url = f"http://127.0.0.1:{server.server_port}/nghe"
    try:
        yield got
    finally:
        server.shutdown()
        server.server_close()
