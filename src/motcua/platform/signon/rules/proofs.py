"""Random values, their digests, and the proof key of RFC 7636."""

from __future__ import annotations

import hashlib
import hmac
import re
from base64 import urlsafe_b64encode

_VERIFIER = re.compile(r"[A-Za-z0-9\-._~]{43,128}")


def same(left: str, right: str) -> bool:
    """Whether two texts are equal, in a time that tells nothing."""
    return hmac.compare_digest(left.encode(), right.encode())


def challenge_of(verifier: str) -> str:
    """The S256 challenge of a verifier (RFC 7636 §4.2)."""
    return urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def verifier_fits(*, verifier: str, challenge: str) -> bool:
    """Whether a verifier is well formed and the one of this challenge; an empty challenge fits nothing."""
    return bool(challenge) and _VERIFIER.fullmatch(verifier) is not None and same(challenge_of(verifier), challenge)


def session_name(*, session_id: str, client_id: str) -> str:
    """The session's name for one application (``sid``): another in each, so that two cannot compare whom they serve."""
    return hashlib.sha256(f"signon.sid:{client_id}:{session_id}".encode()).hexdigest()[:32]
