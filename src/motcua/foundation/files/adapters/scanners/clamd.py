"""ClamAV's daemon, by its INSTREAM command: length-prefixed chunks in, one line out."""

from __future__ import annotations

import socket
from typing import BinaryIO

from motcua.foundation.files.contracts import ScannerUnavailable, Verdict

_CHUNK = 65_536
_SECONDS = 30.0


class ClamdScanner:
    """A clamd at ``(host, port)`` or at a socket path."""

    def __init__(self, address: tuple[str | None, int] | str) -> None:
        self._address = address

    def scan(self, *, content: BinaryIO) -> Verdict:
        """The daemon's verdict; any other answer than OK or FOUND means that the file was not checked."""
        content.seek(0)
        try:
            with self._connect() as line:
                line.sendall(b"zINSTREAM\0")
                while piece := content.read(_CHUNK):
                    line.sendall(len(piece).to_bytes(4, "big") + piece)
                line.sendall(bytes(4))
                answer = _answer(line)
        except OSError as error:
            raise ScannerUnavailable from error
        if answer.endswith(" FOUND"):
            return Verdict(threat=answer.removeprefix("stream: ").removesuffix(" FOUND"))
        if answer != "stream: OK":
            raise ScannerUnavailable
        return Verdict()

    def check(self) -> None:
        """Ask the daemon whether it lives; ``ScannerUnavailable`` when it does not."""
        try:
            with self._connect() as line:
                line.sendall(b"zPING\0")
                alive = _answer(line) == "PONG"
        except OSError as error:
            raise ScannerUnavailable from error
        if not alive:
            raise ScannerUnavailable

    def _connect(self) -> socket.socket:
        if isinstance(self._address, str):
            line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            line.settimeout(_SECONDS)
            line.connect(self._address)
            return line
        return socket.create_connection(self._address, timeout=_SECONDS)


def _answer(line: socket.socket) -> str:
    parts = []
    while piece := line.recv(4096):
        parts.append(piece)
        if piece.endswith(b"\0"):
            break
    return b"".join(parts).rstrip(b"\0").decode("utf-8", "replace").strip()
