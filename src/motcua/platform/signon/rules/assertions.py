"""The signed statement by which an application proves who it is (RFC 7523 §3): everything but the signature."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

LEEWAY = 10  # seconds
LONGEST = 600  # seconds that a statement may live; longer ones would have to be remembered longer
_LONGEST_JTI = 200


def assertion_fault(*, claims: Mapping[str, Any], client_id: str, audiences: Collection[str], at: float) -> str:
    """What is wrong with the claims, for the program's maker; empty when nothing is. ``at``: Unix seconds of the machine."""
    if claims.get("iss") != client_id or claims.get("sub") != client_id:
        return "iss and sub must both be the client_id"
    told = claims.get("aud")
    named = [told] if isinstance(told, str) else told if isinstance(told, list) else []
    if not named or any(one not in audiences for one in named):
        return "aud must be this issuer or the address of this endpoint"
    ends = _number(claims.get("exp"))
    if ends is None or ends <= at - LEEWAY:
        return "exp is missing or over"
    if ends > at + LONGEST + LEEWAY:
        return "exp is more than ten minutes away"
    for name in ("iat", "nbf"):
        begins = _number(claims.get(name)) if name in claims else at
        if begins is None or begins > at + LEEWAY:
            return f"{name} lies in the future"
    jti = claims.get("jti")
    if not isinstance(jti, str) or not jti or len(jti) > _LONGEST_JTI:
        return "jti is missing"
    return ""


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
