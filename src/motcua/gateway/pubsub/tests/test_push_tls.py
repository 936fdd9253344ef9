"""Whether a subscriber's certificate is checked is decided by what the configuration says at the moment of the delivery."""

from __future__ import annotations

import asyncio
import ssl
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from motcua.gateway.protocol.config import PubSub
from motcua.gateway.pubsub.push import Pusher, PushHost, Target
from motcua.gateway.pubsub.state import Subscription, Topic
from motcua.gateway.pubsub.wire import Found
from motcua.gateway.tests.test_tls import certificate


async def _statuses(folder: Path) -> list[int]:
    """What a delivery to a subscriber with an unknown certificate comes to while it is not checked, and from the moment it is."""
    cert, key, _ = certificate(folder, "localhost")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)

    async def served(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while await reader.readuntil(b"{}"):
                writer.write(b"HTTP/1.1 204 No Content\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(served, "127.0.0.1", 0, ssl=context)
    port = server.sockets[0].getsockname()[1]
    signer = SimpleNamespace(headers=lambda *_, **__: [])
    host = cast("PushHost", SimpleNamespace(networks=(), signer=signer))
    sub: Any = cast("Subscription", SimpleNamespace(about=SimpleNamespace(number=1), floor=0, again=()))
    topic: Any = cast("Topic", SimpleNamespace(base=0))
    pusher, event = Pusher(host, sub, topic), cast("Found", SimpleNamespace(item=b"{}"))
    found = []
    for verify in (False, True):
        target = Target(("https", "127.0.0.1", port), f"127.0.0.1:{port}", "/", verify)
        found.append(await pusher._send(target, event, 1, PubSub(timeout_s=5)))
    await pusher.stop()
    server.close()
    await asyncio.sleep(0.05)
    return found


def test_a_certificate_is_checked_from_the_moment_it_is_asked_for(tmp_path: Path) -> None:
    assert asyncio.run(_statuses(tmp_path)) == [204, 0]
