"""What an OpenID Connect client must check itself: the signed statements of providers (Core §3.1.3.7, Back-Channel Logout §2.6).

The same code speaks to simulated providers and to real ones: each is an issuer address, a client id and a secret.
"""

from __future__ import annotations

import hmac
import json
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
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
LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"
_LOGOUT_SECONDS = 600
_DEMO = "demo-only-"


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
    claims = _signed(token, jwks=jwks, issuer=issuer, audience=audience, now=clock())
    if not nonce or not hmac.compare_digest(str(claims.get("nonce") or ""), nonce):
        raise TokenInvalid(reason_vi="phản hồi không thuộc phiên này", reason_en="it does not belong to this session")
    told = claims.get("at_hash")
    if told is not None and not hmac.compare_digest(str(told), _half_hash(access_token)):
        raise TokenInvalid(reason_vi="mã truy cập không khớp", reason_en="the access token does not match")
    return claims


def verify_logout_token(
    token: str, *, jwks: Mapping[str, Any], issuer: str, audience: str, clock: Callable[[], float] = time.time
) -> dict[str, Any]:  # fmt: skip
    """The claims of a provider's statement that a session ended (Back-Channel Logout 1.0 §2.6); ``TokenInvalid``.

    An identity token is none: it carries a nonce and no logout event. Whether ``jti`` was used before is the caller's to say.
    """
    now = clock()
    claims = _signed(token, jwks=jwks, issuer=issuer, audience=audience, now=now)
    told = claims.get("events")
    if not isinstance(told, dict) or not isinstance(told.get(LOGOUT_EVENT), dict) or "nonce" in claims:
        raise TokenInvalid(reason_vi="không phải thông báo kết thúc phiên", reason_en="it does not say that a session ended")
    if _number(claims.get("iat")) < now - _LOGOUT_SECONDS:
        raise TokenInvalid(reason_vi="phản hồi đã hết hạn", reason_en="it has expired")
    if not claims.get("jti") or not (claims.get("sub") or claims.get("sid")):
        raise TokenInvalid(reason_vi="thiếu mã hoặc chủ thể", reason_en="its id or subject is missing")
    return claims


def issuer_of(address: str, config: Mapping[str, Any]) -> str:
    """The issuer that a discovery document names, which must be the one asked (Discovery §4.3, RFC 9207); ``TokenInvalid``."""
    if str(config.get("issuer", "")).rstrip("/") != _named(address):
        raise TokenInvalid(reason_vi="hệ thống định danh tự xưng tên khác", reason_en="the provider calls itself by another name")
    return str(config["issuer"])


def seems_from(address: str, token: str) -> bool:
    """Whether a statement calls itself one of the provider at that address; nothing is verified yet, and nothing fetched."""
    try:
        body = token.split(".")[1]
        told = json.loads(urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    except (IndexError, ValueError, RecursionError):
        return False
    return isinstance(told, dict) and str(told.get("iss") or "").rstrip("/") == _named(address)


def check_config() -> list[str]:
    """What is wrong with the connections to the providers, in English; an empty list when nothing is."""
    return [problem for client in settings.MOTCUA_IDENTITY_CLIENTS for problem in _check(client)]


def _check(client: Mapping[str, Any]) -> list[str]:
    key, issuer, problems = client["provider_id"], str(client["settings"]["server_url"]), []
    if not settings.MOTCUA_DEMO and str(client["secret"]).startswith(_DEMO):
        problems.append(f"the client secret of {key} is the one of the demonstration")
    if not settings.MOTCUA_DEMO and not issuer.startswith("https://"):
        problems.append(f"the address of {key} is not https")
    address = f"{issuer}/.well-known/openid-configuration"
    try:
        found = httpx.get(address, timeout=5, trust_env=False).raise_for_status().json()
    except (httpx.HTTPError, ValueError) as error:
        return [*problems, f"the e-identity provider does not answer at {address}: {type(error).__name__}"]
    if found.get("issuer") != issuer:
        problems.append(f"the provider {key} calls itself {found.get('issuer')!r}, its setting says {issuer!r}")
    return problems


def _named(address: str) -> str:
    return address.partition("/.well-known/")[0].rstrip("/")


def _signed(token: str, *, jwks: Mapping[str, Any], issuer: str, audience: str, now: float) -> dict[str, Any]:
    """Claims of a token with a right signature, issuer, audience and time."""
    try:
        claims = dict(jwt.decode(token, KeySet.import_key_set(dict(jwks)), algorithms=ALGORITHMS).claims)  # type: ignore[arg-type]
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise TokenInvalid(reason_vi="chữ ký không đúng", reason_en="the signature is wrong") from error
    if claims.get("iss") != issuer or not _for(audience, claims):
        raise TokenInvalid(reason_vi="phản hồi dành cho hệ thống khác", reason_en="it is meant for another system")
    if not _number(claims.get("exp")) > now - LEEWAY_SECONDS or not _number(claims.get("iat")) < now + LEEWAY_SECONDS:
        raise TokenInvalid(reason_vi="phản hồi đã hết hạn", reason_en="it has expired")
    return claims


def _for(audience: str, claims: Mapping[str, Any]) -> bool:
    told = claims.get("aud")
    if isinstance(told, list):
        return audience in told and (len(told) == 1 or claims.get("azp") == audience)
    return told == audience


def _number(value: Any) -> float:
    return float(value) if isinstance(value, int | float) else float("nan")


def _half_hash(access_token: str) -> str:
    return urlsafe_b64encode(sha256(access_token.encode()).digest()[:16]).rstrip(b"=").decode()
