"""Tokens of gateways among the bearer tokens of the API."""

from __future__ import annotations

from datetime import datetime

from motcua.kernel.actors import Actor
from motcua.platform.exchange.actions import running


class GatewayTokens:
    """Knows the gateways of the city by the token that each was given."""

    key = "exchange.gateways"

    def actor_of(self, *, token: str, now: datetime) -> Actor | None:
        """The gateway as a machine that may fetch its configuration; None for any other token."""
        return running.gateway_actor(token=token)
