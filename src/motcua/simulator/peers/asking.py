"""What peers with a bearer and a JSON body ask of every call."""

from __future__ import annotations

import hmac
from typing import Any

from starlette.requests import Request

from motcua.simulator.peers.errors import BadRequest, NotAuthorised


def require_bearer(request: Request, token: str) -> None:
    """``NotAuthorised`` unless the call carries the partner's token."""
    given = request.headers.get("authorization", "")
    if not hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
        raise NotAuthorised


async def json_object(request: Request) -> dict[str, Any]:
    """The body as a JSON object; ``BadRequest`` for anything else."""
    try:
        told = await request.json()
    except ValueError as unreadable:
        raise BadRequest(reason="json") from unreadable
    if not isinstance(told, dict):
        raise BadRequest(reason="json")
    return told


def require_secret(request: Request, secret: str) -> None:
    """``NotAuthorised`` unless the call carries the secret that the exchange's gateway presents to this provider."""
    if not hmac.compare_digest(request.headers.get("x-provider-secret", "").encode(), secret.encode()):
        raise NotAuthorised
