"""A real NATS server with JetStream for the tests; Debian's package puts it on the machine (`make demo` looks for it)."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from pathlib import Path

from motcua.gateway.tests.conftest import free_port

_PLACES = ("/usr/sbin/nats-server", str(Path(__file__).parents[5] / ".cache" / "debian" / "usr" / "sbin" / "nats-server"))


def program() -> str | None:
    """Where the server lies, None when it is not installed."""
    return shutil.which("nats-server") or next((place for place in _PLACES if Path(place).exists()), None)


class Nats:
    """A server that can be killed and started again on its files."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.url = f"nats://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [str(program()), "-a", "127.0.0.1", "-p", str(self.port), "-js", "-sd", str(self.folder)]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(200):
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=1) as line:
                    if line.recv(4) == b"INFO":
                        return
            except OSError:
                time.sleep(0.05)
        raise AssertionError("the NATS server does not start")

    def stop(self, *, kill: bool = False) -> None:
        if self.process is not None:
            (self.process.kill if kill else self.process.terminate)()
            self.process.wait(10)
            self.process = None
