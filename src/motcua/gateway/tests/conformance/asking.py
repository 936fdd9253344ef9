"""Asking a gateway and reading what the provider says that it received."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from motcua.gateway.tests.conftest import CLIENT, Rig
from motcua.gateway.tests.wire import send

from .conftest import PROVIDER

ME = ("X-Road-Client", str(CLIENT))
R1 = f"/r1/{PROVIDER}"


@dataclass(frozen=True)
class Heard:
    """An answer: status, headers (names in lower case), body."""

    status: int
    pairs: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def headers(self) -> dict[str, str]:
        return dict(self.pairs)

    def all(self, name: str) -> list[str]:
        return [v for k, v in self.pairs if k == name]

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def arrived(self) -> list[tuple[str, str]]:
        """The headers that the provider received, names in lower case."""
        return [(k.lower(), v) for k, v in self.json["headers"]]

    @property
    def line(self) -> str:
        return str(self.json["line"])


def ask(rig: Rig, target: str, *headers: tuple[str, str], method: str = "GET", body: bytes = b"", client: bool = True) -> Heard:
    status, answered, content = send(rig.url, method, target, [*([ME] if client else ()), *headers], body)
    return Heard(status, tuple((k.lower(), v) for k, v in answered), content)
