"""Credentials of subsystems and the access tokens given for them: stateless, signed, short-lived (RFC 6749 §4.4, RFC 6750).

A token names the access key and carries a fingerprint of the secret, so that it ends with its credential: removed, replaced or expired,
at whichever gateway process it is shown. Nothing is kept of tokens.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass
from enum import Enum
from typing import Any

import msgspec

from motcua.gateway.protocol.config import Config, Credential
from motcua.gateway.protocol.identifiers import ClientId

TOKEN_S = 1800  # a token's life
SKEW_S = 60  # by how much the clocks of two gateways may differ
PREFIX = "mc1."
_LONGEST = 4096
_NOBODY = Credential(access_key="", secret_sha256="0" * 64)


class Refusal(Enum):
    """Why a credential or a token is not accepted."""

    MISSING = "missing"
    INVALID = "invalid"
    EXPIRED = "expired"


class NotAccepted(Exception):
    """The credential or token is missing, wrong, revoked or too old."""

    def __init__(self, why: Refusal) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True, slots=True)
class Presented:
    """What a caller shows to prove who it is; names that are None were not shown."""

    access_key: str
    secret: str
    app_name: str | None = None
    partner_code: str | None = None


class _Claims(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a token says: access key, fingerprint of the credential, begin and end in Unix seconds."""

    k: str
    f: str
    b: int
    e: int


class Credentials:
    """The credentials of one configuration, by access key."""

    def __init__(self, config: Config) -> None:
        self._key = config.token_key.encode()
        self._known: dict[str, tuple[ClientId, Credential]] = {}
        for client, subsystem in config.clients().items():
            self._known.update({c.access_key: (client, c) for c in (subsystem.credentials if subsystem else ())})

    @property
    def gives_tokens(self) -> bool:
        """Whether there is a key to sign tokens with."""
        return bool(self._key)

    def client_of(self, presented: Presented, *, now: int) -> ClientId:
        """The client whose credential this is; NotAccepted otherwise. Takes as long for an unknown key as for a wrong secret."""
        client, credential = self._known.get(presented.access_key, (None, _NOBODY))
        digest = hashlib.sha256(presented.secret.encode()).hexdigest()
        right = hmac.compare_digest(digest, credential.secret_sha256)
        right &= _same(presented.app_name, credential.app_name) and _same(presented.partner_code, credential.partner_code)
        if client is None or not right:
            raise NotAccepted(Refusal.INVALID)
        if credential.not_after and now >= credential.not_after:
            raise NotAccepted(Refusal.EXPIRED)
        return client

    def issue(self, access_key: str, *, now: int) -> tuple[str, int]:
        """A token for the holder of a credential and its life in seconds, never longer than that of the credential."""
        _, credential = self._known[access_key]
        end = min(now + TOKEN_S, credential.not_after) if credential.not_after else now + TOKEN_S
        claims = msgspec.json.encode(_Claims(k=access_key, f=self._fingerprint(credential), b=now, e=end))
        return f"{PREFIX}{_text(claims)}.{_text(self._sign(claims))}", end - now

    def holder_of(self, token: str, *, now: int) -> ClientId:
        """The client that a token speaks for; NotAccepted when it is not ours, too old, from the future, or its credential has ended."""
        claims = self._claims(token)
        client, credential = self._known.get(claims.k, (None, _NOBODY))
        if client is None or not hmac.compare_digest(claims.f, self._fingerprint(credential)) or claims.b > now + SKEW_S:
            raise NotAccepted(Refusal.INVALID)
        if now >= claims.e + SKEW_S or (credential.not_after and now >= credential.not_after):
            raise NotAccepted(Refusal.EXPIRED)
        return client

    def _claims(self, token: str) -> _Claims:
        parts = token.removeprefix(PREFIX).split(".")
        if not self._key or len(token) > _LONGEST or not token.startswith(PREFIX) or len(parts) != 2:  # noqa: PLR2004
            raise NotAccepted(Refusal.INVALID)
        try:
            claims, mac = (base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True) for part in parts)
            # Only one spelling of a token is a token: base64 has more than one text for the same octets.
            if not hmac.compare_digest(mac, self._sign(claims)) or [_text(claims), _text(mac)] != parts:
                raise NotAccepted(Refusal.INVALID)
            return msgspec.json.decode(claims, type=_Claims)
        except (ValueError, msgspec.MsgspecError):
            raise NotAccepted(Refusal.INVALID) from None

    def _sign(self, claims: bytes) -> bytes:
        return hmac.digest(self._key, b"motcua-access-token-1\n" + claims, "sha256")

    def _fingerprint(self, credential: Credential) -> str:
        text = f"motcua-credential-1\n{credential.access_key}\n{credential.secret_sha256}"
        return hmac.digest(self._key, text.encode(), "sha256").hex()[:32]


def _same(shown: str | None, wanted: str) -> bool:
    """Whether a name agrees with what the credential asks for; a credential without the name does not ask."""
    return not wanted or shown is None or hmac.compare_digest(shown.encode(), wanted.encode())


def _text(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def read_lgsp_header(value: str) -> Presented:
    """What ``lgspaccesstoken`` shows: base64 of JSON with AccessKey, SecretKey, AppName, PartnerCode; NotAccepted when it is not that."""
    if not value or len(value) > _LONGEST:
        raise NotAccepted(Refusal.MISSING if not value else Refusal.INVALID)
    try:
        shown: Any = msgspec.json.decode(_octets(value))
        names = {name: shown.get(name) or "" for name in ("AccessKey", "SecretKey", "AppName", "PartnerCode")}
    except (ValueError, AttributeError, msgspec.MsgspecError):
        raise NotAccepted(Refusal.INVALID) from None
    if not all(isinstance(text, str) for text in names.values()) or not names["AccessKey"]:
        raise NotAccepted(Refusal.INVALID)
    return Presented(names["AccessKey"], names["SecretKey"], names["AppName"], names["PartnerCode"])


def read_basic(value: str) -> Presented:
    """What the credentials of ``Authorization: Basic`` show (RFC 7617); NotAccepted when they are not that."""
    try:
        access_key, mark, secret = _octets(value[:_LONGEST]).decode().partition(":")
    except ValueError:
        raise NotAccepted(Refusal.INVALID) from None
    if not mark:
        raise NotAccepted(Refusal.INVALID)
    return Presented(access_key, secret)


def _octets(text: str) -> bytes:
    """Base64 in either alphabet, with or without its padding; ValueError otherwise."""
    bare = text.strip().rstrip("=").translate(str.maketrans("-_", "+/"))
    try:
        return base64.b64decode(bare + "=" * (-len(bare) % 4), validate=True)
    except (binascii.Error, UnicodeEncodeError) as error:
        raise ValueError(str(error)) from None
