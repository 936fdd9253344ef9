"""Sending a message to a subscriber: one request to a checked address, no redirects, little time, little answer."""

from __future__ import annotations

import time
from collections.abc import Mapping
from functools import partial

from motcua.channels.developers import conf, rules
from motcua.channels.developers.contracts import AddressRefused, Sent
from motcua.kit import outward

_MOST_ANSWER = 16 * 1024


def check(url: str, *, demo: bool) -> str:
    """The address that a webhook URL leads to now. ``AddressRefused`` for what is not public (outside of demo) or not https."""
    host, port = rules.host_and_port(url, plain=demo)
    return rules.public_only(outward.resolved(host, port), private=demo)


def post(*, url: str, body: bytes, headers: Mapping[str, str], demo: bool) -> Sent:
    """Send; what goes wrong is in the answer."""
    begun = time.monotonic()
    look_up = partial(check, url, demo=demo)
    try:
        heard = outward.ask(
            "POST", url, check=look_up, seconds=conf.WEBHOOK_SECONDS, most=_MOST_ANSWER, headers=headers, content=body
        )
    except AddressRefused as refused:
        return Sent(status=None, error=refused.sentence("en")[:300], took_ms=_since(begun))
    return Sent(status=heard.status, error=heard.error[:300], took_ms=_since(begun))


def _since(begun: float) -> int:
    return int((time.monotonic() - begun) * 1000)
