"""HTTP/1.1 messages inside the process: header octets travel as latin-1 text, bodies as ``Body``."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

import msgspec

from motcua.gateway.core.body import NOTHING, Body
from motcua.gateway.protocol.messages import Header

NO_BODY = frozenset({204, 304})
WITH_BODY = frozenset({"POST", "PUT", "PATCH"})
_PHRASES = {status.value: status.phrase for status in HTTPStatus}


class Request(msgspec.Struct, gc=True):
    """One request as it came; ``address`` and ``certificate`` tell who sent it, ``received_ms`` when its head was complete."""

    method: str = ""
    target: str = ""
    headers: list[Header] = []
    body: Body = NOTHING
    keep_alive: bool = True
    address: str = ""
    certificate: str | None = None
    received_ms: int = 0


class Response:
    """One answer, ours or a provider's."""

    __slots__ = ("body", "headers", "reason", "status")

    def __init__(self, status: int, headers: list[Header], body: Body | bytes = b"", reason: str = "") -> None:
        self.status, self.headers, self.reason = status, headers, reason
        self.body = Body.of(body)


def phrase(status: int) -> str:
    """The usual reason phrase, empty for an unknown status."""
    return _PHRASES.get(status, "")


def json_response(value: Any, *, status: int = 200) -> Response:
    """An answer of the gateway itself."""
    body = json.dumps(value, ensure_ascii=False).encode()
    return Response(status, [("Content-Type", "application/json; charset=utf-8")], body, phrase(status))


def has_body(response: Response, *, method: str) -> bool:
    """Whether octets follow the head of this answer to a request of this method (RFC 9110 §6.4.1)."""
    return method != "HEAD" and response.status not in NO_BODY


def response_head(response: Response, *, method: str, close: bool) -> bytes:
    """The head of an answer; its length is written here and nowhere else."""
    lines = [f"HTTP/1.1 {response.status} {response.reason}\r\n"]
    lines += [f"{name}: {value}\r\n" for name, value in response.headers]
    if has_body(response, method=method):
        lines.append(f"content-length: {len(response.body)}\r\n")
    lines.append("connection: close\r\n\r\n" if close else "\r\n")
    return "".join(lines).encode("latin-1")


def request_head(*, method: str, target: str, host: str, headers: list[Header], length: int) -> bytes:
    """The head of a request to a provider."""
    lines = [f"{method} {target} HTTP/1.1\r\nhost: {host}\r\n"]
    lines += [f"{name}: {value}\r\n" for name, value in headers]
    lines.append(f"content-length: {length}\r\n\r\n" if length or method in WITH_BODY else "\r\n")
    return "".join(lines).encode("latin-1")
