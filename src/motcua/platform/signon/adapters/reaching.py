"""Opening an application's addresses: one request to a checked address, no redirects, little time, little answer."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

import httpx

from motcua.platform.signon import conf, rules
from motcua.platform.signon.contracts import AddressRefused

_MOST = 64 * 1024


def check(url: str, *, demo: bool) -> str:
    """The network address that a URL leads to now. ``AddressRefused`` for what is not public (outside of demo) or not https."""
    host, port = rules.host_and_port(url, plain=demo)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        found = []
    return rules.public_only(list(dict.fromkeys(str(entry[4][0]) for entry in found)), private=demo)


def fetch_keys(url: str, *, demo: bool) -> Any:
    """The JSON of a key set; ``AddressRefused`` when the address may not be opened, None when it does not answer with JSON."""
    status, body = _open("GET", url, demo=demo, headers={"Accept": "application/json"})
    try:
        return json.loads(body) if status == httpx.codes.OK else None
    except (ValueError, RecursionError):
        return None


def tell(url: str, *, form: Mapping[str, str], demo: bool) -> tuple[int | None, str]:
    """Send a form; the status of the answer, or None with what went wrong."""
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Cache-Control": "no-store"}
    try:
        status, _ = _open("POST", url, demo=demo, headers=headers, content=urlencode(form).encode())
    except AddressRefused as refused:
        return None, refused.sentence("en")[:200]
    return (status, "") if status else (None, "no answer")


class _Deadline:
    """The end of one whole request: the library's own time counts for each piece that arrives, so a slow peer could hold us for ever."""

    def __init__(self, seconds: float) -> None:
        self._ends = time.monotonic() + seconds
        self._line: Any = None

    def left(self) -> float:
        """Seconds that remain."""
        return max(0.0, self._ends - time.monotonic())

    def watch(self, name: str, info: Mapping[str, Any]) -> None:
        """Keep the line as the library opens it; refuse one that opened too late."""
        if name in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            self._line = info["return_value"]
        if not self.left():
            raise httpx.ReadTimeout("the time is over")

    def cut(self) -> None:
        """Wake whoever waits on the line: nothing more comes."""
        line = self._line and self._line.get_extra_info("socket")
        with suppress(OSError):
            if line:
                line.shutdown(socket.SHUT_RDWR)


def _open(method: str, url: str, *, demo: bool, headers: Mapping[str, str], content: bytes = b"") -> tuple[int, bytes]:
    """One request within ``FETCH_SECONDS``, looking the name up included. Status 0 when nobody answers in that time."""
    deadline, runner = _Deadline(conf.FETCH_SECONDS), ThreadPoolExecutor(max_workers=1, thread_name_prefix="signon-reaching")
    try:
        answer = runner.submit(_ask, method, url, deadline, demo=demo, headers=headers, content=content)
        return answer.result(timeout=deadline.left())
    except TimeoutError:
        deadline.cut()
        return 0, b""
    finally:
        runner.shutdown(wait=False)


def _ask(method: str, url: str, deadline: _Deadline, *, demo: bool, headers: Mapping[str, str], content: bytes) -> tuple[int, bytes]:
    """The address that was checked is the one connected to: no second look-up of the name. Status 0 when nobody answers."""
    address, parts = check(url, demo=demo), urlsplit(url)
    place = f"[{address}]" if ":" in address else address
    target = urlunsplit(parts._replace(netloc=f"{place}:{parts.port}" if parts.port else place))
    told = bytearray()
    try:
        with (
            httpx.Client(timeout=conf.FETCH_SECONDS, follow_redirects=False, trust_env=False) as client,
            client.stream(
                method, target, content=content, headers={**headers, "Host": parts.netloc},
                extensions={"sni_hostname": parts.hostname, "trace": deadline.watch},
            ) as answer,
        ):
            for chunk in answer.iter_raw():
                told += chunk
                if len(told) > _MOST or not deadline.left():
                    return answer.status_code, b""
            return answer.status_code, bytes(told)
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError):
        return 0, b""
