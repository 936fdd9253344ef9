"""A witness over HTTPS: ``POST …/roots`` appends JSON lines, ``GET …/roots`` gives all back, ``…/roots/last`` the last; bearer token.

The witness takes each number once: the same root again is nothing new (200), another one of that number is refused (409).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import httpx

from motcua.foundation.audit import conf
from motcua.foundation.audit.contracts.witnesses import WitnessAway, WitnessDisagrees

_LOOPBACK = ("http://127.0.0.1", "http://localhost", "http://[::1]")
_NOT_FOUND, _CONFLICT = 404, 409
_MOST = 500_000_000  # bytes of all roots: some thirty years of hours
_JSON_LINES = "application/x-ndjson"


class HttpWitness:
    """See ``Witness``. Built for tests with a transport of its own."""

    answers, hours = True, 0

    def __init__(self, address: str, *, transport: httpx.BaseTransport | None = None) -> None:
        self.address = address.rstrip("/")
        self._transport = transport

    def last(self) -> Mapping[str, Any] | None:
        """The last root, None for an empty witness."""
        status, body = self._call("GET", "/roots/last")
        if status == _NOT_FOUND:
            return None
        try:
            row = json.loads(body)
            int(row["number"])
        except (ValueError, KeyError, TypeError) as error:
            raise WitnessAway(reason=f"{self.address}: an answer that is no root") from error
        return dict(row)

    def append(self, *, rows: Sequence[Mapping[str, Any]]) -> None:
        """All rows in one request; an answer that got lost is found again by ``last``."""
        content = "".join(f"{json.dumps(dict(row))}\n" for row in rows).encode()
        status, body = self._call("POST", "/roots", content=content)
        if status == _CONFLICT:
            raise WitnessDisagrees(reason=f"{self.address}: {body.decode(errors='replace')[:120]}")

    def lines(self) -> Iterable[str]:
        """Everything that the witness holds."""
        status, body = self._call("GET", "/roots")
        return [] if status == _NOT_FOUND else body.decode(errors="replace").splitlines()

    def check_config(self) -> str:
        """Roots are no secret, but nobody may answer in the witness's place: https, or this machine."""
        return "" if self.address.startswith(("https://", *_LOOPBACK)) else "not https"

    def _call(self, method: str, path: str, *, content: bytes | None = None) -> tuple[int, bytes]:
        headers = {"Authorization": f"Bearer {conf.WITNESS_TOKEN}", "Content-Type": _JSON_LINES}
        try:
            with (
                httpx.Client(transport=self._transport, timeout=conf.WITNESS_TIMEOUT, follow_redirects=False, trust_env=False) as client,
                client.stream(method, f"{self.address}{path}", headers=headers, content=content) as answer,
            ):
                status, body = answer.status_code, _whole(answer)
        except httpx.HTTPError as error:
            raise WitnessAway(reason=f"{self.address}: {type(error).__name__}") from error
        if status not in {200, 201, _NOT_FOUND, _CONFLICT}:
            raise WitnessAway(reason=f"{self.address}: HTTP {status}")
        return status, body


def _whole(answer: httpx.Response) -> bytes:
    """Read the answer, but no more than thirty years of roots."""
    read = bytearray()
    for part in answer.iter_bytes():
        read += part
        if len(read) > _MOST:
            raise httpx.ReadError("too long")
    return bytes(read)
