"""Random values that open something, and what is kept of them."""

from __future__ import annotations

import hashlib
import secrets


def new_secret() -> str:
    """256 random bits as text."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """What is kept of a random value: it has 256 bits, so one round of SHA-256 is enough (64 hex characters)."""
    return hashlib.sha256(secret.encode()).hexdigest()
