"""Raw octets on the wire, for what no polite client would send."""

from __future__ import annotations

import http.client
import socket
from urllib.parse import urlsplit

Answer = tuple[int, list[tuple[str, str]], bytes]


def send(url: str, method: str, target: str, headers: list[tuple[str, str]], body: bytes = b"") -> Answer:
    """A request whose headers may repeat and whose target is sent as it is."""
    lines = [f"{method} {target} HTTP/1.1", "Host: gateway", *(f"{n}: {v}" for n, v in headers)]
    if body:
        lines.append(f"Content-Length: {len(body)}")
    return raw(url, "\r\n".join([*lines, "", ""]).encode("latin-1") + body, method)


def raw(url: str, data: bytes, method: str = "GET") -> Answer:
    parts = urlsplit(url)
    with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=8) as s:
        s.sendall(data)
        response = http.client.HTTPResponse(s, method=method)
        response.begin()
        return response.status, response.getheaders(), response.read()
