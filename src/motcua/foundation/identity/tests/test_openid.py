"""Which signed statements are believed."""

from __future__ import annotations

import json
import time
from base64 import urlsafe_b64encode
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey

from motcua.foundation.identity.adapters.openid import _half_hash, verify_id_token
from motcua.foundation.identity.contracts import TokenInvalid

KEY = ECKey.generate_key("P-256", {"kid": "k1", "alg": "ES256", "use": "sig"})
JWKS = {"keys": [KEY.as_dict(private=False)]}
GOOD: dict[str, Any] = {
    "iss": "https://id",
    "aud": "city",
    "sub": "s",
    "nonce": "n",
    "iat": 1000,
    "exp": 1600,
    "at_hash": _half_hash("token"),
}


def verify(claims: dict[str, Any], *, key: Any = KEY, alg: str = "ES256", now: float = 1100, nonce: str = "n") -> dict[str, Any]:
    token = jwt.encode({"alg": alg, "kid": "k1"}, claims, key, algorithms=[alg])
    return verify_id_token(token, jwks=JWKS, issuer="https://id", audience="city", nonce=nonce, access_token="token", clock=lambda: now)


def test_believes_a_right_statement() -> None:
    assert verify(GOOD)["sub"] == "s"


@pytest.mark.parametrize(
    "change",
    [{"iss": "https://other"}, {"aud": "other"}, {"aud": ["city", "other"]}, {"nonce": "other"}, {"nonce": None}, {"exp": 900}, {"exp": "soon"},
     {"iat": 5000}, {"iat": None}, {"at_hash": "x"}],
)  # fmt: skip
def test_refuses_another_audience_session_or_time(change: dict[str, Any]) -> None:
    with pytest.raises(TokenInvalid):
        verify({k: v for k, v in (GOOD | change).items() if v is not None})


def test_refuses_another_key_and_symmetric_signatures() -> None:
    for key, alg in ((ECKey.generate_key("P-256"), "ES256"), (OctKey.import_key("x" * 32), "HS256")):
        with pytest.raises(TokenInvalid):
            verify(GOOD, key=key, alg=alg)


UNSIGNED = ".".join(urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in ({"alg": "none"}, GOOD)) + "."


@pytest.mark.parametrize("token", ["", "a.b", "a.b.c", "é", UNSIGNED])
def test_refuses_nonsense(token: str) -> None:
    with pytest.raises(TokenInvalid):
        verify_id_token(token, jwks=JWKS, issuer="https://id", audience="city", nonce="n", access_token="t", clock=time.time)


def test_refuses_an_empty_nonce_of_ours() -> None:
    with pytest.raises(TokenInvalid):
        verify(GOOD | {"nonce": ""}, nonce="")
