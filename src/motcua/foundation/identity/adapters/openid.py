"""What an OpenID Connect client must check itself: the signed statement of the provider (OpenID Connect Core §3.1.3.7).

The same code speaks to the simulated provider and to the real one: both are an issuer address, a client id and a secret.
"""

from __future__ import annotations

import hmac
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any

import httpx
from django.conf import settings
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from motcua.foundation.identity.contracts import TokenInvalid

ALGORITHMS = ["RS256", "ES256", "PS256"]
LEEWAY_SECONDS = 60
DEMO_SECRET = "demo-only-vneid-client"  # noqa: S105 - refused outside a demonstration


def verify_id_token(
    token: str,
    *,
    jwks: Mapping[str, Any],
    issuer: str,
    audience: str,
    nonce: str,
    access_token: str,
    clock: Callable[[], float] = time.time,
) -> dict[str, Any]:
    """The claims of a token whose signature, issuer, audience, times, nonce and access-token hash are right; ``TokenInvalid``.

    ``clock`` is the machine's (Unix seconds): the provider knows nothing of a demonstration's clock.
    """
    try:
        claims = dict(jwt.decode(token, KeySet.import_key_set(dict(jwks)), algorithms=ALGORITHMS).claims)  # type: ignore[arg-type]
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise TokenInvalid(reason_vi="chữ ký không đúng", reason_en="the signature is wrong") from error
    if claims.get("iss") != issuer or not _for(audience, claims):
        raise TokenInvalid(reason_vi="phản hồi dành cho hệ thống khác", reason_en="it is meant for another system")
    now = clock()
    if not _number(claims.get("exp")) > now - LEEWAY_SECONDS or not _number(claims.get("iat")) < now + LEEWAY_SECONDS:
        raise TokenInvalid(reason_vi="phản hồi đã hết hạn", reason_en="it has expired")
    if not nonce or not hmac.compare_digest(str(claims.get("nonce") or ""), nonce):
        raise TokenInvalid(reason_vi="phản hồi không thuộc phiên này", reason_en="it does not belong to this session")
    told = claims.get("at_hash")
    if told is not None and not hmac.compare_digest(str(told), _half_hash(access_token)):
        raise TokenInvalid(reason_vi="mã truy cập không khớp", reason_en="the access token does not match")
    return claims


def check_config() -> list[str]:
    """What is wrong with the connection to the provider, in English; an empty list when nothing is."""
    problems = []
    if not settings.MOTCUA_DEMO and settings.MOTCUA_VNEID_CLIENT_SECRET == DEMO_SECRET:
        problems.append("MOTCUA_VNEID_CLIENT_SECRET is the one of the demonstration")
    if not settings.MOTCUA_DEMO and not settings.MOTCUA_VNEID_URL.startswith("https://"):
        problems.append("MOTCUA_VNEID_URL is not https")
    address = f"{settings.MOTCUA_VNEID_URL}/.well-known/openid-configuration"
    try:
        found = httpx.get(address, timeout=5, trust_env=False).raise_for_status().json()
    except (httpx.HTTPError, ValueError) as error:
        return [*problems, f"the e-identity provider does not answer at {address}: {type(error).__name__}"]
    if found.get("issuer") != settings.MOTCUA_VNEID_URL:
        problems.append(f"the provider calls itself {found.get('issuer')!r}, MOTCUA_VNEID_URL says {settings.MOTCUA_VNEID_URL!r}")
    return problems


def _for(audience: str, claims: Mapping[str, Any]) -> bool:
    told = claims.get("aud")
    if isinstance(told, list):
        return audience in told and (len(told) == 1 or claims.get("azp") == audience)
    return told == audience


def _number(value: Any) -> float:
    return float(value) if isinstance(value, int | float) else float("nan")


def _half_hash(access_token: str) -> str:
    return urlsafe_b64encode(sha256(access_token.encode()).digest()[:16]).rstrip(b"=").decode()
