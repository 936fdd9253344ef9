"""The connector to the national platform that this installation uses."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from motcua.kernel.actors import Actor
from motcua.platform.exchange import conf
from motcua.platform.exchange.actions import systems
from motcua.platform.exchange.actions.calling import call
from motcua.platform.exchange.adapters import declarations, national
from motcua.platform.exchange.contracts import ExchangeResponse
from motcua.platform.exchange.contracts.national import NationalPlatform


def national_platform(*, purpose: str, ground: str, actor: Actor, now: datetime, issue: str = "") -> NationalPlatform:
    """NDXP or the NDOP node, as ``MOTCUA_NATIONAL_PLATFORM`` says; every request goes through the exchange under the purpose and ground."""
    chosen = next(s for s in declarations.systems() if s.code == conf.NATIONAL_PLATFORM.upper())
    services = {s.code: systems.service_id(chosen, s) for s in chosen.services}

    def send(*, service: str, path: str, query: Mapping[str, str] | None, body: bytes | None) -> ExchangeResponse:
        return call(
            service=services[service], path=path, query=query, body=body, method="GET" if body is None else "POST", purpose=purpose,
            ground=ground, issue=issue or None, actor=actor, now=now,
        )  # fmt: skip

    return national.CONNECTORS[chosen.system](send)
