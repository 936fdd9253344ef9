"""Opening an application's addresses: one request to a checked address, no redirects, little time, little answer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial
from typing import Any
from urllib.parse import urlencode

import httpx

from motcua.kit import outward
from motcua.platform.signon import conf, rules
from motcua.platform.signon.contracts import AddressRefused

_MOST = 64 * 1024


def check(url: str, *, demo: bool) -> str:
    """The network address that a URL leads to now. ``AddressRefused`` for what is not public (outside of demo) or not https."""
    host, port = rules.host_and_port(url, plain=demo)
    return rules.public_only(outward.resolved(host, port), private=demo)


def fetch_keys(url: str, *, demo: bool) -> Any:
    """The JSON of a key set; ``AddressRefused`` when the address may not be opened, None when it does not answer with JSON."""
    heard = _open("GET", url, demo=demo, headers={"Accept": "application/json"})
    try:
        return json.loads(heard.body) if heard.status == httpx.codes.OK else None
    except (ValueError, RecursionError):
        return None


def tell(url: str, *, form: Mapping[str, str], demo: bool) -> tuple[int | None, str]:
    """Send a form; the status of the answer, or None with what went wrong."""
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Cache-Control": "no-store"}
    try:
        heard = _open("POST", url, demo=demo, headers=headers, content=urlencode(form).encode())
    except AddressRefused as refused:
        return None, refused.sentence("en")[:200]
    return heard.status, "" if heard.status else "no answer"


def _open(method: str, url: str, *, demo: bool, headers: Mapping[str, str], content: bytes = b"") -> outward.Heard:
    look_up = partial(check, url, demo=demo)
    return outward.ask(method, url, check=look_up, seconds=conf.FETCH_SECONDS, most=_MOST, headers=headers, content=content)
