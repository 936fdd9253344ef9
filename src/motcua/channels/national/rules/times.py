"""When things are tried again, and whether a message may be believed."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta

FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=15), timedelta(hours=1)
MOST_ATTEMPTS = 30  # about a day of trying
MOST_WAITS = 60  # news waits for its dossier for two to three days


def pause_after(attempts: int) -> timedelta:
    """How long to wait after so many failed attempts: 15 s, 30 s, 1 min … 1 h."""
    doubled: int = 2 ** min(max(attempts - 1, 0), 12)
    return min(FIRST_PAUSE * doubled, LONGEST_PAUSE)


def signature(*, secret: str, timestamp: str, body: bytes) -> str:
    """Hex HMAC-SHA256 over ``timestamp + "." + body``, by which a pushed message is believed."""
    return hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def believed(*, secret: str, timestamp: str, body: bytes, given: str, now: datetime, window: timedelta) -> bool:
    """Whether the signature is right and not older or newer than ``window``; false without a secret."""
    if not secret or not timestamp.isdecimal() or len(timestamp) > 12:  # noqa: PLR2004 - seconds of a few thousand years
        return False
    if abs(now.timestamp() - int(timestamp)) > window.total_seconds():
        return False
    return hmac.compare_digest(signature(secret=secret, timestamp=timestamp, body=body).encode(), given.encode())
