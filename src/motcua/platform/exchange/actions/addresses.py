"""Asking an address that was typed, before anything depends on it; only where providers may live."""

from __future__ import annotations

import time

from motcua.kernel.actors import Actor
from motcua.kernel.policy import require
from motcua.platform.exchange import policies
from motcua.platform.exchange.adapters import gateway
from motcua.platform.exchange.contracts import DescriptionRefused
from motcua.platform.exchange.contracts.trying import Tried, Trouble

_OK = 200
_LARGEST = 1_000_000


def is_address(*, url: str) -> bool:
    """Whether it is an HTTP address of one machine, without more in it."""
    return gateway.is_address(url)


def try_address(*, url: str, actor: Actor) -> Tried:
    """Ask an address once, from this machine, and say what came of it; nothing is kept. Any status is an answer. Raises Forbidden."""
    require(policies.can_manage(actor))
    if not gateway.is_address(url):
        return Tried(url=url, status=None, took_ms=0, trouble=Trouble.NO_ADDRESS)
    began = time.monotonic()
    heard, place = gateway.reach(url)
    took_ms = round((time.monotonic() - began) * 1000)
    if heard is None:
        trouble = Trouble.NOT_ALLOWED if place else Trouble.NO_NAME
    elif heard.status is None:
        trouble = Trouble.NO_TRUST if "CERTIFICATE" in heard.error.upper() else Trouble.NO_ANSWER
    else:
        trouble = Trouble.NONE
    return Tried(url=url, status=heard.status if heard else None, took_ms=took_ms, trouble=trouble, place=place)


def fetch_text(*, url: str, service: str, actor: Actor) -> str:
    """The OpenAPI text at an address, fetched from this machine and without credentials. Raises Forbidden, DescriptionRefused."""
    require(policies.can_manage(actor))
    heard, _place = gateway.reach(url, seconds=5.0, most=_LARGEST) if gateway.is_address(url) else (None, "")
    if heard is None or heard.status is None:
        raise DescriptionRefused(service=service, why=url)
    if heard.status != _OK or not heard.body:
        raise DescriptionRefused(service=service, why=f"{url}: HTTP {heard.status}")
    return heard.body.decode(errors="replace")
