"""How long a connection may take for what it is doing: at rest, within a head, and with one request behind the other."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from motcua.gateway.app.http import Request, Response
from motcua.gateway.app.server import Connection
from motcua.gateway.core.body import Spool
from motcua.gateway.protocol.config import Limits

GET = b"GET /x HTTP/1.1\r\nHost: g\r\n\r\n"
PUT = b"PUT /x HTTP/1.1\r\nHost: g\r\nContent-Length: 40000\r\n\r\n"


class Line(asyncio.Transport):
    """A transport that remembers what was written and whether it was cut."""

    def __init__(self) -> None:
        super().__init__()
        self.written, self.cut = b"", False

    def write(self, data: bytes | bytearray | memoryview[int]) -> None:
        self.written += bytes(data)

    def abort(self) -> None:
        self.cut = True

    close = abort

    def can_write_eof(self) -> bool:
        return False

    def get_write_buffer_size(self) -> int:
        return 0


class Host:
    closing = ending = False
    limits = Limits(header_s=2.0, idle_s=50.0, body_s=30.0, header_bytes=8192)

    def __init__(self, folder: Path) -> None:
        self.connections: set[Connection] = set()
        self.spool = Spool(folder, self.limits)

    async def handle(self, request: Request) -> Response:
        return Response(200, [("Asked", request.target)], b"seen")


async def _after(folder: Path, pieces: list[bytes], waits_s: float) -> Line:
    """The line after these pieces have come, each answered as far as it goes, and then nothing for so long."""
    line, connection = Line(), Connection(Host(folder))
    connection.connection_made(line)
    for piece in pieces:
        connection.data_received(piece)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
    connection.check(connection.since + waits_s)
    return line


@pytest.mark.parametrize(
    ("pieces", "answers", "waits_s", "cut"),
    [
        ([GET], 1, 49.0, False),
        ([GET], 1, 51.0, True),
        ([GET[:9], GET[9:]], 1, 49.0, False),
        ([GET, GET], 2, 49.0, False),
        ([PUT + b"a" * 40_000], 1, 49.0, False),
        ([PUT, b"a" * 40_000 + GET], 2, 49.0, False),
        ([PUT, b"a" * 40_000 + GET[:5]], 1, 3.0, True),
        ([GET[:9]], 0, 1.0, False),
        ([GET[:9]], 0, 3.0, True),
        ([GET, GET[:9]], 1, 3.0, True),
    ],
)
def test_a_connection_at_rest_waits_longer_than_a_head(
    tmp_path: Path, pieces: list[bytes], answers: int, waits_s: float, cut: bool
) -> None:
    line = asyncio.run(_after(tmp_path, pieces, waits_s))
    assert line.written.count(b"HTTP/1.1 200 ") == answers
    assert line.cut is cut


def test_a_head_without_end_is_refused(tmp_path: Path) -> None:
    line = asyncio.run(_after(tmp_path, [GET[:-2] + b"X: ", *[b"y" * 1000] * 9], 0.0))
    assert b"431" in line.written
