"""Heads, headers and hashes of messages (PR-REST §4.3; the byte form is that of X-Road's RestRequest and RestResponse)."""

from __future__ import annotations

import hashlib
from binascii import b2a_base64
from collections.abc import Iterable

Header = tuple[str, str]

CLIENT = "X-Road-Client"
SERVICE = "X-Road-Service"
MESSAGE_ID = "X-Road-Id"
REQUEST_ID = "x-road-request-id"
REQUEST_HASH = "X-Road-Request-Hash"
USER_ID = "X-Road-UserId"
ISSUE = "X-Road-Issue"
REPRESENTED = "X-Road-Represented-Party"
SECURITY_SERVER = "X-Road-Security-Server"
ERROR = "X-Road-Error"
LGSP_HEADER = "lgspaccesstoken"
GOVSTACK = ("Information-Mediator-", "X-GovStack-")  # how building blocks spell what X-Road begins with "X-Road-"
_FAMILIES = tuple(prefix.lower() for prefix in ("X-Road-", *GOVSTACK))

VERBS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE"})
NEVER_FORWARDED = frozenset(
    {"connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection", "te", "trailer", "upgrade"}
    | {"transfer-encoding", "host", "user-agent", "server", "content-length", "expect"},
)


def _in_every_family(*names: str) -> frozenset[str]:
    """X-Road headers in lower case, with their GovStack spellings."""
    return frozenset(family + name.lower().removeprefix("x-road-") for name in names for family in _FAMILIES)


_SINGLE = _in_every_family(CLIENT, MESSAGE_ID, USER_ID, ISSUE, REPRESENTED, SECURITY_SERVER)
_NO_REQUEST = NEVER_FORWARDED | _in_every_family(REQUEST_ID, REQUEST_HASH) | {LGSP_HEADER}
_NO_RESPONSE = NEVER_FORWARDED | _in_every_family(CLIENT, SERVICE, MESSAGE_ID, REQUEST_ID, REQUEST_HASH, ERROR)


def _nominated(headers: Iterable[Header]) -> set[str]:
    """Names that ``Connection`` declares hop-by-hop (RFC 9110 §7.6.1); headers of the exchange cannot be dropped that way."""
    names = {token.strip().lower() for name, value in headers if name.lower() == "connection" for token in value.split(",")}
    return {name for name in names if not name.startswith(_FAMILIES)}


def _alike(low: str) -> bool:
    """Whether a provider that turns ``_`` into ``-`` could take the name for one of the exchange."""
    return "_" in low and low.replace("_", "-").startswith(_FAMILIES)


def kept_request_headers(headers: list[Header]) -> list[Header]:
    """The headers that travel on: hop-by-hop ones, the gateway's own and look-alikes (``X_Road_Client``) are dropped.

    Of a repeated X-Road header the last one wins and only that one is forwarded, so that gateway and provider read the same caller.
    ``lgspaccesstoken`` is a credential toward the gateway and never travels.
    """
    lows = [name.lower() for name, _ in headers]
    drop = _NO_REQUEST | _nominated(headers) if "connection" in lows else _NO_REQUEST
    if len(set(lows)) == len(lows):  # the usual case, at a third of the price
        return [headers[place] for place, low in enumerate(lows) if low not in drop and not _alike(low)]
    last = {low: place for place, low in enumerate(lows)}
    kept: list[Header] = []
    for place, low in enumerate(lows):
        if low in drop or (low in _SINGLE and last[low] != place):
            continue
        if not _alike(low):
            kept.append(headers[place])
    return kept


def kept_response_headers(headers: list[Header]) -> list[Header]:
    """The provider's headers without hop-by-hop ones and without the X-Road ones, which the gateway writes itself."""
    lows = [name.lower() for name, _ in headers]
    drop = _NO_RESPONSE | _nominated(headers) if "connection" in lows else _NO_RESPONSE
    return [header for header, low in zip(headers, lows, strict=True) if low not in drop]


def find(headers: Iterable[Header], name: str) -> str | None:
    """The last value of a header, or None."""
    low, size, found = name.lower(), len(name), None
    for key, value in headers:
        if len(key) == size and key.lower() == low:
            found = value
    return found


def values(headers: Iterable[Header]) -> dict[str, str]:
    """The last value of every header by its name in lower case: for whoever asks for several."""
    return {name.lower(): value for name, value in headers}


def _lines(first: str, second: str, headers: Iterable[Header]) -> str:
    return "".join([f"{first}\r\n{second}\r\n", *[f"{n}:{v}\r\n" for n, v in headers]])


def request_head(*, method: str, target: str, headers: Iterable[Header]) -> bytes:
    """The bytes of a request that are hashed: verb, path with query, and every kept header in order."""
    # Header octets travel as latin-1 inside the process and come out as the octets that were received.
    return _lines(method, target, headers).encode("latin-1")


def response_head(*, status: int, reason: str, headers: Iterable[Header]) -> bytes:
    """The bytes of a response that are logged."""
    return _lines(str(status), reason, headers).encode("latin-1")


def response_lines(*, status: int, reason: str, headers: Iterable[Header]) -> str:
    """``response_head`` as text of one character an octet, as the log keeps it."""
    return _lines(str(status), reason, headers)


def request_hash(head: bytes, body_digest: bytes | None) -> str:
    """base64(SHA512(SHA512(head) ‖ SHA512(body))), or base64(SHA512(head)) without a body; the body comes as its digest."""
    digest = hashlib.sha512(head).digest()
    if body_digest is not None:
        digest = hashlib.sha512(digest + body_digest).digest()
    return b2a_base64(digest, newline=False).decode("ascii")


def body_digest(body: bytes) -> bytes | None:
    """SHA-512 of a body, None when there is none."""
    return hashlib.sha512(body).digest() if body else None
