"""One request to an address that others gave: to the network address that was checked, no redirects, one deadline, little answer."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import httpx


@dataclass(frozen=True, slots=True)
class Heard:
    """The answer: its status (None when nobody answered in time, then ``error`` says what happened) and its body.

    ``body`` is empty when it was longer than asked for or did not come to its end in time.
    """

    status: int | None
    body: bytes = b""
    error: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


def resolved(host: str, port: int) -> list[str]:
    """The network addresses that a name leads to now, without repetition; none when it does not resolve."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def ask(
    method: str, url: str, *, check: Callable[[], str], seconds: float, most: int, headers: Mapping[str, str], content: bytes = b"",
    transport: httpx.BaseTransport | None = None,
) -> Heard:  # fmt: skip
    """One whole request within ``seconds``, looking the name up included; at most ``most`` bytes of the answer are read.

    ``check`` gives the network address to connect to, or refuses by its own error, which is raised here. ``transport`` is for tests.
    """
    deadline, runner = _Deadline(seconds), ThreadPoolExecutor(max_workers=1, thread_name_prefix="outward")
    try:
        going = runner.submit(_ask, method, url, deadline, check=check, most=most, headers=headers, content=content, transport=transport)
        return going.result(timeout=deadline.left())
    except TimeoutError:
        deadline.cut()
        return Heard(status=None, error="TimeoutError: the time is over")
    finally:
        runner.shutdown(wait=False)


class _Deadline:
    """The end of one whole request: the library's own time counts for each piece that arrives, so a slow peer could hold us for ever."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
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


def _ask(
    method: str, url: str, deadline: _Deadline, *, check: Callable[[], str], most: int, headers: Mapping[str, str], content: bytes,
    transport: httpx.BaseTransport | None,
) -> Heard:  # fmt: skip
    """The address that was checked is the one connected to: no second look-up of the name."""
    address = check()
    told = bytearray()
    way: dict[str, Any] = {"transport": transport} if transport is not None else {}
    try:
        parts = urlsplit(url)
        place = f"[{address}]" if ":" in address else address
        target = urlunsplit(parts._replace(netloc=f"{place}:{parts.port}" if parts.port else place))
        with (
            httpx.Client(timeout=deadline.seconds, follow_redirects=False, trust_env=False, **way) as client,
            client.stream(
                method, target, content=content, headers={**headers, "Host": parts.netloc},
                extensions={"sni_hostname": parts.hostname, "trace": deadline.watch},
            ) as answer,
        ):  # fmt: skip
            for chunk in answer.iter_raw():
                told += chunk
                if len(told) > most or not deadline.left():
                    return Heard(status=answer.status_code, headers=dict(answer.headers))
            return Heard(status=answer.status_code, body=bytes(told), headers=dict(answer.headers))
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as failed:
        return Heard(status=None, error=f"{type(failed).__name__}: {failed}")
