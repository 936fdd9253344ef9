"""A small synchronous client of the gateway, for the monolith: one call, one connection, faults as named errors."""

from __future__ import annotations

import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from motcua.gateway.protocol import messages
from motcua.gateway.protocol.identifiers import ClientId, ServiceId
from motcua.kernel.errors import NamedError


class GatewayUnreachable(NamedError):
    """The gateway process did not answer in time."""

    code = "exchange.unreachable"
    vi = "Trục liên thông dữ liệu chưa trả lời. Bạn có thể tự điền thông tin và tiếp tục."
    en = "The data exchange did not answer. You can fill in the details yourself and go on."
    status = 503


class ExchangeFault(NamedError):
    """The exchange refused or could not deliver; ``fault`` is its code and ``detail`` the id in the message log."""

    code = "exchange.fault"
    vi = "Trục liên thông dữ liệu không thực hiện được cuộc gọi ({fault}, mã tra cứu {detail})."
    en = "The data exchange could not carry out the call ({fault}, look-up id {detail})."
    status = 502


@dataclass(frozen=True, slots=True)
class Reply:
    """What the provider answered, with the exchange's own ids."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    message_id: str
    request_id: str
    request_hash: str

    def json(self) -> Any:
        """The body as JSON; ValueError when it is not."""
        return json.loads(self.body)


def service_target(service_id: ServiceId, *, path: str = "", query: Mapping[str, str] | None = None) -> str:
    """``/r1/…`` with each segment encoded on its own; ``path`` is literal text and is escaped here."""
    rest = quote(path if not path or path.startswith("/") else f"/{path}", safe="/-._~!$&'()*+,;=:@")
    return f"/r1/{service_id}{rest}" + (f"?{urlencode(query)}" if query else "")


def call(  # noqa: PLR0913 - every argument is a part of the message
    base_url: str,
    client_id: ClientId,
    service_id: ServiceId,
    path: str = "",
    query: Mapping[str, str] | None = None,
    *,
    method: str = "GET",
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    user_id: str | None = None,
    issue: str | None = None,
    message_id: str | None = None,
    timeout_s: float = 10.0,
) -> Reply:
    """Send one message and wait. GatewayUnreachable when no gateway answers; ExchangeFault when the error arose in the exchange.

    An error status of the provider itself is a Reply. ``user_id`` is ``VN`` + 12 digits, ``issue`` the dossier code.
    """
    optional = {messages.USER_ID: user_id, messages.ISSUE: issue, messages.MESSAGE_ID: message_id}
    sent = {messages.CLIENT: str(client_id), "Accept": "application/json", **(headers or {})}
    sent |= {name: value for name, value in optional.items() if value is not None}
    status, answered, content = _send(base_url, method, service_target(service_id, path=path, query=query), body, sent, timeout_s)
    fault = messages.find(answered, messages.ERROR)
    if fault is not None:
        raise ExchangeFault(fault=fault, detail=_detail(content), http_status=status)
    return Reply(
        status=status,
        headers=tuple(answered),
        body=content,
        message_id=messages.find(answered, messages.MESSAGE_ID) or "",
        request_id=messages.find(answered, messages.REQUEST_ID) or "",
        request_hash=messages.find(answered, messages.REQUEST_HASH) or "",
    )


def read_log(
    base_url: str, *, token: str, after: int = 0, limit: int = 500, shard: int = 0, timeout_s: float = 10.0
) -> dict[str, Any]:
    """One page of ``/_log``: ``batches`` of raw ``records`` (JSON texts) with their ``seal``, ``public_key`` (PEM) and ``last``.

    ``shard`` is one of those that ``health`` lists; numbers and keys are each shard's own.
    """
    target = f"/_log?{urlencode({'after': after, 'limit': limit, 'shard': shard})}"
    status, _, content = _send(base_url, "GET", target, None, {"Authorization": f"Bearer {token}"}, timeout_s)
    if status != 200:  # noqa: PLR2004
        raise GatewayUnreachable
    page: dict[str, Any] = json.loads(content)
    return page


def check(base_url: str, *, token: str, timeout_s: float = 15.0) -> dict[str, Any]:
    """What keeps adapters from working: ``adapters`` with ``service``, ``kind``, ``translator``, ``ok``, ``problems`` (``vi``, ``en``).

    ``config_error`` says why a new configuration is not in force, empty when it is.
    """
    status, _, content = _send(base_url, "GET", "/_check", None, {"Authorization": f"Bearer {token}"}, timeout_s)
    if status != 200:  # noqa: PLR2004
        raise GatewayUnreachable
    found: dict[str, Any] = json.loads(content)
    return found


def read_events(base_url: str, *, token: str, timeout_s: float = 3.0) -> dict[str, Any]:
    """What waits where in publish/subscribe: ``types`` and ``subscriptions`` (``waiting``, ``dead``) of all rooms.

    GatewayUnreachable when nobody answers, or no process owns the event store at present.
    """
    status, _, content = _send(base_url, "GET", "/_events", None, {"Authorization": f"Bearer {token}"}, timeout_s)
    if status != 200:  # noqa: PLR2004
        raise GatewayUnreachable
    found: dict[str, Any] = json.loads(content)
    return found


def health(base_url: str, *, timeout_s: float = 2.0) -> dict[str, Any]:
    """The answer of ``/readyz``; GatewayUnreachable when nobody listens."""
    status, _, content = _send(base_url, "GET", "/readyz", None, {}, timeout_s)
    return {"status": status, **json.loads(content)}


def _detail(content: bytes) -> str:
    try:
        return str(json.loads(content)["detail"])
    except (ValueError, KeyError, TypeError):
        return ""


def _send(
    base_url: str,
    method: str,
    target: str,
    body: bytes | None,
    headers: Mapping[str, str],
    timeout_s: float,
) -> tuple[int, list[tuple[str, str]], bytes]:
    url = urlsplit(base_url)
    kind = http.client.HTTPSConnection if url.scheme == "https" else http.client.HTTPConnection
    connection = kind(url.hostname or "127.0.0.1", url.port, timeout=timeout_s)
    try:
        connection.request(method, target, body=body, headers=dict(headers))
        response = connection.getresponse()
        return response.status, response.getheaders(), response.read()
    except (OSError, http.client.HTTPException):
        raise GatewayUnreachable from None
    finally:
        connection.close()
