"""A subscriber's server as an independent reader of our description would write it: http.server, and the signature by hand."""

from __future__ import annotations

import base64
import json
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec


class Receiver:
    """Keeps what it is sent; ``behave`` decides the status from the item and the attempt."""

    def __init__(self) -> None:
        self.items: list[dict[str, Any]] = []
        self.calls: list[tuple[dict[str, Any], int, dict[str, str], bytes]] = []
        self.behave: Callable[[dict[str, Any], int], int] = lambda item, attempt: 204
        self.fetched = 0
        self.lock = threading.Condition()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status = receiver.take(body, {k.lower(): v for k, v in self.headers.items()})
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def do_GET(self) -> None:
                receiver.fetched += 1
                self.send_response(200)
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"{}")

            def log_message(self, *args: object) -> None:
                return

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 128

        self.server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/events"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def take(self, body: bytes, headers: dict[str, str]) -> int:
        item = json.loads(body)
        attempt = int(headers["x-event-attempt"])
        status = self.behave(item, attempt)
        with self.lock:
            self.calls.append((item, status, headers, body))
            if 200 <= status < 300:
                self.items.append(item)
            self.lock.notify_all()
        return status

    def wait(self, enough: Callable[[], object], seconds: float = 15.0) -> None:
        until = time.monotonic() + seconds
        with self.lock:
            while not enough():
                left = until - time.monotonic()
                assert left > 0, f"waited in vain; {len(self.items)} events and {len(self.calls)} calls have come"
                self.lock.wait(left)

    def wait_for(self, count: int, seconds: float = 15.0) -> list[dict[str, Any]]:
        self.wait(lambda: len(self.items) >= count, seconds)
        return self.items

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


def genuine(public_pem: str, headers: dict[str, str], body: bytes) -> bool:
    """What docs/how-to/publish-and-subscribe.md tells subscribers to do, with nothing of ours."""
    key = serialization.load_pem_public_key(public_pem.encode())
    assert isinstance(key, ec.EllipticCurvePublicKey)
    signed = f"{headers['x-event-timestamp']}.{headers['x-event-id']}.".encode() + body
    try:
        key.verify(base64.b64decode(headers["x-event-signature"]), signed, ec.ECDSA(hashes.SHA256()))
    except Exception:
        return False
    return abs(time.time() - int(headers["x-event-timestamp"])) < 300
