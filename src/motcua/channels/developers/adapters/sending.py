"""Sending a message to a subscriber: one request to a checked address, no redirects, little time, little answer."""

from __future__ import annotations

import socket
import time
from collections.abc import Mapping
from urllib.parse import urlsplit, urlunsplit

import httpx

from motcua.channels.developers import conf, rules
from motcua.channels.developers.contracts import AddressRefused, Sent

_MOST_ANSWER = 16 * 1024


def check(url: str, *, demo: bool) -> str:
    """The address that a webhook URL leads to now. ``AddressRefused`` for what is not public (outside of demo) or not https."""
    host, port = rules.host_and_port(url, plain=demo)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError:
        found = []
    return rules.public_only(list(dict.fromkeys(str(entry[4][0]) for entry in found)), private=demo)


def post(*, url: str, body: bytes, headers: Mapping[str, str], demo: bool) -> Sent:
    """Send; what goes wrong is in the answer. The address that was checked is the one connected to (no second look-up of the name)."""
    begun = time.monotonic()
    try:
        address = check(url, demo=demo)
        parts = urlsplit(url)
        place = f"[{address}]" if ":" in address else address
        target = urlunsplit(parts._replace(netloc=f"{place}:{parts.port}" if parts.port else place))
        with (
            httpx.Client(timeout=conf.WEBHOOK_SECONDS, follow_redirects=False, trust_env=False) as client,
            client.stream(
                "POST", target, content=body, headers={**headers, "Host": parts.netloc},
                extensions={"sni_hostname": parts.hostname},
            ) as answer,
        ):  # fmt: skip
            read = 0
            for chunk in answer.iter_raw():
                read += len(chunk)
                if read > _MOST_ANSWER or time.monotonic() - begun > conf.WEBHOOK_SECONDS:
                    break
            return Sent(status=answer.status_code, error="", took_ms=_since(begun))
    except AddressRefused as refused:
        return Sent(status=None, error=refused.sentence("en")[:300], took_ms=_since(begun))
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as failed:
        return Sent(status=None, error=f"{type(failed).__name__}: {failed}"[:300], took_ms=_since(begun))


def _since(begun: float) -> int:
    return int((time.monotonic() - begun) * 1000)
