"""A provider that a test directs while it runs, and counts what reached it."""

from __future__ import annotations

import json
import threading
import time
from http.server import BaseHTTPRequestHandler
from typing import Any

from .conftest import Crowd


class Scripted:
    """``status``, ``body``, ``kind`` and ``headers`` of the next answers; ``hold`` keeps them back; ``seen`` has what came."""

    def __init__(self) -> None:
        self.status, self.kind = 200, "application/json"
        self.body: bytes = b"{}"
        self.headers: dict[str, str] = {}
        self.seen: list[dict[str, Any]] = []
        self.free = threading.Event()
        self.free.set()
        self.inside = self.most = 0
        lock = threading.Lock()
        script = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_GET(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                with lock:
                    script.inside += 1
                    script.most = max(script.most, script.inside)
                    script.seen.append({"path": self.path, "headers": {k.lower(): v for k, v in self.headers.items()}})
                script.free.wait(10)
                with lock:
                    script.inside -= 1
                if script.status == 0:
                    self.close_connection = True
                    return
                self.send_response(script.status)
                for name, value in {"Content-Type": script.kind, **script.headers, "Content-Length": str(len(script.body))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(script.body)

            do_POST = do_GET  # noqa: N815

            def log_message(self, *args: object) -> None:
                return

        self.server = Crowd(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/api"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def say(self, value: Any, *, status: int = 200, kind: str = "application/json", **headers: str) -> None:
        self.status, self.kind = status, kind
        self.body = value if isinstance(value, bytes) else json.dumps(value).encode()
        self.headers = {name.replace("_", "-"): text for name, text in headers.items()}

    def hold(self) -> None:
        self.free.clear()

    def wait_for(self, inside: int) -> None:
        """Until so many calls are being answered."""
        until = time.monotonic() + 8
        while self.inside < inside:
            assert time.monotonic() < until, f"{self.inside} calls came"
            time.sleep(0.005)

    def close(self) -> None:
        self.free.set()
        self.server.shutdown()
        self.server.server_close()
