"""Sign-ins through the real stack: officers with password and code, citizens with a signed answer of a provider in this process."""

from __future__ import annotations

import contextlib
import time
from base64 import b32encode
from collections.abc import Iterator
from typing import Any, Self
from unittest.mock import patch
from urllib.parse import parse_qs, urlsplit

_PASSWORD = "mot-cua-demo-2026"
_SIGN_IN, _CODE, _START = "/tai-khoan/can-bo/dang-nhap/", "/tai-khoan/can-bo/xac-thuc/", "/tai-khoan/oidc/vneid/login/"


@contextlib.contextmanager
def hashed_as_installed() -> Iterator[None]:
    """Passwords hashed as in an installation, not with the quick hash of the tests."""
    from django.test import override_settings

    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.Argon2PasswordHasher"]):
        yield


def officers(*, count: int) -> tuple[float, float]:
    """Seconds of ``count`` sign-ins with password and code, each of another officer, and of the bare password hash for the same people."""
    from allauth.mfa.models import Authenticator
    from django.core.cache import cache
    from django.test import Client

    from motcua.foundation.identity import models
    from motcua.foundation.identity.testing import make_officer, totp
    from motcua.kernel.actors import Role
    from motcua.kit.fields import encrypt

    secrets = {f"bench.{n}": b32encode(f"{n:020d}".encode()).decode() for n in range(count + 1)}
    for code, secret in secrets.items():
        make_officer(Role.RECEPTION, code=code)
        account = models.Account.objects.get(username=code)
        account.set_password(_PASSWORD)
        account.save()
        Authenticator.objects.create(user=account, type="totp", data={"secret": encrypt(secret)})
    cache.clear()
    spent, server = 0.0, Client().handler
    for n, (code, secret) in enumerate(secrets.items()):
        client = Client(SERVER_NAME="localhost", REMOTE_ADDR=f"10.0.{n // 250}.{n % 250 + 1}")
        client.handler = server
        began = time.perf_counter()
        client.post(_SIGN_IN, {"login": code, "password": _PASSWORD})
        answer = client.post(_CODE, {"code": totp(secret)})
        spent += time.perf_counter() - began if n else 0.0  # the first one starts the server and warms the templates
        _must(answer, 302)
    accounts = list(models.Account.objects.filter(username__in=secrets).order_by("pk"))[:count]
    began = time.perf_counter()
    right = sum(account.check_password(_PASSWORD) for account in accounts)
    hashed = time.perf_counter() - began
    _require(right == count, "a password did not match")
    return spent, hashed


def citizens(*, count: int) -> tuple[float, float]:
    """Seconds of ``count`` sign-ins of new people at a provider without a network, and of the bare check of their id_tokens."""
    from django.test import Client

    from motcua.foundation.identity.adapters.openid import verify_id_token

    provider = _Provider()
    spent, tokens, server = 0.0, [], Client().handler
    with patch("allauth.socialaccount.adapter.DefaultSocialAccountAdapter.get_requests_session", lambda _: provider):
        for n in range(count + 1):
            client = Client(SERVER_NAME="localhost", REMOTE_ADDR=f"10.1.{n // 250}.{n % 250 + 1}")
            client.handler = server
            began = time.perf_counter()
            asked = {k: v[0] for k, v in parse_qs(urlsplit(client.post(_START)["Location"]).query).items()}
            going = time.perf_counter() - began
            tokens.append((provider.prepare(n, asked), asked["nonce"], asked["client_id"]))
            began = time.perf_counter()
            answer = client.get(f"{_START}callback/", {"code": "x", "state": asked["state"]})
            spent += going + time.perf_counter() - began if n else 0.0
            _must(answer, 302)
            _require("sessionid" in client.cookies or any("session" in name for name in client.cookies), "nobody was signed in")
    began = time.perf_counter()
    for token, nonce, audience in tokens[1:]:
        verify_id_token(token, jwks=provider.keys, issuer=provider.issuer, audience=audience, nonce=nonce, access_token="access")
    return spent, time.perf_counter() - began


class _Provider:
    """An OpenID provider as allauth's HTTP session meets it: discovery, keys, token and user-info, without a network."""

    def __init__(self) -> None:
        from django.conf import settings
        from joserfc.jwk import KeySet, RSAKey

        self.issuer = str(next(c for c in settings.MOTCUA_IDENTITY_CLIENTS if c["provider_id"] == "vneid")["settings"]["server_url"])
        self._key = RSAKey.generate_key(2048, {"kid": "bench", "use": "sig", "alg": "RS256"})
        self.keys: dict[str, Any] = KeySet([self._key]).as_dict(private=False)
        self._told: dict[str, Any] = {}
        self._token = ""

    def prepare(self, number: int, asked: dict[str, str]) -> str:
        """The next person's id_token for this request."""
        from joserfc import jwt

        from motcua.foundation.identity.testing import claims_of

        now = int(time.time())
        self._told = claims_of(number + 500)
        stated = {
            "iss": self.issuer, "aud": asked["client_id"], "sub": self._told["sub"], "nonce": asked["nonce"], "iat": now, "exp": now + 300,
            "acr": "2", "auth_time": now,
        }  # fmt: skip
        self._token = jwt.encode({"alg": "RS256", "kid": "bench"}, stated, self._key)
        return self._token

    def request(self, method: str, url: str, **_: Any) -> _Answer:
        """What the provider answers at this address."""
        if "openid-configuration" in url:
            names = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")
            places = {name: f"{self.issuer}/{name}" for name in names}
            return _Answer({"issuer": self.issuer, **places})
        if url.endswith("jwks_uri"):
            return _Answer(self.keys)
        if url.endswith("token_endpoint"):
            return _Answer({"access_token": "access", "token_type": "Bearer", "expires_in": 300, "id_token": self._token})
        return _Answer(self._told)

    def get(self, url: str, **more: Any) -> _Answer:
        """As ``request``."""
        return self.request("GET", url, **more)

    def post(self, url: str, **more: Any) -> _Answer:
        """As ``request``."""
        return self.request("POST", url, **more)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None


class _Answer:
    """An answer of 200 with JSON."""

    status_code, ok, headers = 200, True, {"content-type": "application/json"}

    def __init__(self, body: dict[str, Any]) -> None:
        self._body = body

    def json(self) -> dict[str, Any]:
        """The body."""
        return self._body

    def raise_for_status(self) -> None:
        """All is well."""


def _must(answer: Any, status: int) -> None:
    _require(answer.status_code == status, f"answered {answer.status_code}: {answer.content[:200]!r}")


def _require(held: bool, message: str) -> None:
    if not held:
        raise RuntimeError(message)
