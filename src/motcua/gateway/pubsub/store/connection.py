"""Connections to NATS that end when they are broken, so that whoever uses one knows and begins anew."""

from __future__ import annotations

import nats
import nats.errors
from nats.aio.client import Client

from motcua.gateway.pubsub.store import StoreError

AWAY = (nats.errors.Error, TimeoutError, OSError, EOFError)
_TIMEOUT_S = 5
_AGAIN_S = 0.1


async def connected(url: str) -> Client:
    """A connection to one of the servers that ``url`` names, separated by commas; StoreError when none answers."""
    try:
        return await nats.connect(
            url.split(","),
            allow_reconnect=False,
            connect_timeout=_TIMEOUT_S,
            max_reconnect_attempts=1,  # of the connection that is being made: the library tries each server twice
            reconnect_time_wait=_AGAIN_S,
            error_cb=_quiet,
        )
    except AWAY as error:
        raise StoreError(words(error)) from error


def words(error: BaseException) -> str:
    """What went wrong with NATS."""
    return f"NATS: {error or type(error).__name__}"


async def _quiet(error: Exception) -> None:
    """What the client library tells besides raising it."""
