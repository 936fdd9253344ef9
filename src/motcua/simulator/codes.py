"""One-time codes as an authenticator application would show them (RFC 6238: SHA-1, 30 s, six digits)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time

_STEP_SECONDS = 30
_DIGITS = 6


def totp_now(secret: str, *, at: float | None = None) -> str:
    """The code for a base32 secret at ``at`` (Unix seconds; default the machine's clock, as a phone would use)."""
    key = base64.b32decode(secret.upper() + "=" * (-len(secret) % 8))
    counter = int((time.time() if at is None else at) // _STEP_SECONDS)
    digest = hmac.new(key, counter.to_bytes(8, "big"), hashlib.sha1).digest()
    offset = digest[-1] & 0x0F
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return str(number % 10**_DIGITS).zfill(_DIGITS)
