"""Calls between machines that share a secret: hex HMAC-SHA256 over ``timestamp + "." + body``, believed for a short while."""

from __future__ import annotations

import hashlib
import hmac

_LONGEST_STAMP = 12  # digits: seconds of a few thousand years


def signature(*, secret: str, timestamp: str, body: bytes) -> str:
    """The signature that goes with a body sent at ``timestamp`` (Unix seconds)."""
    return hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def believed(*, secret: str, timestamp: str, body: bytes, given: str, machine_now: float, window: float = 300) -> bool:
    """Whether the signature is right and its stamp within ``window`` seconds of ``machine_now``; false without a secret."""
    if not secret or not timestamp.isascii() or not timestamp.isdecimal() or len(timestamp) > _LONGEST_STAMP:
        return False
    if abs(machine_now - int(timestamp)) > window:
        return False
    return hmac.compare_digest(signature(secret=secret, timestamp=timestamp, body=body).encode(), given.encode())
