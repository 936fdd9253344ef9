"""HTTP/1.1 messages inside the process: header octets travel as latin-1 text, bodies as bytes."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from motcua.gateway.protocol.messages import Header

NO_BODY = frozenset({204, 304})


@dataclass(slots=True)
class Request:
    """One request as it came; ``address`` and ``certificate`` tell who sent it, ``received_ms`` when its head was complete."""

    method: str = ""
    target: str = ""
    headers: list[Header] = field(default_factory=list)
    body: bytes = b""
    keep_alive: bool = True
    address: str = ""
    certificate: str | None = None
    received_ms: int = 0


@dataclass(slots=True)
class Response:
    """One answer, ours or a provider's."""

    status: int
    headers: list[Header]
    body: bytes = b""
    reason: str = ""


def phrase(status: int) -> str:
    """The usual reason phrase, empty for an unknown status."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def json_response(value: Any, *, status: int = 200) -> Response:
    """An answer of the gateway itself."""
    body = json.dumps(value, ensure_ascii=False).encode()
    return Response(status, [("Content-Type", "application/json; charset=utf-8")], body, phrase(status))


def serialise(response: Response, *, method: str, close: bool) -> bytes:
    """The octets of an answer; its length is written here and nowhere else."""
    lines = [f"HTTP/1.1 {response.status} {response.reason}\r\n"]
    lines.extend(f"{name}: {value}\r\n" for name, value in response.headers)
    bodyless = method == "HEAD" or response.status in NO_BODY
    if not bodyless:
        lines.append(f"content-length: {len(response.body)}\r\n")
    if close:
        lines.append("connection: close\r\n")
    lines.append("\r\n")
    head = "".join(lines).encode("latin-1")
    return head if bodyless else head + response.body


def serialise_request(*, method: str, target: str, host: str, headers: list[Header], body: bytes) -> bytes:
    """The octets of a request to a provider."""
    lines = [f"{method} {target} HTTP/1.1\r\nhost: {host}\r\n"]
    lines.extend(f"{name}: {value}\r\n" for name, value in headers)
    if body or method in {"POST", "PUT", "PATCH"}:
        lines.append(f"content-length: {len(body)}\r\n")
    lines.append("\r\n")
    return "".join(lines).encode("latin-1") + body
